// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.natives.ExchangeHead.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One decoder process, seen from the appliance. One frame at a time, from any thread.
final class DecoderProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DecoderProcess.class);
    private static final int MOST_LOGGED_LINES = 8;
    private static final int MOST_TEXT_BYTES = 64 * 1024;
    private static final int CHUNK_BYTES = 64 * 1024;
    private static final long GRACE_MILLIS = 500;
    /// Nothing else of ours is the helper's business.
    private static final Set<String> ENVIRONMENT = Set.of("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "TMPDIR");

    private final Process process;
    private final InputStream answers;
    private final OutputStream requests;
    private final ScheduledExecutorService watchdog;
    private List<NativeLibrary> libraries = List.of();
    /// Set by the watchdog before it kills the process.
    private volatile boolean overdue;

    /// How a frame fared. After [Dead] and [Unheard] the process is of no more use.
    sealed interface Answer {}

    record Decoded(RawFrame frame) implements Answer {}

    record Refused(String why) implements Answer {}

    /// @param late it did not answer in time and was killed
    record Dead(String how, boolean late) implements Answer {}

    /// It was gone before it had the whole frame, so another process may well decode it.
    record Unheard(String how) implements Answer {}

    private DecoderProcess(Process process, ScheduledExecutorService watchdog) {
        this.process = process;
        this.watchdog = watchdog;
        this.answers = process.getInputStream();
        this.requests = process.getOutputStream();
    }

    /// Starts one and waits until it is ready.
    ///
    /// @throws IOException when it does not start, or not in time
    static DecoderProcess start(List<String> command, Duration limit, ScheduledExecutorService watchdog)
            throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().retainAll(ENVIRONMENT);
        builder.environment().put("MALLOC_ARENA_MAX", "2"); // glibc: fewer reserved addresses
        var started = new DecoderProcess(builder.start(), watchdog);
        Thread.ofPlatform().daemon().name("decoder-errors-" + started.pid()).start(started::logErrors);
        var guard = started.guard(limit);
        try {
            var head = started.head();
            if (head.kind() != Kind.READY) {
                throw new IOException("the decoder process says " + head.kind() + " first");
            }
            started.libraries = libraries(started.text(head));
            return started;
        } catch (IOException e) {
            started.kill();
            throw new IOException("the decoder process does not start: " + started.ending(), e);
        } finally {
            guard.cancel(false);
        }
    }

    private static List<NativeLibrary> libraries(String text) {
        return text.lines()
                .map(line -> line.split("\t", -1))
                .filter(column -> column.length == 3)
                .map(column -> new NativeLibrary(
                        column[0], Optional.of(column[1]).filter(version -> !version.isEmpty()), column[2]))
                .toList();
    }

    List<NativeLibrary> libraries() {
        return libraries;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /// Waits for the answer, at most `limit` long.
    Answer decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected, Duration limit) {
        var guard = guard(limit);
        boolean sent = false;
        try {
            send(new ExchangeHead(Kind.DECODE, syntax.ordinal(), expected, frame.remaining()), frame.slice());
            sent = true;
            var head = head();
            return switch (head.kind()) {
                case DECODED -> samples(head, expected);
                case REFUSED -> new Refused(text(head));
                case READY, DECODE -> throw new IOException("the decoder process says " + head.kind());
            };
        } catch (IOException _) {
            kill();
            var how = ending();
            return sent || overdue ? new Dead(how, overdue) : new Unheard(how);
        } finally {
            guard.cancel(false);
        }
    }

    /// Kills the process when the limit is over, or at once when the pool was closed in the meantime.
    private Future<?> guard(Duration limit) {
        try {
            return watchdog.schedule(() -> {
                overdue = true;
                kill();
            }, limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException _) {
            kill();
            return CompletableFuture.completedFuture(null);
        }
    }

    private void send(ExchangeHead head, ByteBuffer body) throws IOException {
        requests.write(head.encode().array());
        if (body.hasArray()) {
            requests.write(body.array(), body.arrayOffset() + body.position(), body.remaining());
        } else {
            var chunk = new byte[Math.min(CHUNK_BYTES, body.remaining())];
            while (body.hasRemaining()) {
                int n = Math.min(chunk.length, body.remaining());
                body.get(chunk, 0, n);
                requests.write(chunk, 0, n);
            }
        }
        requests.flush();
    }

    private ExchangeHead head() throws IOException {
        return ExchangeHead.decode(ByteBuffer.wrap(bytes(ExchangeHead.BYTES)));
    }

    private Decoded samples(ExchangeHead head, FrameShape expected) throws IOException {
        var shape = head.shape();
        if (shape.rows() != expected.rows() || shape.columns() != expected.columns()
                || shape.samplesPerPixel() != expected.samplesPerPixel()
                || shape.bitsAllocated() > expected.bitsAllocated() || shape.bytes() != head.length()) {
            throw new IOException("the decoder process answers another frame");
        }
        return new Decoded(new RawFrame(shape, bytes(head.length())));
    }

    private String text(ExchangeHead head) throws IOException {
        if (head.length() > MOST_TEXT_BYTES) {
            throw new IOException("the decoder process talks too much");
        }
        return new String(bytes(head.length()), StandardCharsets.UTF_8);
    }

    private byte[] bytes(int count) throws IOException {
        var bytes = new byte[count];
        if (answers.readNBytes(bytes, 0, count) < count) {
            throw new IOException("the decoder process went away");
        }
        return bytes;
    }

    /// The first lines go to the log (a dying JVM says in which library it dies), the others nowhere.
    private void logErrors() {
        try (var errors = new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8)) {
            var letters = new char[CHUNK_BYTES / Character.BYTES];
            int logged = 0;
            for (int n; (n = errors.read(letters)) >= 0; ) {
                for (var line : new String(letters, 0, n).lines().filter(text -> text.length() > 2).toList()) {
                    if (logged++ < MOST_LOGGED_LINES) {
                        LOG.warn("decoder process pid={} says: {}", pid(), line);
                    }
                }
            }
        } catch (IOException _) {
            // it has gone
        }
    }

    private void kill() {
        process.destroyForcibly();
    }

    /// In words, once it has ended; waits a moment for that.
    private String ending() {
        try {
            if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                return "it does not end";
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
        int status = process.exitValue();
        return status > 128 ? "signal " + (status - 128) : "exit status " + status;
    }

    /// Lets it end by itself, and makes it end when it does not.
    @Override
    public void close() {
        try {
            requests.close();
            if (!process.waitFor(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                kill();
            }
        } catch (IOException _) {
            kill();
        } catch (InterruptedException _) {
            kill();
            Thread.currentThread().interrupt();
        }
    }
}
