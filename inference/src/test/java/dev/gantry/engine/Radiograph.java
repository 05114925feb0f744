// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Optional;

/// A computed radiograph of nobody's chest, all of one grey.
final class Radiograph {
    private static final String COMPUTED_RADIOGRAPHY = "1.2.840.10008.5.1.4.1.1.1";
    private static final int SIDE = 16;

    private Radiograph() {}

    /// A DICOM file of 8-bit samples.
    static byte[] file(int grey) {
        var pixels = new byte[SIDE * SIDE];
        Arrays.fill(pixels, (byte) grey);
        var out = new ByteArrayOutputStream();
        out.writeBytes(
                Part10.header(COMPUTED_RADIOGRAPHY, "2.25.1", TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
        out.writeBytes(new DataSetBuilder()
                .all(header("003Y"))
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, SIDE)
                .us(Tag.COLUMNS, SIDE)
                .us(Tag.BITS_ALLOCATED, 8)
                .us(Tag.BITS_STORED, 8)
                .us(Tag.HIGH_BIT, 7)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .bulk(Tag.PIXEL_DATA, Vr.OB, pixels)
                .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN));
        return out.toByteArray();
    }

    static DataSet header(String age) {
        return new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, COMPUTED_RADIOGRAPHY)
                .put(Tag.SOP_INSTANCE_UID, "2.25.1")
                .put(Tag.MODALITY, "CR")
                .put(Tag.BODY_PART_EXAMINED, "CHEST")
                .put(Tag.VIEW_POSITION, "PA")
                .put(Tag.PATIENT_AGE, age)
                .build();
    }

    /// What the file's pixels decode to.
    static Decoding pixels(float grey) {
        var samples = new float[SIDE * SIDE];
        Arrays.fill(samples, grey);
        return new Decoding.Decoded(
                new Frame(SIDE, SIDE, samples, false, Optional.empty(), Optional.empty()));
    }
}
