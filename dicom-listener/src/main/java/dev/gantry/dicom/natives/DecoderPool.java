// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.natives.DecoderProcess.Dead;
import dev.gantry.dicom.natives.DecoderProcess.Decoded;
import dev.gantry.dicom.natives.DecoderProcess.Refused;
import dev.gantry.dicom.natives.DecoderProcess.Unheard;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decodes in processes of their own, which may die.
///
/// Each process decodes one frame at a time, so that it is always known which frame killed it. The first is
/// started at once, further ones when frames wait, a new one for each that died: at first without delay, then
/// with a growing pause until a frame is answered again.
final class DecoderPool implements FrameDecoder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecoderPool.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(20);
    /// How often one who waits sees whether the pool was closed.
    private static final long LOOK_UP_NANOS = Duration.ofMillis(100).toNanos();
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private static final String CLOSED = "the decoder is closed";

    private final List<String> command;
    private final int most;
    private final Duration frameLimit;
    private final ScheduledExecutorService watchdog = daemon("decoder-watchdog");
    private final ScheduledExecutorService keeper = daemon("decoder-keeper");
    /// Ready processes; the last used one first.
    private final LinkedBlockingDeque<DecoderProcess> idle = new LinkedBlockingDeque<>();
    /// All that have started, idle or not.
    private final Set<DecoderProcess> living = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<List<NativeLibrary>> libraries = new CompletableFuture<>();

    /// Guarded by this: processes that live, start or wait for their start.
    private int wanted;
    /// Guarded by this: since a frame was last answered.
    private int deathsInARow;
    /// Guarded by this.
    private Optional<String> startDefect = Optional.empty();
    /// Guarded by this.
    private boolean closed;

    /// @param most       processes at once
    /// @param frameLimit after which a process that still decodes is killed; as long a frame waits for a process
    DecoderPool(List<String> command, int most, Duration frameLimit) {
        this.command = List.copyOf(command);
        this.most = most;
        this.frameLimit = frameLimit;
        oneMore();
    }

    private static ScheduledExecutorService daemon(String name) {
        ThreadFactory threads = Thread.ofPlatform().daemon().name(name).factory();
        var executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
        executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return executor;
    }

    /// What the first process found; waits for it.
    List<NativeLibrary> libraries() {
        try {
            return libraries.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            return List.of(absent(e.getCause().getMessage()));
        } catch (TimeoutException _) {
            return List.of(absent("the decoder process does not start"));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return List.of(absent("interrupted"));
        }
    }

    private static NativeLibrary absent(String why) {
        return new NativeLibrary("decoder process", Optional.empty(), why);
    }

    @Override
    public RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        var process = take();
        var answer = process.decode(syntax, frame, expected, frameLimit);
        if (answer instanceof Unheard(var how)) {
            goneIdle(process, how);
            process = take();
            answer = process.decode(syntax, frame, expected, frameLimit);
        }
        return switch (answer) {
            case Decoded(var raw) -> {
                giveBack(process);
                yield raw;
            }
            case Refused(var why) -> {
                giveBack(process);
                throw new UndecodableFrame(why);
            }
            case Dead(var how, var late) -> throw died(process, syntax, frame, how, late);
            case Unheard(var how) -> throw died(process, syntax, frame, how, false);
        };
    }

    private UndecodableFrame died(
            DecoderProcess process, TransferSyntax syntax, ByteBuffer frame, String how, boolean late) {
        LOG.warn("decoder process pid={} {} ({}) syntax={} frame-bytes={}", process.pid(),
                late ? "took too long and was killed" : "died", how, syntax.uid(), frame.remaining());
        lost(process);
        return new UndecodableFrame(closed() ? CLOSED : late
                ? "the decoder took longer than " + frameLimit.toMillis() + " ms on this frame"
                : "the decoder died on this frame");
    }

    private void goneIdle(DecoderProcess process, String how) {
        LOG.warn("decoder process pid={} died while it had nothing to do ({})", process.pid(), how);
        lost(process);
    }

    private DecoderProcess take() throws UndecodableFrame {
        long until = System.nanoTime() + frameLimit.toNanos();
        while (true) {
            var process = Optional.ofNullable(idle.pollFirst());
            if (process.isEmpty()) {
                oneMore();
                process = waitFor(until - System.nanoTime());
            }
            if (process.isEmpty() || closed()) {
                throw new UndecodableFrame(defect());
            }
            if (process.get().alive()) {
                return process.get();
            }
            goneIdle(process.get(), "seen before its next frame");
        }
    }

    private Optional<DecoderProcess> waitFor(long nanos) {
        try {
            var process = Optional.<DecoderProcess>empty();
            for (long left = nanos; process.isEmpty() && left > 0 && !closed(); left -= LOOK_UP_NANOS) {
                process = Optional.ofNullable(
                        idle.pollFirst(Math.min(left, LOOK_UP_NANOS), TimeUnit.NANOSECONDS));
            }
            return process;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized boolean closed() {
        return closed;
    }

    private synchronized String defect() {
        return closed ? CLOSED
                : startDefect.orElse("no decoder process was free for " + frameLimit.toMillis() + " ms");
    }

    private void giveBack(DecoderProcess process) {
        synchronized (this) {
            deathsInARow = 0;
        }
        idle.addFirst(process);
    }

    private synchronized void oneMore() {
        if (wanted < most && !closed) {
            wanted++;
            keeper.execute(this::start);
        }
    }

    private void lost(DecoderProcess process) {
        living.remove(process);
        again();
    }

    private synchronized void again() {
        if (!closed) {
            keeper.schedule(this::start, pause(deathsInARow++).toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /// How long to wait before the start of a process after so many deaths in a row before this one.
    static Duration pause(int deathsBefore) {
        if (deathsBefore == 0) {
            return Duration.ZERO;
        }
        var doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(deathsBefore - 1, 10));
        return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    }

    private void start() {
        long from = System.nanoTime();
        try {
            var process = DecoderProcess.start(command, START_LIMIT, watchdog);
            LOG.info("decoder process ready pid={} after-ms={}", process.pid(),
                    (System.nanoTime() - from) / 1_000_000);
            libraries.complete(process.libraries());
            synchronized (this) {
                startDefect = Optional.empty();
                living.add(process);
                idle.addLast(process);
            }
            if (closed()) {
                process.close();
            }
        } catch (IOException e) {
            if (closed()) {
                return;
            }
            LOG.error("{}", e.getMessage());
            libraries.completeExceptionally(e);
            synchronized (this) {
                startDefect = Optional.of(e.getMessage());
            }
            again();
        }
    }

    /// Ends all processes; a frame that one of them decodes at this moment is not decoded.
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        keeper.shutdown();
        libraries.completeExceptionally(new IOException(CLOSED));
        living.forEach(DecoderProcess::close);
        watchdog.shutdown();
    }
}
