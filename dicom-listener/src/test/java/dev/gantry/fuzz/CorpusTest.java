// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Pixels;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/// The seeds and all inputs that fuzzing found worth keeping, without the fuzzer.
class CorpusTest {
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Each refusal would be a line; hundreds are provoked here.
    private static final Logger LOG = (Logger) LoggerFactory.getLogger("dev.gantry.dicom.dimse");

    @BeforeAll
    static void quietly() {
        LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void asBefore() {
        LOG.setLevel(null);
    }

    static Stream<String> targets() {
        return Targets.ALL.keySet().stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("targets")
    void bearsEveryKeptInput(String name) {
        Targets.kept(name).forEach((file, input) ->
                assertThatCode(() -> Targets.ALL.get(name).check(input)).as(file).doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("targets")
    void bearsSeedsCutAndBent(String name) {
        var random = new Random(11);
        var target = Targets.ALL.get(name);
        Seeds.of(name).forEach(seed -> {
            target.check(seed);
            for (int round = 0; round < 25; round++) {
                var bent = Arrays.copyOf(seed, 1 + random.nextInt(seed.length + 1));
                for (int i = 0; i < 3; i++) {
                    bent[random.nextInt(bent.length)] = (byte) random.nextInt();
                }
                target.check(bent);
            }
        });
    }

    @Test
    void startsFromObjectsThatCanBeRead() {
        assertThat(Seeds.of("Pixels").skip(Targets.kept("Pixels").size()))
                .allSatisfy(seed -> assertThat(decoded(seed)).isInstanceOf(Decoding.Decoded.class));
    }

    private static Decoding decoded(byte[] seed) {
        var syntax = TransferSyntax.values()[seed[0]];
        var parser = new DataSetParser(syntax);
        parser.feed(ByteBuffer.wrap(seed, 2, seed.length - 2));
        var parsed = parser.finish();
        assertThat(parsed).isInstanceOf(Parsed.Whole.class);
        return Pixels.java().first(parsed.header(), syntax, parsed.pixels(), (offset, length) ->
                ByteBuffer.wrap(seed, 2 + (int) offset, length).slice());
    }

    @Test
    void findsWhoThrowsWhoAllocatesTooMuchAndWhoTakesTooLong() {
        var throwing = new Target(_ -> Integer.parseInt("x"), 1 << 20, 1);
        var greedy = new Target(input -> Arrays.fill(new byte[input[0] << 24], (byte) 1), 1 << 20, 1);
        var endless = new Target(_ -> {
            long end = THREADS.getCurrentThreadCpuTime() + 20_000_000;
            while (THREADS.getCurrentThreadCpuTime() < end) {
                Thread.onSpinWait();
            }
        }, 1 << 20, 1, Duration.ofMillis(10));

        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> throwing.check(new byte[1]))
                .withMessageContaining("NumberFormatException");
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> greedy.check(new byte[] {4}))
                .withMessageContaining("allocate");
        assertThatCode(() -> greedy.check(new byte[1])).doesNotThrowAnyException();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> endless.check(new byte[1]))
                .withMessageContaining("took");
    }

    @Test
    void feedsFrameDecodersAndJudgesThem() {
        var input = new byte[] {3, 0, 7, 0, 0, 1, 11, 0, 42};
        var honest = Targets.frames((_, _, expected) ->
                new RawFrame(expected, new byte[(int) expected.bytes()]), TransferSyntax.JPEG_BASELINE);
        var refusing = Targets.frames((_, _, _) -> {
            throw new UndecodableFrame("damaged");
        }, TransferSyntax.JPEG_BASELINE);
        var careless = Targets.frames((_, frame, _) -> {
            frame.position(0).getLong();
            throw new AssertionError("not reached");
        }, TransferSyntax.JPEG_BASELINE);
        var shortened = Targets.frames((_, _, expected) -> new RawFrame(expected, new byte[1]),
                TransferSyntax.JPEG_BASELINE);

        assertThatCode(() -> honest.check(input)).doesNotThrowAnyException();
        assertThatCode(() -> refusing.check(input)).doesNotThrowAnyException();
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> careless.check(input));
        assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> shortened.check(input));
    }
}
