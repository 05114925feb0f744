// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// Objects of our own making, and the ways in which others compress them.
///
/// @param planar all of one colour, then all of the next
record OwnObject(
        String name, int rows, int columns, int frames, int samplesPerPixel, int allocated, int stored,
        boolean signed, boolean planar) {
    private static final String SECONDARY_CAPTURE = "1.2.840.10008.5.1.4.1.1.7";

    static final List<OwnObject> ALL = List.of(
            new OwnObject("grey 8", 61, 47, 1, 1, 8, 8, false, false),
            new OwnObject("grey 6 of 8", 61, 47, 1, 1, 8, 6, false, false),
            new OwnObject("grey 8 signed", 61, 47, 1, 1, 8, 8, true, false),
            new OwnObject("grey 8, three frames", 64, 64, 3, 1, 8, 8, false, false),
            new OwnObject("grey 10 of 16", 61, 47, 1, 1, 16, 10, false, false),
            new OwnObject("grey 12 of 16", 61, 47, 1, 1, 16, 12, false, false),
            new OwnObject("grey 12 of 16 signed", 61, 47, 1, 1, 16, 12, true, false),
            new OwnObject("grey 14 of 16", 61, 47, 1, 1, 16, 14, false, false),
            new OwnObject("grey 16", 61, 47, 1, 1, 16, 16, false, false),
            new OwnObject("grey 16 signed", 61, 47, 1, 1, 16, 16, true, false),
            new OwnObject("grey 16, two frames", 128, 96, 2, 1, 16, 16, false, false),
            new OwnObject("one pixel", 1, 1, 1, 1, 8, 8, false, false),
            new OwnObject("one row", 1, 200, 1, 1, 16, 12, false, false),
            new OwnObject("RGB", 61, 47, 1, 3, 8, 8, false, false),
            new OwnObject("RGB by plane", 64, 48, 1, 3, 8, 8, false, true),
            new OwnObject("RGB, two frames", 33, 65, 2, 3, 8, 8, false, false));

    /// By what they make; without the names of input and output, which stand at the end.
    static final List<List<List<String>>> ENCODERS = Stream.of(
                    "dcmcjpeg +eb|dcmcjpeg +eb +q 40|dcmcjpeg +eb +cr|dcmcjpeg +eb +s4|dcmcjpeg +eb +n1|"
                            + "dcmcjpeg +eb +np|dcmcjpeg +eb -ho|gdcmconv --jpeg --lossy -q 80",
                    "dcmcjpeg +ee|dcmcjpeg +ee +bt|dcmcjpeg +ee +s4",
                    "dcmcjpeg +e1|dcmcjpeg +e1 +fs 1|gdcmconv --jpeg",
                    "dcmcjpeg +el +sv 1|dcmcjpeg +el +sv 2|dcmcjpeg +el +sv 3|dcmcjpeg +el +sv 4|"
                            + "dcmcjpeg +el +sv 5|dcmcjpeg +el +sv 6|dcmcjpeg +el +sv 7",
                    "dcmcjpls +el +il|dcmcjpls +el +is|dcmcjpls +el +in|dcmcjpls +el +pc|gdcmconv --jpegls",
                    "dcmcjpls +en +md 2|gdcmconv --jpegls --lossy -e 3",
                    "dcmcrle|dcmcrle +fs 1|gdcmconv --rle",
                    "gdcmconv --j2k|gdcmconv --j2k -n 1|gdcmconv --j2k -t 16,16",
                    "gdcmconv --j2k --lossy -r 20|gdcmconv --j2k --lossy --irreversible -r 10|"
                            + "gdcmconv --j2k --lossy -t 32,32 -q 40")
            .map(family -> Stream.of(family.split("\\|")).map(line -> List.of(line.split(" "))).toList())
            .toList();

    /// Writes it without compression.
    void write(Path file) throws IOException {
        var set = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, SECONDARY_CAPTURE)
                .put(Tag.SOP_INSTANCE_UID, "2.25.1234567890")
                .put(Tag.STUDY_INSTANCE_UID, "2.25.1234567891")
                .put(Tag.SERIES_INSTANCE_UID, "2.25.1234567892")
                .put(Tag.MODALITY, "OT")
                .us(Tag.SAMPLES_PER_PIXEL, samplesPerPixel)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, samplesPerPixel == 3 ? "RGB" : "MONOCHROME2")
                .us(Tag.ROWS, rows)
                .us(Tag.COLUMNS, columns)
                .us(Tag.BITS_ALLOCATED, allocated)
                .us(Tag.BITS_STORED, stored)
                .us(Tag.HIGH_BIT, stored - 1)
                .us(Tag.PIXEL_REPRESENTATION, signed ? 1 : 0)
                .bulk(Tag.PIXEL_DATA, allocated == 8 ? Vr.OB : Vr.OW, pixels());
        if (samplesPerPixel == 3) {
            set.us(Tag.PLANAR_CONFIGURATION, planar ? 1 : 0);
        }
        if (frames > 1) {
            set.put(Tag.NUMBER_OF_FRAMES, Integer.toString(frames));
        }
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(Part10.header(
                    SECONDARY_CAPTURE, "2.25.1234567890", TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
            out.write(set.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        }
    }

    /// A slope with noise, a flat part, and a part that jumps from end to end of the range.
    private byte[] pixels() {
        var random = new Random(name.hashCode());
        int samples = rows * columns * samplesPerPixel * frames;
        var bytes = ByteBuffer.allocate(samples * allocated / 8 + 1 & ~1).order(ByteOrder.LITTLE_ENDIAN);
        int range = 1 << stored;
        for (int i = 0; i < samples; i++) {
            double place = (double) i / samples;
            double value = place < 0.1 ? i % 2 * (range - 1)
                    : place < 0.2 ? range / 3.0
                    : (place + random.nextGaussian() / 50) * range;
            int number = (int) Math.clamp(value, 0, range - 1) - (signed ? range / 2 : 0);
            if (allocated == 8) {
                bytes.put((byte) (number & range - 1)); // no bits above those stored
            } else {
                bytes.putShort((short) (number & range - 1));
            }
        }
        return bytes.array();
    }
}
