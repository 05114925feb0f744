// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpegls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JpegLsDecoderTest {
    private static final int ROWS = 13;
    private static final int COLUMNS = 11;

    private static byte[] stream(String name) throws IOException, URISyntaxException {
        var file = Path.of(JpegLsDecoderTest.class.getResource("/jpegls/" + name + ".jls.hex").toURI());
        return HexFormat.of().parseHex(Files.readAllLines(file).stream()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining()));
    }

    private static FrameShape shape(int samples, int allocated) {
        return new FrameShape(ROWS, COLUMNS, samples, allocated, allocated, false);
    }

    private static RawFrame decode(byte[] stream, FrameShape expected) throws UndecodableFrame {
        return new JpegLsDecoder().decode(TransferSyntax.JPEG_LS_LOSSLESS, ByteBuffer.wrap(stream), expected);
    }

    /// Three rows are flat.
    private static boolean flat(int pixel) {
        int row = pixel / COLUMNS;
        return row > 4 && row < 8;
    }

    private static int grey(int pixel) {
        int x = pixel % COLUMNS;
        int y = pixel / COLUMNS;
        return flat(pixel) ? 90 : (x * 23 + y * y * 7 + x * y % 5 * 31) % 256;
    }

    @Test
    void decodesGreyExactly() throws Exception {
        var samples = decode(stream("grey"), shape(1, 8)).samples();

        for (int i = 0; i < samples.length; i++) {
            assertThat(samples[i] & 0xFF).as("sample %s", i).isEqualTo(grey(i));
        }
    }

    @Test
    void decodesSixteenBitsExactly() throws Exception {
        var samples = ByteBuffer.wrap(decode(stream("words"), shape(1, 16)).samples())
                .order(ByteOrder.LITTLE_ENDIAN);

        for (int i = 0; i < ROWS * COLUMNS; i++) {
            assertThat(samples.getShort()).isEqualTo((short) (i % COLUMNS * 1234 + i / COLUMNS * 4321));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"lines", "pixels"})
    void decodesColourExactlyInAnyInterleaving(String name) throws Exception {
        var expected = new byte[3 * ROWS * COLUMNS];
        for (int i = 0; i < ROWS * COLUMNS; i++) {
            expected[3 * i] = (byte) grey(i);
            expected[3 * i + 1] = (byte) (flat(i) ? 20 : grey(i) * 3 + i % COLUMNS);
            expected[3 * i + 2] = (byte) (flat(i) ? 165 : 255 - grey(i));
        }

        assertThat(decode(stream(name), shape(3, 8)).samples()).isEqualTo(expected);
    }

    @Test
    void decodesNearLosslessAsNearAsItSays() throws Exception {
        var samples = decode(stream("near"), shape(1, 8)).samples();

        int off = 0;
        for (int i = 0; i < samples.length; i++) {
            off = Math.max(off, Math.abs((samples[i] & 0xFF) - grey(i)));
        }
        assertThat(off).isEqualTo(3);
    }

    private static final FrameShape SHALLOW = new FrameShape(32, 32, 1, 8, 8, false);

    private static int shallow(int pixel, int bits) {
        int x = pixel % 32;
        int y = pixel / 32;
        return (y > 4 && y < 8 ? 90 : (x * 23 + y * y * 7 + x * y % 5 * 31) % 256) >> 8 - bits;
    }

    /// By CharLS, as the standard says, and by DCMTK, with thresholds of its own.
    @ParameterizedTest
    @ValueSource(strings = {"six", "early-six"})
    void decodesSixBitsExactlyWhoeverEncodedThem(String name) throws Exception {
        var samples = decode(stream(name), SHALLOW).samples();

        for (int i = 0; i < samples.length; i++) {
            assertThat(samples[i]).as("sample %s", i).isEqualTo((byte) shallow(i, 6));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"seven-near", "early-seven-near"})
    void decodesSevenBitsAsNearAsTheySayWhoeverEncodedThem(String name) throws Exception {
        var samples = decode(stream(name), SHALLOW).samples();

        int off = 0;
        for (int i = 0; i < samples.length; i++) {
            off = Math.max(off, Math.abs(samples[i] - shallow(i, 7)));
        }
        assertThat(off).isEqualTo(2);
    }

    /// 16 samples of 6 bits, of which CharLS and DCMTK make different pictures; both find them whole.
    @Test
    void refusesWhatMayMeanTwoPictures() {
        var stream = HexFormat.of().parseHex(
                "ffd8fff7000b060004000401011100ffda00080101000000000000781a100162080661c114ffd9");
        var shape = new FrameShape(4, 4, 1, 8, 6, false);

        assertThatThrownBy(() -> decode(stream, shape)).hasMessage("the JPEG-LS stream has "
                + "fewer than 8 bits per sample, and two pictures that they may mean");
    }

    @Test
    void refusesAStreamThatGoesOnWhereItsPictureIsComplete() throws Exception {
        var grey = stream("grey");
        var longer = Arrays.copyOf(grey, grey.length + 1);
        longer[grey.length] = (byte) 0xD9;
        longer[grey.length - 1] = (byte) 0xFF;
        longer[grey.length - 2] = 0;

        assertThatThrownBy(() -> decode(longer, shape(1, 8)))
                .hasMessage("the JPEG-LS stream goes on where its picture is complete");
    }

    @Test
    void refusesWhatContradictsTheDataSet() throws Exception {
        var grey = stream("grey");

        assertThatThrownBy(() -> decode(grey, shape(3, 8)))
                .hasMessage("the JPEG-LS stream holds 13 x 11 x 1, the data set says 13 x 11 x 3");
        assertThatThrownBy(() -> decode(stream("words"), shape(1, 8)))
                .hasMessage("the JPEG-LS stream has 16 bits per sample, the data set allocates 8");
        assertThatThrownBy(() -> decode(new byte[20], shape(1, 8))).isInstanceOf(UndecodableFrame.class);
    }

    @Test
    void refusesEveryStreamThatIsCutOff() throws Exception {
        var words = stream("words");
        for (int length = 0; length < words.length - 4; length++) {
            var cut = Arrays.copyOf(words, length);
            assertThatThrownBy(() -> decode(cut, shape(1, 16))).isInstanceOf(UndecodableFrame.class);
        }
    }

    @Test
    void neverThrowsAnythingElseWhateverTheStreamHolds() throws Exception {
        var random = new Random(20261121);
        var streams = new byte[][] {
            stream("grey"), stream("lines"), stream("pixels"), stream("words"), stream("near")};
        var shapes = new FrameShape[] {shape(1, 8), shape(3, 8), shape(3, 8), shape(1, 16), shape(1, 8)};
        int refused = 0;
        for (int i = 0; i < 50_000; i++) {
            var damaged = streams[i % 5].clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                int within = random.nextBoolean() ? damaged.length : 45;
                damaged[random.nextInt(within)] = (byte) random.nextInt();
            }
            try {
                decode(damaged, shapes[i % 5]);
            } catch (UndecodableFrame e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(5_000, 49_000);
    }
}
