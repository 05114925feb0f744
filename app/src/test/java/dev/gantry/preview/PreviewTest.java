// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Frame.Window.Function;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.dicom.spool.ObjectBytes;
import dev.gantry.preview.Preview.Shown;
import dev.gantry.preview.Preview.Unreadable;
import dev.gantry.preview.Preview.Wanted;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PreviewTest {
    private static final Wanted PLAIN = new Wanted(0, Optional.empty(), 1024);

    private static DataSetBuilder header(String photometric, int rows, int columns, int bits) {
        return new DataSetBuilder()
                .us(Tag.SAMPLES_PER_PIXEL, photometric.equals("RGB") ? 3 : 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, photometric)
                .us(Tag.ROWS, rows)
                .us(Tag.COLUMNS, columns)
                .us(Tag.BITS_ALLOCATED, bits)
                .us(Tag.BITS_STORED, bits)
                .us(Tag.HIGH_BIT, bits - 1)
                .us(Tag.PIXEL_REPRESENTATION, 0);
    }

    private static byte[] words(int count, IntUnaryOperator value) {
        var bytes = ByteBuffer.allocate(2 * count).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < count; i++) {
            bytes.putShort((short) value.applyAsInt(i));
        }
        return bytes.array();
    }

    private static ObjectBytes bytes(byte[] all) {
        return (offset, length) -> ByteBuffer.wrap(all, (int) offset, length).slice();
    }

    private static Preview preview(DataSet header, byte[] pixels, Wanted wanted) {
        return Preview.of(Pixels.java(), header, TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                new PixelData(Tag.PIXEL_DATA, Vr.OW, 0, pixels.length), bytes(pixels), wanted);
    }

    private static BufferedImage picture(Preview preview) throws IOException {
        assertThat(preview).isInstanceOf(Shown.class);
        return ImageIO.read(new ByteArrayInputStream(((Shown) preview).png()));
    }

    private static int grey(BufferedImage picture, int x, int y) {
        return picture.getRaster().getSample(x, y, 0);
    }

    @Test
    void spreadsWhatHasNoWindowFromTheLowestToTheHighest() throws IOException {
        var picture = picture(preview(header("MONOCHROME2", 2, 3, 16).build(), words(6, i -> 100 + 20 * i), PLAIN));

        assertThat(picture.getWidth()).isEqualTo(3);
        assertThat(picture.getHeight()).isEqualTo(2);
        assertThat(grey(picture, 0, 0)).isZero();
        assertThat(grey(picture, 2, 1)).isEqualTo(255);
        assertThat(grey(picture, 2, 0)).isEqualTo(102);
    }

    @Test
    void usesTheObjectsWindowAndTheOneThatIsAskedForInItsPlace() throws IOException {
        var header = header("MONOCHROME2", 1, 4, 16).put(Tag.WINDOW_CENTER, "200").put(Tag.WINDOW_WIDTH, "201").build();
        var samples = words(4, i -> 100 * i);

        var own = picture(preview(header, samples, PLAIN));
        assertThat(grey(own, 1, 0)).isBetween(0, 1);
        assertThat(grey(own, 2, 0)).isBetween(127, 129);
        assertThat(grey(own, 3, 0)).isBetween(254, 255);

        var other = new Wanted(0, Optional.of(new Window(100, 1, Function.LINEAR)), 1024);
        assertThat(grey(picture(preview(header, samples, other)), 1, 0)).isEqualTo(255);
        assertThat(grey(picture(preview(header, samples, other)), 0, 0)).isZero();
    }

    @Test
    void showsAFilmWhoseLowValuesAreWhiteAsItIsMeant() throws IOException {
        var picture = picture(preview(header("MONOCHROME1", 1, 2, 16).build(), words(2, i -> 1000 * i), PLAIN));

        assertThat(grey(picture, 0, 0)).isEqualTo(255);
        assertThat(grey(picture, 1, 0)).isZero();
    }

    @Test
    void showsASinglePixel() throws IOException {
        var picture = picture(preview(header("MONOCHROME2", 1, 1, 16).build(), words(1, _ -> 7), PLAIN));

        assertThat(picture.getWidth()).isEqualTo(1);
    }

    @Test
    void showsEachFrameOfAColourLoop() throws IOException {
        var frames = new byte[60 * 4 * 3];
        for (int i = 0; i < frames.length; i++) {
            frames[i] = (byte) (i / 12 * 4 + i % 3 * 5);
        }
        var header = header("RGB", 2, 2, 8).put(Tag.NUMBER_OF_FRAMES, "60").us(Tag.PLANAR_CONFIGURATION, 0).build();

        var picture = picture(preview(header, frames, new Wanted(59, Optional.empty(), 1024)));

        assertThat(picture.getRGB(1, 1) & 0xFFFFFF).isEqualTo(236 << 16 | 241 << 8 | 246);
        assertThat(preview(header, frames, new Wanted(60, Optional.empty(), 1024))).isInstanceOf(Unreadable.class);
    }

    @Test
    void makesWhatIsLargerThanAScreenSmallerByMeansOfSquares() throws IOException {
        var header = header("MONOCHROME2", 5, 7, 16).put(Tag.WINDOW_CENTER, "128").put(Tag.WINDOW_WIDTH, "256").build();
        var samples = words(35, i -> i % 7 * 10 + i / 7);

        var picture = picture(preview(header, samples, new Wanted(0, Optional.empty(), 4)));

        assertThat(picture.getWidth()).isEqualTo(4);
        assertThat(picture.getHeight()).isEqualTo(3);
        assertThat(grey(picture, 1, 0)).as("mean of 20, 30, 21, 31").isBetween(25, 26);
        assertThat(grey(picture, 3, 2)).as("the corner alone").isBetween(63, 65);
    }

    @Test
    void readsALargeFrameStripByStripToTheSamePicture() throws IOException {
        int rows = 2901;
        int columns = 2999;
        var random = new Random(3);
        var samples = words(2 * rows * columns, _ -> random.nextInt(4096));
        var header = header("MONOCHROME2", rows, columns, 16).put(Tag.NUMBER_OF_FRAMES, "2")
                .put(Tag.WINDOW_CENTER, "2048").put(Tag.WINDOW_WIDTH, "4096").build();
        var place = new PixelData(Tag.PIXEL_DATA, Vr.OW, 0, samples.length);
        int[] longest = {0};
        ObjectBytes watched = (offset, length) -> {
            longest[0] = Math.max(longest[0], length);
            return ByteBuffer.wrap(samples, (int) offset, length).slice();
        };

        var inStrips = picture(Preview.of(Pixels.java(), header, TransferSyntax.EXPLICIT_LITTLE_ENDIAN, place, watched,
                new Wanted(1, Optional.empty(), 1024)));

        assertThat(longest[0]).as("bytes in memory at once").isLessThanOrEqualTo(1 << 18);
        for (int i = 0; i < 50; i++) {
            int x = random.nextInt(columns / 3 - 1);
            int y = random.nextInt(rows / 3 - 1);
            double sum = 0;
            for (int k = 0; k < 9; k++) {
                int at = (rows + 3 * y + k / 3) * columns + 3 * x + k % 3;
                sum += ByteBuffer.wrap(samples).order(ByteOrder.LITTLE_ENDIAN).getShort(2 * at);
            }
            assertThat((double) grey(inStrips, x, y)).isCloseTo(sum / 9 / 4095 * 255, within(0.6));
        }
    }

    @Test
    void leavesOutOfTheMeansWhatIsNoPicture() throws IOException {
        var header = header("MONOCHROME2", 2000, 1000, 16).us(Tag.PIXEL_PADDING_VALUE, 0).build();
        var samples = words(2_000_000, i -> i % 1000 < 500 ? 0 : 1000 + i / 1000);

        var picture = picture(preview(header, samples, PLAIN));

        assertThat(picture.getWidth()).isEqualTo(500);
        for (int y : new int[] {0, 100, 700, 999}) {
            assertThat(grey(picture, 0, y)).as("the darkest of all, in each strip: row " + y).isZero();
        }
        assertThat(grey(picture, 499, 0)).as("1000 is the least").isZero();
        assertThat(grey(picture, 499, 999)).isEqualTo(255);
    }

    /// In a process of its own whose heap holds a tenth of the picture.
    @Test
    void showsTwelveThousandRowsAndColumnsInLittleMemory() throws Exception {
        var process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx28m",
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"),
                Large.class.getName()).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo("1000 x 1000, 12000 x 12000, 0 to 11988");
    }

    /// 288 MB that are nowhere as a whole: each sample is its row, each twelve rows make one of the preview.
    static final class Large {
        private static final int SIDE = 12_000;

        private Large() {}

        public static void main(String[] arguments) throws IOException {
            ObjectBytes rows = (offset, length) -> {
                var some = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
                for (long at = offset; some.hasRemaining(); at += Short.BYTES) {
                    some.putShort((short) (at / Short.BYTES / SIDE / 12 * 12));
                }
                return some.flip();
            };
            var shown = (Shown) Preview.of(Pixels.java(), header("MONOCHROME2", SIDE, SIDE, 16).build(),
                    TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                    new PixelData(Tag.PIXEL_DATA, Vr.OW, 0, 2L * SIDE * SIDE), rows, PLAIN);
            var png = ByteBuffer.wrap(shown.png());
            var grey = shown.grey().orElseThrow();
            System.out.printf("%d x %d, %d x %d, %.0f to %.0f", png.getInt(16), png.getInt(20), shown.rows(),
                    shown.columns(), grey.low(), grey.high());
        }
    }

    @Test
    void saysWhyWhatIsTooLargeToBeReadAtOnceIsNotShown() {
        var compressed = Preview.of(Pixels.java(), header("MONOCHROME2", 11_000, 11_000, 16).build(),
                TransferSyntax.RLE_LOSSLESS, new PixelData(Tag.PIXEL_DATA, Vr.OB, 0, PixelData.UNDEFINED), bytes(new byte[0]), PLAIN);
        assertThat(compressed).isInstanceOfSatisfying(Unreadable.class, it -> assertThat(it.detail()).isEqualTo(
                "11000 x 11000 pixels that are compressed are too many to be read at once; at most 16777216 are"));

        assertThat(preview(header("RGB", 12_000, 12_000, 8).build(), new byte[0], PLAIN)).isInstanceOfSatisfying(
                Unreadable.class, it -> assertThat(it.detail()).contains("12000 x 12000 pixels in colour"));

        var deflated = Preview.of(Pixels.java(), header("MONOCHROME2", 12_000, 12_000, 16).build(),
                TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN,
                new PixelData(Tag.PIXEL_DATA, Vr.OW, 0, 2L * 12_000 * 12_000), (_, _) -> {
                    throw new AssertionError("each strip would be inflated from the beginning");
                }, PLAIN);
        assertThat(deflated).isInstanceOf(Unreadable.class);
    }

    @Test
    void saysWhyNot() {
        assertThat(preview(header("MONOCHROME2", 100, 100, 16).build(), words(50, _ -> 0), PLAIN))
                .isInstanceOfSatisfying(Unreadable.class, it -> assertThat(it.detail()).contains("100 x 100"));
        assertThat(preview(new DataSetBuilder().build(), new byte[0], PLAIN)).isInstanceOf(Unreadable.class);
    }
}
