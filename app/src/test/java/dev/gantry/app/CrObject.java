// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/// A CR object of noise or one grey, as a file; each test bends one thing.
///
/// @param name stands for it in its UIDs
/// @param grey 0 to 255, or negative for noise
/// @param more text elements that the test adds or bends
record CrObject(String name, String study, String modality, String age, int side, int pixelBytes, int grey,
        Map<Integer, String> more) {
    static final String CR_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.1";

    CrObject(String name, String study, String modality, String age, int side, int pixelBytes, int grey) {
        this(name, study, modality, age, side, pixelBytes, grey, Map.of());
    }

    static CrObject named(String name) {
        return new CrObject(name, name, "CR", "003Y", 64, 64 * 64, -1);
    }

    CrObject ofStudy(String other) {
        return new CrObject(name, other, modality, age, side, pixelBytes, grey, more);
    }

    CrObject ofModality(String other) {
        return new CrObject(name, study, other, age, side, pixelBytes, grey, more);
    }

    CrObject ofAge(String other) {
        return new CrObject(name, study, modality, other, side, pixelBytes, grey, more);
    }

    CrObject withPixelBytes(int bytes) {
        return new CrObject(name, study, modality, age, side, bytes, grey, more);
    }

    CrObject ofGrey(int value) {
        return new CrObject(name, study, modality, age, side, pixelBytes, value, more);
    }

    CrObject with(int tag, String value) {
        var all = new HashMap<>(more);
        all.put(tag, value);
        return new CrObject(name, study, modality, age, side, pixelBytes, grey, all);
    }

    static String uid(String kind, String name) {
        var uuid = UUID.nameUUIDFromBytes((kind + "/" + name).getBytes(StandardCharsets.UTF_8));
        return "2.25." + new BigInteger(uuid.toString().replace("-", ""), 16);
    }

    String instanceUid() {
        return uid("instance", name);
    }

    String studyUid() {
        return uid("study", study);
    }

    byte[] dataSet() {
        var pixels = new byte[pixelBytes];
        if (grey < 0) {
            new Random(name.hashCode()).nextBytes(pixels);
        } else {
            Arrays.fill(pixels, (byte) grey);
        }
        var dataSet = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, CR_IMAGE_STORAGE)
                .put(Tag.SOP_INSTANCE_UID, instanceUid())
                .put(Tag.MODALITY, modality)
                .put(Tag.PATIENT_NAME, "NOBODY^TEST")
                .put(Tag.PATIENT_ID, "SECRET-ID-4711")
                .put(Tag.PATIENT_AGE, age)
                .put(Tag.BODY_PART_EXAMINED, "CHEST")
                .put(Tag.VIEW_POSITION, "AP")
                .put(Tag.STUDY_INSTANCE_UID, studyUid())
                .put(Tag.SERIES_INSTANCE_UID, uid("series", study))
                .us(Tag.SAMPLES_PER_PIXEL, 1)
                .put(Tag.PHOTOMETRIC_INTERPRETATION, "MONOCHROME2")
                .us(Tag.ROWS, side)
                .us(Tag.COLUMNS, side)
                .us(Tag.BITS_ALLOCATED, 8)
                .us(Tag.BITS_STORED, 8)
                .us(Tag.HIGH_BIT, 7)
                .us(Tag.PIXEL_REPRESENTATION, 0)
                .bulk(Tag.PIXEL_DATA, Vr.OB, pixels);
        more.forEach(dataSet::put);
        return dataSet.encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);
    }

    Path write(Path folder) throws IOException {
        var file = Files.createDirectories(folder).resolve(name + ".dcm");
        try (var out = Files.newOutputStream(file)) {
            out.write(Part10.header(CR_IMAGE_STORAGE, instanceUid(), TransferSyntax.EXPLICIT_LITTLE_ENDIAN, ""));
            out.write(dataSet());
        }
        return file;
    }
}
