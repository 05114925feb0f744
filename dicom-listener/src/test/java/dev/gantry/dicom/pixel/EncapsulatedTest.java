// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.pixel.Decoding.Decoded;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// Frames out of fragments, with a decoder whose streams are the samples behind an SOI marker.
class EncapsulatedTest {
    private static final TransferSyntax SYNTAX = TransferSyntax.JPEG_LS_LOSSLESS;
    private static final int LATER = -1;

    private final ByteArrayOutputStream items = new ByteArrayOutputStream();

    private static RawFrame bare(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        var stream = new byte[frame.remaining()];
        frame.get(stream);
        if (stream.length < 2 + expected.bytes() || stream[0] != -1 || stream[1] != (byte) 0xD8) {
            throw new UndecodableFrame("no stream of " + expected.bytes() + " samples");
        }
        var samples = java.util.Arrays.copyOfRange(stream, 2, 2 + (int) expected.bytes());
        return new RawFrame(new FrameShape(expected.rows(), expected.columns(), expected.samplesPerPixel(),
                expected.bitsAllocated(), expected.bitsStored(), false), samples);
    }

    private EncapsulatedTest item(int... bytes) {
        var header = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        items.writeBytes(header.putShort((short) 0xFFFE).putShort((short) 0xE000).putInt(bytes.length).array());
        for (int each : bytes) {
            items.write(each);
        }
        return this;
    }

    private EncapsulatedTest stream(int... samples) {
        var bytes = new int[samples.length + 2];
        bytes[0] = 0xFF;
        bytes[1] = 0xD8;
        System.arraycopy(samples, 0, bytes, 2, samples.length);
        return item(bytes);
    }

    /// Offsets of four bytes.
    private EncapsulatedTest table(int... offsets) {
        var bytes = ByteBuffer.allocate(4 * offsets.length).order(ByteOrder.LITTLE_ENDIAN);
        for (int offset : offsets) {
            bytes.putInt(offset);
        }
        var values = new int[bytes.capacity()];
        java.util.Arrays.setAll(values, bytes::get);
        return item(values);
    }

    private EncapsulatedTest delimiter() {
        items.writeBytes(new byte[] {(byte) 0xFE, (byte) 0xFF, (byte) 0xDD, (byte) 0xE0, 0, 0, 0, 0});
        return this;
    }

    private static DataSetBuilder header(int frames) {
        return new DataSetBuilder()
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .put(Tag.NUMBER_OF_FRAMES, Integer.toString(frames))
                .us(Tag.ROWS, 1)
                .us(Tag.COLUMNS, 4)
                .us(Tag.BITS_ALLOCATED, 8)
                .us(Tag.BITS_STORED, 8)
                .us(Tag.HIGH_BIT, 7)
                .us(Tag.PIXEL_REPRESENTATION, 0);
    }

    private Image image(int frames, UnaryOperator<DataSetBuilder> more) {
        return image(more.apply(header(frames)).build());
    }

    private Image image(DataSet header) {
        var bytes = items.toByteArray();
        var decoders = Decoders.of(Map.of(SYNTAX, (FrameDecoder) EncapsulatedTest::bare));
        return new Pixels(decoders).image(header, SYNTAX,
                new PixelData(Tag.PIXEL_DATA, Vr.OB, 0, PixelData.UNDEFINED), (offset, length) -> {
                    if (offset + length > bytes.length) {
                        throw new EOFException("the data set ends at byte " + bytes.length);
                    }
                    return ByteBuffer.wrap(bytes, (int) offset, length);
                });
    }

    private static float[] samples(Image image, int frame) {
        return ((Decoded) image.frame(frame)).frame().samples();
    }

    @Test
    void joinsAllFragmentsOfASingleFrame() {
        table().stream(1, 2).item(3).item(4, 0, 0).delimiter();

        assertThat(samples(image(1, header -> header), 0)).containsExactly(1, 2, 3, 4);
    }

    @Test
    void takesOneFragmentForEachFrameWithoutATable() {
        table().stream(1, 2, 3, 4).stream(5, 6, 7, 8).delimiter();
        var image = image(2, header -> header);

        assertThat(samples(image, 1)).containsExactly(5, 6, 7, 8);
        assertThat(samples(image, 0)).containsExactly(1, 2, 3, 4);
        assertThat(image.frame(2)).isEqualTo(new Unreadable("it has 2 frames, no frame 2"));
    }

    @Test
    void findsWhereFramesBeginWithoutATable() {
        table().stream(1, 2).item(3, 4).stream(5).item(6).item(7, 8).delimiter();
        var image = image(2, header -> header);

        assertThat(samples(image, 0)).containsExactly(1, 2, 3, 4);
        assertThat(samples(image, 1)).containsExactly(5, 6, 7, 8);
        assertThat(image(3, header -> header).frame(0))
                .isEqualTo(new Unreadable("frame 0 has no fragment, or an overlong one"));
    }

    @Test
    void followsTheBasicOffsetTable() {
        // The second frame's first fragment does not begin like a stream to those who search.
        table(0, 12).stream(1, 2).stream(9, 9, 9, 9).delimiter();
        assertThat(image(2, header -> header).frame(0)).isInstanceOf(Unreadable.class);
        items.reset();

        table(0, 22).stream(1, 2).item(3, 4).stream(5, 6, 7, 8).delimiter();
        var image = image(2, header -> header);

        assertThat(samples(image, 0)).containsExactly(1, 2, 3, 4);
        assertThat(samples(image, 1)).containsExactly(5, 6, 7, 8);
    }

    @Test
    void doesNotBelieveATableThatMissesTheFragments() {
        table(0, 13).stream(1, 2, 3, 4).stream(5, 6, 7, 8).delimiter();
        assertThat(samples(image(2, header -> header), 0)).containsExactly(1, 2, 3, 4);
        assertThat(samples(image(2, header -> header), 1)).containsExactly(5, 6, 7, 8);
        items.reset();

        table(0, LATER).stream(1, 2, 3, 4).stream(5, 6, 7, 8);
        assertThat(samples(image(2, header -> header), 1)).containsExactly(5, 6, 7, 8);
    }

    @Test
    void followsTheExtendedOffsetTableWithoutALookAtTheRest() {
        var extended = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0).putLong(20).array();
        table().stream(1, 2, 3, 4).item(1, 2, 3, 4).items.reset();
        table().item(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1).stream(5, 6, 7, 8).delimiter();
        var image = image(2, header -> header.bulk(Tag.EXTENDED_OFFSET_TABLE, Vr.OV, extended));

        assertThat(samples(image, 1)).containsExactly(5, 6, 7, 8);
        assertThat(image.frame(0)).isEqualTo(new Unreadable("no stream of 4 samples"));
    }

    @Test
    void decodesWithoutADelimiterAndRefusesAFragmentThatIsCutOff() {
        table().stream(1, 2, 3, 4);
        assertThat(samples(image(1, header -> header), 0)).containsExactly(1, 2, 3, 4);

        stream(5, 6).items.writeBytes(new byte[] {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, 100, 0, 0, 0, 1});
        assertThat(((Unreadable) image(1, header -> header).frame(0)).detail()).contains("data set ends");
    }

    @Test
    void refusesAFragmentLongerThanItsFrameCouldBe() {
        table().items.writeBytes(
                new byte[] {(byte) 0xFE, (byte) 0xFF, 0, (byte) 0xE0, 0, 0, 0, 0x7F});

        assertThat(image(1, header -> header).frame(0))
                .isEqualTo(new Unreadable("frame 0 has no fragment, or an overlong one"));
    }

    @Test
    void readsDecodedColourWhateverItsPlanarConfigurationSays() {
        table().stream(255, 0, 0, 0, 255, 0, 0, 0, 255, 7, 7, 7).delimiter();
        var image = image(1, header -> header
                .us(Tag.SAMPLES_PER_PIXEL, 3)
                .us(Tag.PLANAR_CONFIGURATION, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "YBR_RCT"));

        assertThat(samples(image, 0)).containsExactly(76.245f, 149.685f, 29.07f, 7);
        assertThat(((Colouring.Coloured) image.colour(0)).picture().samples())
                .containsExactly(255, 0, 0, 0, 255, 0, 0, 0, 255, 7, 7, 7);
    }
}
