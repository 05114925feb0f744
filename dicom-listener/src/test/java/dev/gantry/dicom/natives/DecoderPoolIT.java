// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.natives.CharLsEncoder.Interleave;
import dev.gantry.dicom.natives.DecoderProcess.Unheard;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Real helper processes, and how they die.
class DecoderPoolIT {
    private static final FrameShape SHAPE = new FrameShape(67, 53, 1, 16, 12, false);
    /// Keeps the decoder busy for hundreds of milliseconds.
    private static final FrameShape LARGE = new FrameShape(3000, 3000, 1, 16, 16, false);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final long WAIT_NANOS = Duration.ofSeconds(60).toNanos();

    private static byte[] samples;
    private static byte[] stream;
    private static byte[] large;

    @BeforeAll
    static void librariesMustBeHere() {
        var encoder = CharLsEncoder.load();
        Pictures.mustBeHere(encoder.isPresent(), "libcharls.so.2 (Debian package libcharls2)");
        samples = Pictures.samples(SHAPE);
        stream = encoder.get().encode(samples, SHAPE, 0, Interleave.NONE);
        large = encoder.get().encode(Pictures.samples(LARGE), LARGE, 0, Interleave.NONE);
    }

    private static DecoderPool pool(int most) {
        return new DecoderPool(NativeCodecs.command(), most, LIMIT);
    }

    private static RawFrame decode(FrameDecoder decoder, byte[] frame, FrameShape shape) throws UndecodableFrame {
        return decoder.decode(TransferSyntax.JPEG_LS_LOSSLESS, ByteBuffer.wrap(frame), shape);
    }

    private static void assertDecodes(FrameDecoder decoder) throws UndecodableFrame {
        var frame = decode(decoder, stream, SHAPE);
        assertThat(frame.shape()).isEqualTo(SHAPE);
        assertThat(frame.samples()).isEqualTo(samples);
    }

    private static List<ProcessHandle> helpers() {
        return ProcessHandle.current().children()
                .filter(child -> child.info().commandLine().orElse("").contains("DecoderMain"))
                .toList();
    }

    private static void waitUntil(String what, BooleanSupplier condition) throws InterruptedException {
        long from = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - from).as("waited for: " + what).isLessThan(WAIT_NANOS);
            Thread.sleep(5);
        }
    }

    private static void send(String signal, ProcessHandle process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"KILL", "SEGV", "ABRT"})
    void saysThatTheDecoderDiedAndGoesOn(String signal) throws Exception {
        try (var pool = pool(1)) {
            ProcessHandle helper;
            FutureTask<RawFrame> frame;
            do { // on a busy machine the signal may come after the frame
                assertDecodes(pool);
                helper = helpers().getFirst();
                frame = new FutureTask<>(() -> decode(pool, large, LARGE));
            } while (!killedAtWork(signal, helper, frame));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(frame::get)
                    .withCauseInstanceOf(UndecodableFrame.class)
                    .withMessageContaining("the decoder died on this frame");
            assertDecodes(pool);
            assertThat(helpers()).hasSize(1).doesNotContain(helper);
        }
    }

    /// False when the frame was decoded before the signal came.
    private static boolean killedAtWork(String signal, ProcessHandle helper, FutureTask<RawFrame> frame) throws Exception {
        var before = helper.info().totalCpuDuration().orElseThrow();
        Thread.ofPlatform().start(frame);
        waitUntil("the frame is being decoded", () -> frame.isDone() || helper.info().totalCpuDuration()
                .orElse(before).minus(before).toMillis() >= 50);
        send(signal, helper);
        waitUntil("it is gone", () -> !helper.isAlive());
        waitUntil("the frame is answered", frame::isDone);
        return frame.state() == Future.State.FAILED;
    }

    @Test
    void killsADecoderThatTakesTooLong() throws Exception {
        try (var pool = new DecoderPool(NativeCodecs.command(), 1, Duration.ofMillis(60))) {
            pool.libraries();
            var helper = helpers().getFirst();

            assertThatExceptionOfType(UndecodableFrame.class)
                    .isThrownBy(() -> decode(pool, large, LARGE))
                    .withMessage("the decoder took longer than 60 ms on this frame");
            waitUntil("the slow one is gone", () -> !helper.isAlive());
            waitUntil("there is a new one", () -> !helpers().isEmpty());
        }
    }

    @Test
    void replacesADecoderThatDiedWithNothingToDo() throws Exception {
        try (var pool = pool(1)) {
            assertDecodes(pool);
            var helper = helpers().getFirst();
            send("KILL", helper);
            waitUntil("it is gone", () -> !helper.isAlive());

            assertDecodes(pool);
        }
    }

    @Test
    void doesNotBlameAFrameForADeathBeforeIt() throws Exception {
        try (var watchdog = new ScheduledThreadPoolExecutor(1)) {
            var process = DecoderProcess.start(NativeCodecs.command(), LIMIT, watchdog);
            send("KILL", ProcessHandle.of(process.pid()).orElseThrow());
            waitUntil("it is gone", () -> !process.alive());

            assertThat(process.decode(TransferSyntax.JPEG_LS_LOSSLESS, ByteBuffer.wrap(stream), SHAPE, LIMIT))
                    .isEqualTo(new Unheard("signal 9"));
        }
    }

    @Test
    void decodesForSeveralThreadsAtOnce() throws Exception {
        try (var pool = pool(2); var threads = Executors.newFixedThreadPool(4)) {
            Callable<Void> work = () -> {
                for (int i = 0; i < 25; i++) {
                    assertDecodes(pool);
                }
                return null;
            };
            for (var done : threads.invokeAll(List.of(work, work, work, work))) {
                done.get();
            }
            assertThat(helpers()).hasSizeBetween(1, 2);
        }
    }

    @Test
    void outlivesDamagedStreams() throws Exception {
        try (var pool = pool(1)) {
            assertDecodes(pool);
            var helper = helpers().getFirst();
            var random = new Random(11);
            int refused = 0;
            for (int i = 0; i < 200; i++) {
                var damaged = stream.clone();
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
                try {
                    decode(pool, damaged, SHAPE);
                } catch (UndecodableFrame _) {
                    refused++;
                }
            }
            assertThat(refused).isPositive();
            assertDecodes(pool);
            assertThat(helpers()).containsExactly(helper);
        }
    }

    @Test
    void boundsWhatADecoderMayTake() throws Exception {
        try (var pool = pool(1)) {
            assertDecodes(pool);

            var limits = Files.readAllLines(Path.of("/proc", Long.toString(helpers().getFirst().pid()), "limits"));
            assertThat(limits).anyMatch(line -> line.matches("Max core file size +0 .*"));
            assertThat(limits).anyMatch(line -> line.matches("Max address space +\\d+ .*"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/bin/false", "/bin/echo something else than the decoder process would say to us here"})
    void saysWhyNoDecoderStarts(String command) {
        try (var pool = new DecoderPool(List.of(command.split(" ")), 1, Duration.ofMillis(500))) {
            assertThat(pool.libraries()).singleElement().satisfies(library -> {
                assertThat(library.version()).isEmpty();
                assertThat(library.detail()).startsWith("the decoder process does not start: ");
            });
            assertThatExceptionOfType(UndecodableFrame.class)
                    .isThrownBy(() -> decode(pool, stream, SHAPE))
                    .withMessageStartingWith("the decoder process does not start: ");
        }
    }

    @Test
    void endsItsProcessesWhenClosed() throws Exception {
        var pool = pool(1);
        assertDecodes(pool);
        var helper = helpers().getFirst();

        pool.close();

        waitUntil("it ended", () -> !helper.isAlive());
        assertThat(helpers()).isEmpty();
        assertThatExceptionOfType(UndecodableFrame.class)
                .isThrownBy(() -> pool.decode(TransferSyntax.JPEG_LS_LOSSLESS, ByteBuffer.wrap(stream), SHAPE))
                .withMessage("the decoder is closed");
    }

    @Test
    void leavesNoProcessWhenItIsClosedWhileOneStarts() throws Exception {
        for (int i = 0; i < 30; i++) {
            var pool = pool(1);
            Thread.sleep(i / 3);

            pool.close();
        }

        waitUntil("all ended", () -> helpers().isEmpty());
    }

    @Test
    void endsWhenTheApplianceIsKilledWhileItDecodes() throws Exception {
        var command = List.of(ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                Appliance.class.getName());
        var appliance = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (var lines = new BufferedReader(new InputStreamReader(appliance.getInputStream()))) {
            var pid = lines.lines().filter(line -> line.matches("\\d+")).findFirst().orElseThrow();
            var helper = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
            assertThat(helper.isAlive()).isTrue();

            appliance.destroyForcibly().waitFor();

            waitUntil("its decoder is gone too", () -> !helper.isAlive());
        } finally {
            appliance.destroyForcibly();
        }
    }

    /// An appliance whose decoder is busy; prints the decoder's process id.
    static final class Appliance {
        private Appliance() {}

        public static void main(String[] args) throws Exception {
            librariesMustBeHere();
            var pool = pool(1);
            assertDecodes(pool);
            var helper = helpers().getFirst();
            var before = helper.info().totalCpuDuration().orElseThrow();
            Thread.ofPlatform().start(new FutureTask<>(() -> decode(pool, large, LARGE)));
            waitUntil("the frame is being decoded", () -> helper.info().totalCpuDuration().orElse(before)
                    .minus(before).toMillis() >= 20);
            System.out.println(helper.pid());
            Thread.sleep(Duration.ofMinutes(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PROCESS", "IN_PROCESS"})
    void opensTheDoor(String mode) throws Exception {
        try (var codecs = NativeCodecs.open(DicomSettings.NativeCodecs.valueOf(mode))) {
            assertThat(codecs.libraries()).extracting(NativeLibrary::name)
                    .containsExactly("libcharls.so.2", "libopenjp2.so.7");
            assertThat(codecs.decoders())
                    .containsKeys(TransferSyntax.JPEG_LS_LOSSLESS, TransferSyntax.JPEG_LS_NEAR_LOSSLESS);
            assertDecodes(codecs.decoders().get(TransferSyntax.JPEG_LS_LOSSLESS));
        }
        waitUntil("all ended", () -> helpers().isEmpty());
    }

    @Test
    void keepsTheDoorShutWhenSwitchedOff() {
        try (var codecs = NativeCodecs.open(DicomSettings.NativeCodecs.OFF)) {
            assertThat(codecs.libraries()).isEmpty();
            assertThat(codecs.decoders()).isEmpty();
            assertThat(helpers()).isEmpty();
        }
    }
}
