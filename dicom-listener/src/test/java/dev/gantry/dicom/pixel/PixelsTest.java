// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.pixel.Decoding.Decoded;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import dev.gantry.dicom.pixel.Frame.Spacing;
import dev.gantry.dicom.pixel.Frame.Window;
import dev.gantry.dicom.spool.ObjectBytes;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PixelsTest {
    private static final TransferSyntax EXPLICIT = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;

    /// 2 rows of 3 unsigned samples.
    private static DataSetBuilder image(int allocated, int stored, int... samples) {
        var values = ByteBuffer.allocate(samples.length * allocated / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample : samples) {
            switch (allocated) {
                case 8 -> values.put((byte) sample);
                case 16 -> values.putShort((short) sample);
                default -> values.putInt(sample);
            }
        }
        return new DataSetBuilder()
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, 2)
                .us(Tag.COLUMNS, 3)
                .us(Tag.BITS_ALLOCATED, allocated)
                .us(Tag.BITS_STORED, stored)
                .us(Tag.HIGH_BIT, stored - 1)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .bulk(Tag.PIXEL_DATA, allocated == 32 ? Vr.OL : Vr.OW, values.array());
    }

    private static Decoding decode(DataSetBuilder set) {
        return decode(set, EXPLICIT, 0);
    }

    private static Parsed parsed(byte[] bytes, TransferSyntax syntax) {
        var parser = new DataSetParser(syntax);
        parser.feed(ByteBuffer.wrap(bytes));
        return parser.finish();
    }

    private static DataSet header(DataSetBuilder set) {
        return parsed(set.encode(EXPLICIT), EXPLICIT).header();
    }

    private static Decoding decode(DataSetBuilder set, TransferSyntax syntax, int frame) {
        var bytes = set.encode(syntax);
        var parsed = parsed(bytes, syntax);
        return Pixels.java().frame(parsed.header(), syntax, parsed.pixels(), in(bytes), frame);
    }

    private static ObjectBytes in(byte[] bytes) {
        return (offset, length) -> {
            if (offset + length > bytes.length) {
                throw new EOFException("the data set ends at byte " + bytes.length);
            }
            return ByteBuffer.wrap(bytes, (int) offset, length);
        };
    }

    private static Frame frame(DataSetBuilder set) {
        return ((Decoded) decode(set)).frame();
    }

    private static String why(DataSetBuilder set) {
        return ((Unreadable) decode(set)).detail();
    }

    @ParameterizedTest
    @EnumSource(names = {"IMPLICIT_LITTLE_ENDIAN", "EXPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN"})
    void readsEachWidthInEachByteOrder(TransferSyntax syntax) {
        assertThat(((Decoded) decode(image(8, 8, 0, 1, 2, 127, 128, 255), syntax, 0)).frame().samples())
                .containsExactly(0, 1, 2, 127, 128, 255);
        assertThat(((Decoded) decode(image(16, 16, 0, 1, 2, 32767, 32768, 65535), syntax, 0)).frame()
                .samples())
                .containsExactly(0, 1, 2, 32767, 32768, 65535);
        assertThat(((Decoded) decode(image(32, 32, 0, 1, 2, 3, -1, 1 << 30), syntax, 0)).frame().samples())
                .containsExactly(0, 1, 2, 3, 4294967295f, 1 << 30);
    }

    @Test
    void readsTwosComplementAndMasksWhatIsNotStored() {
        var signed = image(16, 12, 0x0000, 0x07FF, 0xF800, 0xAFFF, 0x5001, 0x0801)
                .us(Tag.PIXEL_REPRESENTATION, 1);
        var shifted = image(16, 12, 0x0010, 0xFFF0, 0x800F, 0x7FFF, 0x0001, 0x0100).us(Tag.HIGH_BIT, 15);

        assertThat(frame(signed).samples()).containsExactly(0, 2047, -2048, -1, 1, -2047);
        assertThat(frame(shifted).samples()).containsExactly(1, 4095, 2048, 2047, 0, 16);
        assertThat(frame(image(8, 8, 0, 1, 127, 128, 255, 254).us(Tag.PIXEL_REPRESENTATION, 1)).samples())
                .containsExactly(0, 1, 127, -128, -1, -2);
    }

    @Test
    void readsSingleBitsOfAnyFrame() {
        var set = image(8, 8, 0b1010_0101, 0b0000_1001)
                .us(Tag.BITS_ALLOCATED, 1)
                .us(Tag.BITS_STORED, 1)
                .us(Tag.HIGH_BIT, 0)
                .put(Tag.NUMBER_OF_FRAMES, "2");

        assertThat(frame(set).samples()).containsExactly(1, 0, 1, 0, 0, 1);
        assertThat(((Decoded) decode(set, EXPLICIT, 1)).frame().samples()).containsExactly(0, 1, 1, 0, 0, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPLICIT_LITTLE_ENDIAN", "EXPLICIT_BIG_ENDIAN"})
    void readsASecondFrameThatBeginsInsideAWord(TransferSyntax syntax) {
        var set = image(8, 8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10).us(Tag.ROWS, 1).us(Tag.COLUMNS, 5)
                .put(Tag.NUMBER_OF_FRAMES, "2");

        assertThat(((Decoded) decode(set, syntax, 1)).frame().samples()).containsExactly(6, 7, 8, 9, 10);
        assertThat(((Unreadable) decode(set, syntax, 2)).detail()).isEqualTo("it has 2 frames, no frame 2");
    }

    @Test
    void readsFloatsAndDoubles() {
        var floats = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
        var doubles = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : new float[] {1.5f, -2, Float.NaN, 7, -9, 0}) {
            floats.putFloat(value);
            doubles.putDouble(value);
        }

        assertThat(frame(without(image(32, 32), Tag.PIXEL_DATA)
                .bulk(Tag.FLOAT_PIXEL_DATA, Vr.OF, floats.array()))
                .samples()).containsExactly(1.5f, -2, -9, 7, -9, 0);
        assertThat(frame(without(image(32, 32), Tag.PIXEL_DATA).us(Tag.BITS_ALLOCATED, 64)
                .numbers(Tag.DOUBLE_FLOAT_PIXEL_PADDING_VALUE, Vr.FD, 7)
                .bulk(Tag.DOUBLE_FLOAT_PIXEL_DATA, Vr.OD, doubles.array()))
                .samples()).containsExactly(1.5f, -2, -9, -9, -9, 0);
    }

    private static DataSetBuilder without(DataSetBuilder set, int tag) {
        var rest = new DataSetBuilder();
        set.build().elements().forEach(element -> {
            if (element.tag() != tag) {
                rest.bulk(element.tag(), element.vr(), element.value());
            }
        });
        return rest;
    }

    @Test
    void rescalesToModalityUnits() {
        var set = image(16, 12, 0, 1, 2, 1000, 2000, 4095)
                .put(Tag.RESCALE_SLOPE, "0.5")
                .put(Tag.RESCALE_INTERCEPT, "-1024");

        assertThat(frame(set).samples()).containsExactly(-1024, -1023.5f, -1023, -524, -24, 1023.5f);
        assertThat(why(set.put(Tag.RESCALE_SLOPE, "0"))).contains("slope is zero");
        assertThat(why(set.put(Tag.RESCALE_SLOPE, "1,5"))).contains("no number");
        assertThat(why(set.put(Tag.RESCALE_SLOPE, "1e30"))).contains("too large");
    }

    @Test
    void takesTheRescaleOfTheFrameItself() {
        var set = image(16, 16, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2)
                .put(Tag.NUMBER_OF_FRAMES, "2")
                .sequence(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, group("7", "1.5"))
                .sequence(
                        Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
                        new DataSetBuilder().build(),
                        group("10", "2.5"));

        var first = ((Decoded) decode(set, EXPLICIT, 0)).frame();
        var second = ((Decoded) decode(set, EXPLICIT, 1)).frame();

        assertThat(first.samples()).containsOnly(7);
        assertThat(first.spacingMm()).contains(new Spacing(1.5, 1.5));
        assertThat(second.samples()).containsOnly(20);
        assertThat(second.spacingMm()).contains(new Spacing(2.5, 2.5));
        assertThat(why(set.sequence(Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE)))
                .isEqualTo("the functional groups of frame 0 are missing");
    }

    private static DataSet group(String slope, String mm) {
        return new DataSetBuilder()
                .sequence(Tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE, new DataSetBuilder()
                        .put(Tag.RESCALE_SLOPE, slope).put(Tag.RESCALE_INTERCEPT, "0").build())
                .sequence(Tag.PIXEL_MEASURES_SEQUENCE, new DataSetBuilder().put(Tag.PIXEL_SPACING, mm, mm)
                        .build())
                .build();
    }

    @Test
    void looksUpTheModalityTable() {
        var table = new DataSetBuilder()
                .us(Tag.LUT_DESCRIPTOR, 3, 10, 16)
                .us(Tag.LUT_DATA, 100, 300, 200)
                .build();
        var set = image(16, 12, 0, 10, 11, 12, 13, 4095).sequence(Tag.MODALITY_LUT_SEQUENCE, table);

        assertThat(frame(set).samples()).containsExactly(100, 100, 300, 200, 200, 200);
        var broken = new DataSetBuilder().us(Tag.LUT_DESCRIPTOR, 4, 10, 16).us(Tag.LUT_DATA, 1).build();
        assertThat(why(set.sequence(Tag.MODALITY_LUT_SEQUENCE, broken)))
                .isEqualTo("the modality table cannot be read");
    }

    @Test
    void fillsPaddingWithTheDarkestOfTheRest() {
        var set = image(16, 16, 63536, 5, 6, 7, 63536, 8)
                .us(Tag.PIXEL_REPRESENTATION, 1)
                .us(Tag.PIXEL_PADDING_VALUE, 63536)
                .put(Tag.RESCALE_INTERCEPT, "100");

        assertThat(frame(set).samples()).containsExactly(105, 105, 106, 107, 105, 108);
        assertThat(frame(set.put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME1")).samples())
                .containsExactly(108, 105, 106, 107, 108, 108);
        assertThat(frame(set.us(Tag.PIXEL_PADDING_RANGE_LIMIT, 6)).samples())
                .containsExactly(108, 108, 108, 107, 108, 108);
        assertThat(frame(set.us(Tag.PIXEL_PADDING_RANGE_LIMIT, 9)).samples()).containsOnly(0);
    }

    @Test
    void turnsColoursIntoLuma() {
        var rgb = image(8, 8, 255, 0, 0, 0, 255, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 10, 20, 30)
                .us(Tag.SAMPLES_PER_PIXEL, 3)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "RGB");
        var expected = new float[] {76.245f, 149.685f, 29.07f, 255, 0, 18.15f};

        assertThat(frame(rgb).samples()).containsExactly(expected, Offset.offset(1e-4f));
        var planes = image(8, 8, 255, 0, 0, 255, 0, 10, 0, 255, 0, 255, 0, 20, 0, 0, 255, 255, 0, 30)
                .us(Tag.SAMPLES_PER_PIXEL, 3)
                .us(Tag.PLANAR_CONFIGURATION, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "RGB");
        assertThat(frame(planes).samples()).containsExactly(expected, Offset.offset(1e-4f));
        assertThat(frame(rgb.put(Tag.PHOTOMETRIC_INTERPRETATION, "YBR_FULL")).samples())
                .containsExactly(255, 0, 0, 255, 0, 10);
        assertThat(frame(image(8, 8, 1, 2, 128, 128, 3, 4, 128, 128)
                .us(Tag.ROWS, 1).us(Tag.COLUMNS, 4)
                .us(Tag.SAMPLES_PER_PIXEL, 3)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "YBR_FULL_422")).samples()).containsExactly(1, 2, 3, 4);
        assertThat(why(rgb.put(Tag.PHOTOMETRIC_INTERPRETATION, "XYB"))).contains("photometric");
    }

    @Test
    void makesNoFrameForAModelThatTheHeapCouldNotHold() {
        var film = image(16, 16).us(Tag.ROWS, 6000).us(Tag.COLUMNS, 6000);
        assertThat(Pixels.tooLarge(header(film), 1L << 30)).isEmpty();
        assertThat(Pixels.tooLarge(header(film), 512L << 20))
                .contains("6000 x 6000 has 36000000 samples; with a heap of 512 MiB at most 33554432");
        assertThat(Pixels.tooLarge(header(film.us(Tag.SAMPLES_PER_PIXEL, 3)), 1L << 30)).isPresent();
    }

    @Test
    void noticesTooFewPixelsBeforeItAllocates() {
        assertThat(why(image(16, 16).us(Tag.ROWS, 512).us(Tag.COLUMNS, 512)
                .bulk(Tag.PIXEL_DATA, Vr.OW, new byte[1000])))
                .isEqualTo("pixel data has 1000 bytes, 512 x 512 x 16 bit needs 524288");
        assertThat(why(image(16, 16, 1).us(Tag.ROWS, 65535).us(Tag.COLUMNS, 65535)))
                .isEqualTo("65535 x 65535 is more than 134217728 samples");
        assertThat(why(image(8, 8, 1, 2, 3, 4)))
                .isEqualTo("pixel data has 4 bytes, 2 x 3 x 8 bit needs 6");
    }

    @Test
    void saysWhyItCannotRead() {
        assertThat(why(without(image(16, 16, 1), Tag.PIXEL_DATA))).isEqualTo("the object has no pixel data");
        assertThat(why(without(image(16, 16, 1), Tag.ROWS))).isEqualTo("rows or columns are missing or zero");
        assertThat(why(image(16, 16, 1).us(Tag.BITS_STORED, 17)))
                .isEqualTo("17 bits stored up to bit 15 of 16");
        assertThat(why(image(16, 16, 1).us(Tag.BITS_ALLOCATED, 12))).isEqualTo("12 bits allocated");
        assertThat(why(without(image(16, 16, 1), Tag.PIXEL_REPRESENTATION)))
                .isEqualTo("the pixel representation is missing");
        assertThat(why(image(16, 16, 1).us(Tag.SAMPLES_PER_PIXEL, 3)))
                .isEqualTo("MONOCHROME2 with 3 samples per pixel");
        assertThat(why(image(8, 8, 1).put(Tag.PHOTOMETRIC_INTERPRETATION, "PALETTE COLOR")))
                .isEqualTo("the palette is missing, too long or cannot be read");
        var header = image(16, 16, 1).build();
        var fragments = Optional.of(new PixelData(Tag.PIXEL_DATA, Vr.OB, 0, PixelData.UNDEFINED));
        assertThat(Pixels.java().first(header, TransferSyntax.JPEG_BASELINE, fragments, in(new byte[0])))
                .isEqualTo(new Unreadable("frame 0 has no fragment, or an overlong one"));
        assertThat(Pixels.java().first(header, TransferSyntax.HTJ2K, fragments, in(new byte[0])))
                .isEqualTo(new Unreadable("High-Throughput JPEG 2000 (transfer syntax "
                        + "1.2.840.10008.1.2.4.203) needs a native codec: install libopenjp2-7 and set "
                        + "dicom.native-codecs to process"));
        assertThat(why(image(8, 8, 1).put(Tag.PHOTOMETRIC_INTERPRETATION, "HSV")))
                .isEqualTo("photometric interpretation HSV is retired and not read");
        assertThat(why(image(8, 8, 1).put(Tag.PHOTOMETRIC_INTERPRETATION, "YBR_RCT")
                .us(Tag.SAMPLES_PER_PIXEL, 3))).isEqualTo("YBR_RCT in uncompressed pixel data");
        var claimed = Optional.of(new PixelData(Tag.PIXEL_DATA, Vr.OW, 0, 1000));
        assertThat(Pixels.java().first(header, EXPLICIT, claimed, in(new byte[2])))
                .isEqualTo(new Unreadable("the pixel data cannot be read: the data set ends at byte 2"));
    }

    @Test
    void unpacksRleAndNoticesWhenItIsCutOff() {
        var header = image(16, 16, 1).build();
        // Header: two segments at 64 and 66; high bytes 6 times 1, low bytes 1 2 3 and three times 9.
        var segments = HexFormat.of().parseHex("02000000" + "40000000" + "42000000" + "00".repeat(52)
                + "FB01" + "02010203" + "FE09");
        var fragments = ByteBuffer.allocate(16 + segments.length).order(ByteOrder.LITTLE_ENDIAN)
                .put(HexFormat.of().parseHex("FEFF00E000000000" + "FEFF00E0")).putInt(segments.length)
                .put(segments);
        var place = Optional.of(new PixelData(Tag.PIXEL_DATA, Vr.OB, 0, PixelData.UNDEFINED));
        var syntax = TransferSyntax.RLE_LOSSLESS;

        assertThat(Pixels.java().first(header, syntax, place, in(fragments.array())))
                .isInstanceOfSatisfying(Decoded.class, decoded -> assertThat(decoded.frame().samples())
                        .containsExactly(257, 258, 259, 265, 265, 265));
        fragments.put(fragments.capacity() - 2, (byte) 0xFF);
        assertThat(Pixels.java().first(header, syntax, place, in(fragments.array())))
                .isEqualTo(new Unreadable("RLE segment 1 has 5 bytes, needs 6"));
        fragments.put(16, (byte) 3);
        assertThat(Pixels.java().first(header, syntax, place, in(fragments.array())))
                .isEqualTo(new Unreadable("the RLE header does not announce 2 segments"));
    }

    @Test
    void tellsWindowSpacingAndWhetherLowIsWhite() {
        var set = image(8, 8, 1, 2, 3, 4, 5, 6)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME1")
                .put(Tag.WINDOW_CENTER, "1", "40")
                .put(Tag.WINDOW_WIDTH, "0", "80")
                .put(Tag.IMAGER_PIXEL_SPACING, "0.2", "0.1");

        assertThat(frame(set).inverted()).isTrue();
        assertThat(frame(set).window()).contains(new Window(40, 80, Window.Function.LINEAR));
        assertThat(frame(set).spacingMm()).contains(new Spacing(0.2, 0.1));
        var exact = frame(set.put(Tag.VOI_LUT_FUNCTION, "LINEAR_EXACT").put(Tag.WINDOW_WIDTH, "0.5", "80")
                .put(Tag.PIXEL_SPACING, "3", "4"));
        assertThat(exact.window()).contains(new Window(1, 0.5, Window.Function.LINEAR_EXACT));
        assertThat(exact.spacingMm()).contains(new Spacing(3, 4));
        assertThat(frame(set.put(Tag.VOI_LUT_FUNCTION, "CUBIC").put(Tag.PIXEL_SPACING, "0", "4")
                .put(Tag.IMAGER_PIXEL_SPACING, ""))).satisfies(frame -> {
            assertThat(frame.window()).isEmpty();
            assertThat(frame.spacingMm()).isEmpty();
        });
    }

    @Test
    void neverThrowsWhateverTheHeaderSays() {
        var random = new Random(20261121);
        int[] tags = {Tag.ROWS, Tag.COLUMNS, Tag.BITS_ALLOCATED, Tag.BITS_STORED, Tag.HIGH_BIT,
            Tag.SAMPLES_PER_PIXEL, Tag.PIXEL_REPRESENTATION, Tag.PLANAR_CONFIGURATION,
                    Tag.PIXEL_PADDING_VALUE};
        int[] values = {0, 1, 2, 3, 7, 8, 12, 15, 16, 32, 64, 65535};
        String[] photometrics =
                {"MONOCHROME1", "MONOCHROME2", "PALETTE COLOR", "RGB", "YBR_FULL", "YBR_FULL_422", "X"};
        TransferSyntax[] syntaxes = {
            TransferSyntax.IMPLICIT_LITTLE_ENDIAN, EXPLICIT, TransferSyntax.EXPLICIT_BIG_ENDIAN};
        int decoded = 0;
        for (int i = 0; i < 20_000; i++) {
            var set = image(8, 8, new int[random.nextInt(200)]);
            for (int n = random.nextInt(4); n > 0; n--) {
                set.us(tags[random.nextInt(tags.length)], values[random.nextInt(values.length)]);
            }
            set.put(Tag.PHOTOMETRIC_INTERPRETATION, photometrics[random.nextInt(photometrics.length)]);
            for (int tag : new int[] {Tag.RED_PALETTE_DESCRIPTOR, Tag.GREEN_PALETTE_DESCRIPTOR,
                Tag.BLUE_PALETTE_DESCRIPTOR}) {
                set.us(tag, 1 + random.nextInt(3), random.nextInt(70_000) & 0xFFFF,
                        8 * (1 + random.nextInt(2)));
                set.bulk(tag + 0x100, Vr.OW, new byte[random.nextInt(8)]);
            }
            var decoding = decode(set, syntaxes[i % syntaxes.length], random.nextInt(3) - 1);
            decoded += decoding instanceof Decoded ? 1 : 0;
        }
        assertThat(decoded).isBetween(1000, 19_000);
    }

    @Test
    void neverThrowsWhateverTheFragmentsHold() {
        var random = new Random(20261121);
        var header = image(16, 16, 1).build();
        var place = Optional.of(new PixelData(Tag.PIXEL_DATA, Vr.OB, 0, PixelData.UNDEFINED));
        for (int i = 0; i < 20_000; i++) {
            var bytes = new byte[16 + 64 + random.nextInt(40)];
            random.nextBytes(bytes);
            var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            buffer.putInt(0, 0xE000_FFFE).putInt(4, 0).putInt(8, 0xE000_FFFE);
            buffer.putInt(12, random.nextInt(8) == 0 ? random.nextInt() : bytes.length - 16).putInt(16, 2);
            if (random.nextBoolean()) {
                buffer.putInt(20, 64 + random.nextInt(3)).putInt(24, 64 + random.nextInt(40));
            }

            assertThat(Pixels.java().first(header, TransferSyntax.RLE_LOSSLESS, place, in(bytes))).isNotNull();
        }
    }
}
