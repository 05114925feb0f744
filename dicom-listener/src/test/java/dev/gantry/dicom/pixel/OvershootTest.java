// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.pixel.Decoding.Decoded;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Streams of more bits than the data set stores.
class OvershootTest {
    /// One fragment of two bytes behind an empty table; what is in it does not matter.
    private static final byte[] ITEMS = {
        -2, -1, 0, -32, 0, 0, 0, 0, -2, -1, 0, -32, 2, 0, 0, 0, 1, 2, -2, -1, -35, -32, 0, 0, 0, 0};

    /// What is made of samples that the decoder finds in as many bits as are allocated.
    private static float[] made(TransferSyntax syntax, int allocated, int stored, boolean signed, int... decoded) {
        var header = new DataSetBuilder()
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, 1)
                .us(Tag.COLUMNS, decoded.length)
                .us(Tag.BITS_ALLOCATED, allocated)
                .us(Tag.BITS_STORED, stored)
                .us(Tag.HIGH_BIT, stored - 1)
                .us(Tag.PIXEL_REPRESENTATION, signed ? 1 : 0)
                .build();
        var samples = ByteBuffer.allocate(decoded.length * allocated / 8).order(ByteOrder.LITTLE_ENDIAN);
        for (int sample : decoded) {
            if (allocated == 8) {
                samples.put((byte) sample);
            } else {
                samples.putShort((short) sample);
            }
        }
        var decoders = Decoders.of(Map.of(syntax, (FrameDecoder) (_, _, _) -> new RawFrame(
                new FrameShape(1, decoded.length, 1, allocated, allocated, signed), samples.array())));
        var image = new Pixels(decoders).image(header, syntax,
                new PixelData(Tag.PIXEL_DATA, Vr.OB, 0, PixelData.UNDEFINED),
                (offset, length) -> ByteBuffer.wrap(ITEMS, (int) offset, length).slice());
        return ((Decoded) image.frame(0)).frame().samples();
    }

    @Test
    void clipsWhatALossyStreamHasBeyondTheStoredRange() {
        assertThat(made(TransferSyntax.JPEG_2000, 8, 6, false, 0, 62, 63, 64, 70, 255))
                .containsExactly(0, 62, 63, 63, 63, 63);
        assertThat(made(TransferSyntax.JPEG_2000, 16, 12, false, 4094, 4096, 65535)).containsExactly(4094, 4095, 4095);
    }

    /// They may be graphics of an older kind (PS3.5 8.1.2).
    @Test
    void dropsWhatALosslessStreamHasBesidesTheStoredBits() {
        assertThat(made(TransferSyntax.JPEG_2000_LOSSLESS, 16, 12, false, 4094, 4096, 0x8FFF))
                .containsExactly(4094, 0, 4095);
    }

    /// -5 in 12 bits is 4091, or 65531 with the bits above its sign.
    @Test
    void takesSignedSamplesWithAndWithoutTheBitsAboveTheirSign() {
        assertThat(made(TransferSyntax.JPEG_2000, 16, 12, true, 4091, 2050, 5)).containsExactly(-5, -2046, 5);
        assertThat(made(TransferSyntax.JPEG_2000, 16, 12, true, 65531, 2050, -2051, 5))
                .containsExactly(-5, 2047, -2048, 5);
    }
}
