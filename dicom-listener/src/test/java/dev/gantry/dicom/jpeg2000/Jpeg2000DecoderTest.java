// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg2000;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class Jpeg2000DecoderTest {
    private static final int ROWS = 13;
    private static final int COLUMNS = 11;

    private static byte[] stream(String name) throws IOException, URISyntaxException {
        var file = Path.of(Jpeg2000DecoderTest.class.getResource("/jpeg2000/" + name + ".hex").toURI());
        return HexFormat.of().parseHex(Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining()));
    }

    private static FrameShape shape(int samples, int allocated) {
        return new FrameShape(ROWS, COLUMNS, samples, allocated, allocated, false);
    }

    private static RawFrame decode(byte[] stream, FrameShape expected) throws UndecodableFrame {
        return new Jpeg2000Decoder().decode(TransferSyntax.JPEG_2000, ByteBuffer.wrap(stream), expected);
    }

    private static int grey(int x, int y) {
        return (x * 23 + y * y * 7 + x * y % 5 * 31) % 256;
    }

    @Test
    void decodesGreyExactly() throws Exception {
        var expected = new byte[ROWS * COLUMNS];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) grey(i % COLUMNS, i / COLUMNS);
        }

        assertThat(decode(stream("grey.j2k"), shape(1, 8)).samples()).isEqualTo(expected);
    }

    @Test
    void decodesTilesOfColourInEveryBlockStyleExactly() throws Exception {
        var expected = new byte[3 * ROWS * COLUMNS];
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            int grey = grey(i % COLUMNS, i / COLUMNS);
            expected[3 * i] = (byte) grey;
            expected[3 * i + 1] = (byte) (grey * 3 + i % COLUMNS);
            expected[3 * i + 2] = (byte) (255 - grey);
        }

        assertThat(decode(stream("tiles.j2k"), shape(3, 8)).samples()).isEqualTo(expected);
    }

    @Test
    void decodesSixteenBitsInLayersExactly() throws Exception {
        var expected = ByteBuffer.allocate(2 * ROWS * COLUMNS).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            expected.putShort((short) (i % COLUMNS * 1234 + i / COLUMNS * 4321));
        }

        var frame = decode(stream("words.j2k"), shape(1, 16));

        assertThat(frame.samples()).isEqualTo(expected.array());
        assertThat(frame.shape()).isEqualTo(shape(1, 16));
    }

    @Test
    void decodesLossyColourWithinOneLevelOfTheReferenceSoftware() throws Exception {
        var expected = stream("lossy.samples");

        var samples = decode(stream("lossy.jp2"), shape(3, 8)).samples();

        assertThat(samples).hasSameSizeAs(expected);
        for (int i = 0; i < samples.length; i++) {
            assertThat(Math.abs((samples[i] & 0xFF) - (expected[i] & 0xFF))).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void refusesWhatContradictsTheDataSet() throws Exception {
        var grey = stream("grey.j2k");

        assertThatThrownBy(() -> decode(grey, shape(3, 8)))
                .hasMessage("the JPEG 2000 stream holds 13 x 11 x 1, the data set says 13 x 11 x 3");
        assertThatThrownBy(() -> decode(stream("words.j2k"), shape(1, 8)))
                .hasMessage("the JPEG 2000 stream has 16 bits per sample, the data set allocates 8");
        assertThatThrownBy(() -> decode(new byte[20], shape(1, 8)))
                .hasMessage("the JPEG 2000 stream has no size at its beginning");
    }

    @Test
    void refusesEveryStreamThatIsCutOff() throws Exception {
        var words = stream("words.j2k");
        for (int length = 0; length < words.length - 2; length++) {
            var cut = Arrays.copyOf(words, length);
            assertThatThrownBy(() -> decode(cut, shape(1, 16))).isInstanceOf(UndecodableFrame.class);
        }
    }

    @Test
    void neverThrowsAnythingElseWhateverTheStreamHolds() throws Exception {
        var random = new Random(20261121);
        var streams = new byte[][] {
            stream("grey.j2k"), stream("tiles.j2k"), stream("words.j2k"), stream("lossy.jp2")};
        var shapes = new FrameShape[] {shape(1, 8), shape(3, 8), shape(1, 16), shape(3, 8)};
        int refused = 0;
        for (int i = 0; i < 40_000; i++) {
            var damaged = streams[i % 4].clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int within = random.nextBoolean() ? damaged.length : Math.min(160, damaged.length);
                damaged[random.nextInt(within)] = (byte) random.nextInt();
            }
            try {
                decode(damaged, shapes[i % 4]);
            } catch (UndecodableFrame e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(5_000, 39_000);
    }
}
