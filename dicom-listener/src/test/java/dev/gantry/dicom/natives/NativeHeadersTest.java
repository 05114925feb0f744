// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What never reaches a library.
class NativeHeadersTest {
    private static byte[] jpegLs(int offset, int... bytes) {
        return changed(TestPicture.JPEG_LS, offset, bytes);
    }

    private static byte[] jpeg2000(int offset, int... bytes) {
        return changed(TestPicture.JPEG_2000, offset, bytes);
    }

    private static byte[] changed(byte[] stream, int offset, int... bytes) {
        var copy = stream.clone();
        for (int i = 0; i < bytes.length; i++) {
            copy[offset + i] = (byte) bytes[i];
        }
        return copy;
    }

    private static void refuses(byte[] stream, FrameShape expected, String why) {
        assertThatExceptionOfType(UndecodableFrame.class).isThrownBy(() -> {
            if (stream[1] == (byte) 0xD8) {
                JpegLsHeader.read(ByteBuffer.wrap(stream)).mustBe(expected);
            } else {
                CodestreamHeader.read(ByteBuffer.wrap(stream)).mustBe(expected, stream.length);
            }
        }).withMessageContaining(why);
    }

    @Test
    void readsTheSizeOfAJpegLsStream() throws UndecodableFrame {
        var header = JpegLsHeader.read(ByteBuffer.wrap(TestPicture.JPEG_LS));

        assertThat(header).isEqualTo(new JpegLsHeader(8, 8, 1, 8));
        header.mustBe(TestPicture.SHAPE);
    }

    @Test
    void readsTheSizeOfACodestream() throws UndecodableFrame {
        var header = CodestreamHeader.read(ByteBuffer.wrap(TestPicture.JPEG_2000));

        assertThat(header)
                .isEqualTo(new CodestreamHeader(0, TestPicture.JPEG_2000.length - 2, 8, 8, 1, 8, false, 1, 1));
        header.mustBe(TestPicture.SHAPE, TestPicture.JPEG_2000.length);
    }

    @Test
    void refusesAJpegLsStreamThatContradictsTheDataSet() {
        refuses(jpegLs(9, 0xFF, 0xFF), TestPicture.SHAPE, "8 x 65535 x 1, the data set says 8 x 8 x 1");
        refuses(jpegLs(7, 0xFF, 0xFF), TestPicture.SHAPE, "65535 x 8 x 1, the data set says 8 x 8 x 1");
        refuses(jpegLs(6, 12), TestPicture.SHAPE, "12 bits in 8 bits allocated");
        refuses(jpegLs(11, 3), TestPicture.SHAPE, "cut short");
        refuses(jpegLs(13, 0x21), TestPicture.SHAPE, "sub-sampled");
        refuses(jpegLs(3, 0xDA), TestPicture.SHAPE, "without a frame header");
    }

    @Test
    void refusesOtherJpegInAJpegLsSyntax() {
        refuses(jpegLs(3 - 1, 0xFF, 0xC3), TestPicture.SHAPE, "JPEG, but not JPEG-LS: its frame header is FFC3");
        refuses(HexFormat.of().parseHex("ffd8fff8000d04ffffffffffffffff00000000"), TestPicture.SHAPE,
                "more than 65535");
    }

    @Test
    void refusesACodestreamThatContradictsTheDataSet() {
        refuses(jpeg2000(8, 0, 0, 0xFF, 0xFF), TestPicture.SHAPE, "8 x 65535 x 1, the data set says 8 x 8 x 1");
        refuses(jpeg2000(8, 0xFF, 0xFF, 0xFF, 0xFF), TestPicture.SHAPE, "gives no size");
        refuses(jpeg2000(42, 15), TestPicture.SHAPE, "16 bits in 8 bits allocated");
        refuses(jpeg2000(43, 2), TestPicture.SHAPE, "sub-sampled");
        refuses(jpeg2000(24, 0, 0, 0, 0), TestPicture.SHAPE, "no tile size");
    }

    @Test
    void refusesMoreTilesAndPacketsThanTheStreamCanHold() {
        refuses(jpeg2000(24, 0, 0, 0, 1, 0, 0, 0, 1), TestPicture.SHAPE, "with 64 tiles");
        refuses(jpeg2000(51, 0xFF, 0xFF), TestPicture.SHAPE, "with 65535 packets");
    }

    @ParameterizedTest
    @CsvSource({"2", "4", "5", "11", "13"})
    void refusesAHeaderCutShort(int bytes) {
        var jpegLs = Arrays.copyOf(TestPicture.JPEG_LS, bytes);
        var jpeg2000 = Arrays.copyOf(TestPicture.JPEG_2000, 3 * bytes);

        refuses(jpegLs, TestPicture.SHAPE, "without a frame header");
        refuses(jpeg2000, TestPicture.SHAPE, "");
    }

    @Test
    void refusesWhatIsNoStream() {
        refuses(new byte[100], TestPicture.SHAPE, "no JPEG 2000 codestream");
        assertThatExceptionOfType(UndecodableFrame.class)
                .isThrownBy(() -> JpegLsHeader.read(ByteBuffer.allocate(100)))
                .withMessageContaining("no JPEG-LS stream");
        assertThatExceptionOfType(UndecodableFrame.class)
                .isThrownBy(() -> CodestreamHeader.read(ByteBuffer.wrap(HexFormat.of()
                        .parseHex("0000000c6a5020200d0a870a0000000000000000"))))
                .withMessageContaining("a JP2 file without a codestream");
    }

    @Test
    void saysNoToWhateverAHeaderHoldsAndNothingElse() {
        var random = new Random(3);
        var jp2 = ByteBuffer.allocate(TestPicture.JPEG_2000.length + 20)
                .putInt(12).putInt(0x6A50_2020).putInt(0x0D0A_870A).putInt(0).putInt(0x6A70_3263)
                .put(TestPicture.JPEG_2000).array();
        for (int i = 0; i < 100_000; i++) {
            for (var stream : List.of(TestPicture.JPEG_LS, TestPicture.JPEG_2000, jp2)) {
                var damaged = Arrays.copyOf(stream, random.nextInt(1, stream.length + 1));
                for (int n = random.nextInt(1, 6); n > 0; n--) {
                    damaged[random.nextInt(Math.min(damaged.length, 100))] =
                            (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
                }
                attempt(damaged);
            }
        }
    }

    private static void attempt(byte[] stream) {
        try {
            JpegLsHeader.read(ByteBuffer.wrap(stream)).mustBe(TestPicture.SHAPE);
        } catch (UndecodableFrame why) {
            assertThat(why.getMessage()).isNotEmpty();
        }
        try {
            CodestreamHeader.read(ByteBuffer.wrap(stream)).mustBe(TestPicture.SHAPE, stream.length);
        } catch (UndecodableFrame why) {
            assertThat(why.getMessage()).isNotEmpty();
        }
    }
}
