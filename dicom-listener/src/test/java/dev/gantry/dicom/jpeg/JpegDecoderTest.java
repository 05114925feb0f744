// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JpegDecoderTest {
    private static final int ROWS = 7;
    private static final int COLUMNS = 9;

    private static RawFrame decode(byte[] stream, FrameShape expected) throws UndecodableFrame {
        return new JpegDecoder().decode(TransferSyntax.JPEG_LOSSLESS, ByteBuffer.wrap(stream), expected);
    }

    private static FrameShape shape(int rows, int columns, int samples, int allocated) {
        return new FrameShape(rows, columns, samples, allocated, allocated, false);
    }

    static Stream<Arguments> ways() {
        return Stream.of(2, 8, 12, 15, 16).flatMap(precision -> Stream.of(1, 2, 3, 4, 5, 6, 7)
                .flatMap(predictor -> Stream.of(0, 1).map(shift -> Arguments.of(precision, predictor, shift))));
    }

    @ParameterizedTest(name = "{0} bits, predictor {1}, point transform {2}")
    @MethodSource("ways")
    void decodesLosslessExactly(int precision, int predictor, int shift) throws UndecodableFrame {
        var random = new Random(precision * 100 + predictor);
        for (int restartRows : new int[] {0, 1, 3}) {
            for (boolean interleaved : new boolean[] {true, false}) {
                var as = new JpegScript.Lossless(
                        precision, ROWS, COLUMNS, predictor, shift, restartRows, interleaved);
                var planes = new int[][] {noise(random, precision), noise(random, precision),
                    noise(random, precision)};

                assertThat(values(decode(JpegScript.lossless(as, planes[0]), shape(ROWS, COLUMNS, 1, 16))))
                        .isEqualTo(pixels(shift, planes[0]));
                assertThat(values(decode(JpegScript.lossless(as, planes), shape(ROWS, COLUMNS, 3, 16))))
                        .isEqualTo(pixels(shift, planes));
            }
        }
    }

    /// Full range, so that differences wrap.
    private static int[] noise(Random random, int precision) {
        return random.ints(ROWS * COLUMNS, 0, 1 << precision).toArray();
    }

    private static int[] pixels(int shift, int[]... planes) {
        var pixels = new int[planes.length * planes[0].length];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = planes[i % planes.length][i / planes.length] >> shift << shift;
        }
        return pixels;
    }

    private static int[] values(RawFrame frame) {
        int bytes = frame.shape().bitsAllocated() / 8;
        var values = new int[frame.samples().length / bytes];
        for (int i = 0; i < values.length; i++) {
            values[i] = frame.samples()[i * bytes] & 0xFF;
            values[i] |= bytes == 2 ? (frame.samples()[i * bytes + 1] & 0xFF) << 8 : 0;
        }
        return values;
    }

    @Test
    void tellsThePrecisionOfTheStream() throws UndecodableFrame {
        var as = new JpegScript.Lossless(12, 1, 2, 1, 0, 0, true);

        assertThat(decode(JpegScript.lossless(as, new int[] {1, 2}), shape(1, 2, 1, 16)).shape())
                .isEqualTo(new FrameShape(1, 2, 1, 16, 12, false));
    }

    @Test
    void refusesToRestartWithinARow() {
        var as = new JpegScript.Lossless(8, 2, 4, 1, 0, 1, true);
        var stream = JpegScript.lossless(as, new int[8]);
        int interval = indexOf(stream, 0xDD) + 4;
        stream[interval] = 3;

        assertThatThrownBy(() -> decode(stream, shape(2, 4, 1, 8)))
                .isInstanceOf(UndecodableFrame.class).hasMessageContaining("restarts within a row");
    }

    private static int indexOf(byte[] stream, int marker) {
        for (int i = 0; ; i++) {
            if ((stream[i] & 0xFF) == 0xFF && (stream[i + 1] & 0xFF) == marker) {
                return i + 1;
            }
        }
    }

    @Test
    void decodesMeansOfEightAndTwelveBitsAndRestarts() throws UndecodableFrame {
        for (int restart : new int[] {0, 1, 2}) {
            var eight = decode(JpegScript.means(8, restart, 0, 80, -400, 2000, -2000), shape(8, 40, 1, 8));
            var twelve = decode(JpegScript.means(12, restart, 0, 80, -9000, 20000), shape(8, 32, 1, 16));

            assertThat(blocks(eight)).containsExactly(128, 138, 78, 255, 0);
            assertThat(blocks(twelve)).containsExactly(2048, 2058, 923, 4095);
        }
    }

    /// The one value of each block.
    private static int[] blocks(RawFrame frame) {
        var values = values(frame);
        var firsts = new int[frame.shape().columns() / 8];
        for (int i = 0; i < values.length; i++) {
            int block = i % frame.shape().columns() / 8;
            assertThat(values[i]).isEqualTo(values[block * 8]);
            firsts[block] = values[block * 8];
        }
        return firsts;
    }

    @ParameterizedTest(name = "{0} x {1}, quality {2}")
    @CsvSource({"1,1,0.9", "2,3,0.5", "8,8,1", "17,23,0.3", "64,48,0.75", "33,100,0.05", "5,4,0.6"})
    void decodesDctAsTheReferenceSoftwareDoes(int rows, int columns, float quality) throws Exception {
        var grey = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
        var colour = new BufferedImage(columns, rows, BufferedImage.TYPE_3BYTE_BGR);
        new Random(rows).nextBytes(((DataBufferByte) grey.getRaster().getDataBuffer()).getData());
        new Random(columns).nextBytes(((DataBufferByte) colour.getRaster().getDataBuffer()).getData());

        for (var picture : new BufferedImage[] {grey, colour}) {
            var stream = encoded(picture, quality);
            int samples = picture.getRaster().getNumBands();
            assertThat(values(decode(stream, shape(rows, columns, samples, 8))))
                    .isEqualTo(reference(stream));
        }
    }

    /// The JDK's own writer subsamples colours 2 x 2.
    private static byte[] encoded(BufferedImage picture, float quality) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        var parameters = writer.getDefaultWriteParam();
        parameters.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
        parameters.setCompressionQuality(quality);
        try (var out = ImageIO.createImageOutputStream(bytes)) {
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), parameters);
        }
        writer.dispose();
        return bytes.toByteArray();
    }

    private static int[] reference(byte[] stream) throws IOException {
        var reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        try (var in = ImageIO.createImageInputStream(new ByteArrayInputStream(stream))) {
            reader.setInput(in);
            var raster = reader.readRaster(0, null);
            return raster.getPixels(0, 0, raster.getWidth(), raster.getHeight(), (int[]) null);
        } finally {
            reader.dispose();
        }
    }

    @Test
    void refusesWhatContradictsTheDataSet() {
        var as = new JpegScript.Lossless(12, 2, 3, 1, 0, 0, true);
        var stream = JpegScript.lossless(as, new int[6]);

        assertThatThrownBy(() -> decode(stream, shape(3, 2, 1, 16)))
                .hasMessage("the JPEG stream holds 2 x 3 x 1, the data set says 3 x 2 x 1");
        assertThatThrownBy(() -> decode(stream, shape(2, 3, 1, 8)))
                .hasMessage("the JPEG stream has 12 bits per sample, the data set allocates 8");
        assertThatThrownBy(() -> decode(new byte[] {1, 2, 3, 4}, shape(2, 3, 1, 8)))
                .hasMessage("the JPEG stream ends before its picture is complete");
    }

    @Test
    void allocatesNothingForAPictureThatCannotBeInItsBytes() {
        var as = new JpegScript.Lossless(8, 1, 1, 1, 0, 0, true);
        var stream = JpegScript.lossless(as, new int[1]);
        int sizes = indexOf(stream, 0xC3) + 4;
        Arrays.fill(stream, sizes, sizes + 4, (byte) 0xFF);

        assertThatThrownBy(() -> decode(stream, shape(0xFFFF, 0xFFFF, 1, 8)))
                .isInstanceOf(UndecodableFrame.class).hasMessageContaining("too few bytes");
    }

    @Test
    void refusesEveryStreamThatIsCutOff() throws Exception {
        var as = new JpegScript.Lossless(12, ROWS, COLUMNS, 4, 0, 2, true);
        var lossless = JpegScript.lossless(as, noise(new Random(1), 12));
        var dct = JpegScript.means(8, 1, 1, 2, 3);

        for (int length = 0; length < lossless.length - 4; length++) {
            var cut = Arrays.copyOf(lossless, length);
            assertThatThrownBy(() -> decode(cut, shape(ROWS, COLUMNS, 1, 16)))
                    .isInstanceOf(UndecodableFrame.class);
        }
        for (int length = 0; length < dct.length - 4; length++) {
            var cut = Arrays.copyOf(dct, length);
            assertThatThrownBy(() -> decode(cut, shape(8, 24, 1, 8))).isInstanceOf(UndecodableFrame.class);
        }
    }

    @Test
    void neverThrowsAnythingElseWhateverTheStreamHolds() throws Exception {
        var random = new Random(20261121);
        var as = new JpegScript.Lossless(12, ROWS, COLUMNS, 6, 0, 2, false);
        var colour = new BufferedImage(19, 21, BufferedImage.TYPE_3BYTE_BGR);
        new Random(1).nextBytes(((DataBufferByte) colour.getRaster().getDataBuffer()).getData());
        var streams = new byte[][] {
            JpegScript.lossless(as, noise(random, 12), noise(random, 12), noise(random, 12)),
            JpegScript.means(12, 2, 5, 6, 7), encoded(colour, 0.5f)};
        var shapes = new FrameShape[] {
            shape(ROWS, COLUMNS, 3, 16), shape(8, 24, 1, 16), shape(21, 19, 3, 8)};
        int refused = 0;
        for (int i = 0; i < 30_000; i++) {
            var damaged = streams[i % 3].clone();
            for (int n = 1 + random.nextInt(6); n > 0; n--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            try {
                decode(damaged, shapes[i % 3]);
            } catch (UndecodableFrame e) {
                refused++;
            }
        }
        assertThat(refused).isBetween(5_000, 29_000);
    }
}
