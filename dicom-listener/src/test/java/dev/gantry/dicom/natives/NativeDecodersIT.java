// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.natives.CharLsEncoder.Interleave;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The bindings, in this process, against the encoders of the same libraries.
class NativeDecodersIT {
    private static NativeDecoders decoders;
    private static CharLsEncoder encoder;

    @BeforeAll
    static void librariesMustBeHere() {
        decoders = new NativeDecoders();
        Pictures.mustBeHere(decoders.libraries().stream().allMatch(library -> library.version().isPresent()),
                "libcharls.so.2 and libopenjp2.so.7 (Debian packages libcharls2, libopenjp2-7)");
        encoder = CharLsEncoder.load().orElseThrow();
    }

    @ParameterizedTest(name = "{0} x {1} x {2}, {3} of {4} bits, {5}")
    @CsvSource({
        "67, 53, 1, 2, 8, NONE", "67, 53, 1, 7, 8, NONE", "67, 53, 1, 8, 8, NONE", "67, 53, 1, 9, 16, NONE",
        "67, 53, 1, 12, 16, NONE", "67, 53, 1, 15, 16, NONE", "67, 53, 1, 16, 16, NONE", "1, 1, 1, 8, 8, NONE",
        "67, 53, 3, 8, 8, NONE", "67, 53, 3, 8, 8, LINE", "67, 53, 3, 8, 8, SAMPLE",
        "67, 53, 3, 12, 16, NONE", "67, 53, 3, 16, 16, LINE", "67, 53, 3, 16, 16, SAMPLE",
    })
    void decodesJpegLsExactly(
            int rows, int columns, int components, int stored, int allocated, Interleave interleave)
            throws UndecodableFrame {
        var shape = new FrameShape(rows, columns, components, allocated, stored, false);
        var samples = Pictures.samples(shape);
        var stream = encoder.encode(
                interleave == Interleave.NONE ? Pictures.byComponent(samples, shape) : samples, shape, 0, interleave);

        var frame = decoders.decode(TransferSyntax.JPEG_LS_LOSSLESS, ByteBuffer.wrap(stream), shape);

        assertThat(frame.shape()).isEqualTo(shape);
        assertThat(frame.samples()).isEqualTo(samples);
    }

    @Test
    void staysWithinTheErrorOfNearLosslessJpegLs() throws UndecodableFrame {
        var shape = new FrameShape(67, 53, 1, 8, 8, false);
        var samples = Pictures.samples(shape);
        var stream = encoder.encode(samples, shape, 3, Interleave.NONE);

        var near = decoders.decode(TransferSyntax.JPEG_LS_NEAR_LOSSLESS, ByteBuffer.wrap(stream), shape).samples();

        for (int i = 0; i < samples.length; i++) {
            assertThat(Math.abs((near[i] & 0xFF) - (samples[i] & 0xFF))).isLessThanOrEqualTo(3);
        }
        assertThat(near).isNotEqualTo(samples);
    }

    @ParameterizedTest(name = "{0} x {1} x {2}, {3} of {4} bits, signed {5}, {6}")
    @CsvSource({
        "67, 53, 1, 8, 8, false, -r 1", "67, 53, 1, 12, 16, false, -r 1", "67, 53, 1, 16, 16, false, -r 1",
        "67, 53, 1, 16, 16, true, -r 1", "67, 53, 3, 8, 8, false, -mct 1", "67, 53, 3, 8, 8, false, -mct 0",
        "267, 253, 1, 16, 16, false, -t 64;64", "67, 53, 1, 8, 8, false, -p RPCL", "5, 3, 1, 8, 8, false, -n 1",
    })
    void decodesJpeg2000Exactly(
            int rows, int columns, int components, int stored, int allocated, boolean signed, String options)
            throws Exception {
        Pictures.mustBeHere(Pictures.onPath("opj_compress"), "opj_compress (Debian package libopenjp2-tools)");
        var shape = new FrameShape(rows, columns, components, allocated, stored, signed);
        var samples = Pictures.samples(shape);
        var stream = Pictures.jpeg2000(samples, shape, options.replace(';', ',').split(" "));

        var frame = decoders.decode(TransferSyntax.JPEG_2000_LOSSLESS, ByteBuffer.wrap(stream), shape);

        assertThat(frame.shape()).isEqualTo(shape);
        assertThat(frame.samples()).isEqualTo(samples);
    }

    @Test
    void decodesTheCodestreamInsideAJp2File() throws Exception {
        Pictures.mustBeHere(Pictures.onPath("opj_compress"), "opj_compress (Debian package libopenjp2-tools)");
        var shape = new FrameShape(67, 53, 1, 8, 8, false);
        var samples = Pictures.samples(shape);
        var codestream = Pictures.jpeg2000(samples, shape);
        var file = ByteBuffer.allocate(codestream.length + 40)
                .putInt(12).putInt(0x6A50_2020).putInt(0x0D0A_870A)
                .putInt(20).putInt(0x6674_7970).putInt(0x6A70_3220).putInt(0).putInt(0x6A70_3220)
                .putInt(0).putInt(0x6A70_3263).put(codestream)
                .flip();

        assertThat(decoders.decode(TransferSyntax.JPEG_2000, file, shape).samples()).isEqualTo(samples);
    }

    @Test
    void decodesACodestreamThatIsPaddedBeforeItsEnd() throws Exception {
        Pictures.mustBeHere(Pictures.onPath("opj_compress"), "opj_compress (Debian package libopenjp2-tools)");
        var shape = new FrameShape(67, 53, 1, 8, 8, false);
        var samples = Pictures.samples(shape);
        var codestream = Pictures.jpeg2000(samples, shape);
        var padded = ByteBuffer.allocate(codestream.length + 9)
                .put(codestream, 0, codestream.length - 2).put("PADDING..".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0xFF).put((byte) 0xD9).flip();

        assertThat(decoders.decode(TransferSyntax.JPEG_2000, padded, shape).samples()).isEqualTo(samples);
    }

    @Test
    void refusesHalfAStream() throws Exception {
        Pictures.mustBeHere(Pictures.onPath("opj_compress"), "opj_compress (Debian package libopenjp2-tools)");
        var shape = new FrameShape(67, 53, 1, 8, 8, false);
        var jpegLs = encoder.encode(Pictures.samples(shape), shape, 0, Interleave.NONE);
        var jpeg2000 = Pictures.jpeg2000(Pictures.samples(shape), shape);

        assertThatExceptionOfType(UndecodableFrame.class).isThrownBy(() -> decoders.decode(
                TransferSyntax.JPEG_LS_LOSSLESS, ByteBuffer.wrap(jpegLs, 0, jpegLs.length / 2), shape));
        assertThatExceptionOfType(UndecodableFrame.class).isThrownBy(() -> decoders.decode(
                TransferSyntax.JPEG_2000, ByteBuffer.wrap(jpeg2000, 0, jpeg2000.length / 2), shape));
    }

    @Test
    void survivesDamagedStreams() throws Exception {
        Pictures.mustBeHere(Pictures.onPath("opj_compress"), "opj_compress (Debian package libopenjp2-tools)");
        var shape = new FrameShape(33, 41, 1, 8, 8, false);
        var random = new Random(7);
        var jpegLs = encoder.encode(Pictures.samples(shape), shape, 0, Interleave.NONE);
        var jpeg2000 = Pictures.jpeg2000(Pictures.samples(shape), shape);

        for (int i = 0; i < 500; i++) {
            attempt(TransferSyntax.JPEG_LS_LOSSLESS, damaged(jpegLs, random), shape);
            attempt(TransferSyntax.JPEG_2000, damaged(jpeg2000, random), shape);
        }
    }

    private static byte[] damaged(byte[] stream, Random random) {
        var copy = Arrays.copyOf(stream, stream.length);
        for (int n = random.nextInt(1, 4); n > 0; n--) {
            copy[random.nextInt(copy.length)] = (byte) random.nextInt();
        }
        return copy;
    }

    private static void attempt(TransferSyntax syntax, byte[] stream, FrameShape shape) {
        try {
            var frame = decoders.decode(syntax, ByteBuffer.wrap(stream), shape);
            assertThat((long) frame.samples().length).isEqualTo(frame.shape().bytes());
        } catch (UndecodableFrame why) {
            assertThat(why).hasMessageMatching("\\p{Print}{10,}");
        }
    }
}
