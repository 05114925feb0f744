// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.pixel.Decoding.Decoded;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.pixel.Frame.Window.Function;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Colour, palettes, views and places of uncompressed objects.
class ImageTest {
    private static DataSetBuilder picture(String photometric, int samplesPerPixel, int columns, int... samples) {
        var bytes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            bytes[i] = (byte) samples[i];
        }
        return new DataSetBuilder()
                .us(Tag.SAMPLES_PER_PIXEL, samplesPerPixel)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, photometric)
                .us(Tag.ROWS, 1)
                .us(Tag.COLUMNS, columns)
                .us(Tag.BITS_ALLOCATED, 8)
                .us(Tag.BITS_STORED, 8)
                .us(Tag.HIGH_BIT, 7)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .bulk(Tag.PIXEL_DATA, Vr.OB, bytes);
    }

    private static Image image(DataSetBuilder set) {
        var syntax = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
        var bytes = set.encode(syntax);
        var parser = new DataSetParser(syntax);
        parser.feed(ByteBuffer.wrap(bytes));
        var parsed = parser.finish();
        return new Pixels(Decoders.java()).image(parsed.header(), syntax, parsed.pixels().orElseThrow(),
                (offset, length) -> ByteBuffer.wrap(bytes, (int) offset, length));
    }

    private static Rgb colour(DataSetBuilder set) {
        return ((Colouring.Coloured) image(set).colour(0)).picture();
    }

    private static float[] grey(DataSetBuilder set) {
        return ((Decoded) image(set).frame(0)).frame().samples();
    }

    @Test
    void givesRgbAsItIsByPixelAndByPlane() {
        assertThat(colour(picture("RGB", 3, 2, 1, 2, 3, 4, 5, 6)).samples()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(colour(picture("RGB", 3, 2, 1, 4, 2, 5, 3, 6).us(Tag.PLANAR_CONFIGURATION, 1)).samples())
                .containsExactly(1, 2, 3, 4, 5, 6);
    }

    @Test
    void turnsFullRangeYbrIntoRgb() {
        var whole = picture("YBR_FULL", 3, 4, 76, 85, 255, 150, 44, 21, 29, 255, 107, 100, 128, 128);
        var shared = picture("YBR_FULL_422", 3, 2, 76, 80, 85, 255);

        assertThat(colour(whole).samples()).containsExactly(254, 0, 0, 0, 255, 1, 0, 0, 254, 100, 100, 100);
        assertThat(colour(shared).samples()).containsExactly(254, 0, 0, 255, 4, 4);
    }

    @Test
    void turnsPartialRangeYbrIntoRgbAndLuma() {
        var set = picture("YBR_PARTIAL_422", 3, 4, 16, 235, 128, 128, 126, 10, 128, 128);

        assertThat(colour(set).samples())
                .containsExactly(0, 0, 0, 255, 255, 255, 128, 128, 128, 0, 0, 0);
        assertThat(grey(set)[0]).isZero();
        assertThat(grey(set)[1]).isEqualTo(255);
        assertThat(grey(set)[3]).isZero();
    }

    @Test
    void refusesColourThatOnlyExistsCompressed() {
        var set = picture("YBR_PARTIAL_420", 3, 2, 1, 2, 3, 4, 5, 6);

        assertThat(image(set).colour(0))
                .isEqualTo(new Colouring.Unreadable("YBR_PARTIAL_420 in uncompressed pixel data"));
        assertThat(image(set).frame(0)).isEqualTo(new Unreadable("YBR_PARTIAL_420 in uncompressed pixel data"));
        assertThat(image(picture("MONOCHROME2", 1, 2, 1, 2)).colour(0)).isEqualTo(new Colouring.Grey());
    }

    private static DataSetBuilder palette(int count, int first, int bits) {
        var set = picture("PALETTE COLOR", 1, 6, 0, 10, 11, 12, 13, 255);
        for (int colour = 0; colour < 3; colour++) {
            set.us(Tag.RED_PALETTE_DESCRIPTOR + colour, count, first, bits);
        }
        return set;
    }

    @Test
    void looksColoursUpInAPalette() {
        var set = palette(3, 10, 16)
                .us(Tag.RED_PALETTE_DATA, 100, 200, 65535)
                .us(Tag.GREEN_PALETTE_DATA, 0, 1, 2)
                .us(Tag.BLUE_PALETTE_DATA, 7, 8, 9);

        assertThat(colour(set).bits()).isEqualTo(16);
        assertThat(colour(set).samples()).containsExactly(
                100, 0, 7, 100, 0, 7, 200, 1, 8, -1, 2, 9, -1, 2, 9, -1, 2, 9);
        assertThat(grey(set)[0]).isEqualTo((float) (29.9 + 0.114 * 7));
    }

    @Test
    void expandsSegmentedPalettes() {
        var set = palette(8, 8, 16)
                .us(Tag.SEGMENTED_RED_PALETTE_DATA, 0, 2, 10, 20, 1, 3, 50, 0, 3, 5, 6, 7)
                .us(Tag.SEGMENTED_GREEN_PALETTE_DATA, 0, 1, 0, 1, 7, 700)
                .us(Tag.SEGMENTED_BLUE_PALETTE_DATA, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8);

        assertThat(colour(set).samples()).containsExactly(
                10, 0, 1, 30, 200, 3, 40, 300, 4, 50, 400, 5, 5, 500, 6, 7, 700, 8);
    }

    @Test
    void repeatsSegmentsOfAPalette() {
        var set = palette(6, 8, 16);
        for (int colour = 0; colour < 3; colour++) {
            set.us(Tag.SEGMENTED_RED_PALETTE_DATA + colour, 0, 2, 10, 20, 1, 1, 30, 2, 2, 0, 0);
        }
        var bytes = palette(6, 8, 8);
        for (int colour = 0; colour < 3; colour++) {
            bytes.bulk(Tag.SEGMENTED_RED_PALETTE_DATA + colour, Vr.OW,
                    new byte[] {0, 2, 10, 20, 1, 1, 30, 2, 2, 0, 0, 0, 0, 0});
        }

        assertThat(grey(set)).containsExactly(10, 30, 10, 20, 30, 30);
        assertThat(grey(bytes)).containsExactly(10, 30, 10, 20, 30, 30);
        assertThat(colour(bytes).bits()).isEqualTo(8);
    }

    @Test
    void refusesBrokenSegments() {
        int[][] broken = {{0, 9, 1}, {1, 2, 3}, {2, 1, 0, 0}, {0, 1, 5, 2, 1, 100, 0}, {7, 1, 1}, {0, 2, 1, 2},
            {0, 1, 5, 2, 1, 6, 0}, {0, 4, 1, 2, 3, 4}};
        for (var segments : broken) {
            var set = palette(3, 0, 16);
            for (int colour = 0; colour < 3; colour++) {
                set.us(Tag.SEGMENTED_RED_PALETTE_DATA + colour, segments);
            }

            assertThat(image(set).frame(0)).as("%s", (Object) segments).isEqualTo(
                    new Unreadable("the palette is missing, too long or cannot be read"));
        }
    }

    @Test
    void tellsTablesAndAllWindows() {
        var table = new DataSetBuilder().us(Tag.LUT_DESCRIPTOR, 2, 0xFFFF, 12).us(Tag.LUT_DATA, 0, 4095).build();
        var set = picture("MONOCHROME2", 1, 2, 1, 2)
                .put(Tag.RESCALE_SLOPE, "1")
                .put(Tag.RESCALE_INTERCEPT, "-10")
                .put(Tag.WINDOW_CENTER, "40", "50")
                .put(Tag.WINDOW_WIDTH, "80", "90")
                .sequence(Tag.VOI_LUT_SEQUENCE, table);

        var views = image(set).views(0);

        assertThat(views).hasSize(3);
        assertThat(views.getFirst()).isInstanceOfSatisfying(View.Table.class, view -> {
            assertThat(view.first()).isEqualTo(-1);
            assertThat(view.entries()).containsExactly(0, 4095);
        });
        assertThat(views.subList(1, 3)).isEqualTo(
                List.of(new Window(40, 80, Function.LINEAR), new Window(50, 90, Function.LINEAR)));
    }

    @Test
    void tellsThePlaceOfEachFrame() {
        var set = picture("MONOCHROME2", 1, 2, 1, 2, 3, 4)
                .put(Tag.NUMBER_OF_FRAMES, "2")
                .sequence(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, new DataSetBuilder()
                        .sequence(Tag.PLANE_ORIENTATION_SEQUENCE, new DataSetBuilder()
                                .put(Tag.IMAGE_ORIENTATION_PATIENT, "1", "0", "0", "0", "1", "0").build())
                        .sequence(Tag.PIXEL_MEASURES_SEQUENCE, new DataSetBuilder()
                                .put(Tag.PIXEL_SPACING, "0.5", "0.25").build())
                        .build())
                .sequence(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE, position("1"), position("2"));

        assertThat(image(set).frames()).isEqualTo(2);
        assertThat(image(set).place(1)).isEqualTo(new Place(
                Optional.of(new Spacing(0.5, 0.25)), List.of(0.0, 0.0, 2.0), List.of(1.0, 0.0, 0.0, 0.0, 1.0, 0.0)));
    }

    private static DataSet position(String z) {
        return new DataSetBuilder()
                .sequence(Tag.PLANE_POSITION_SEQUENCE,
                        new DataSetBuilder().put(Tag.IMAGE_POSITION_PATIENT, "0", "0", z).build())
                .build();
    }
}
