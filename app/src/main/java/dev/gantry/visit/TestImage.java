// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.phantom.Radiograph;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/// A picture as an image of an exam that never was: instance, series and study of its own, and marked as quality
/// control, so that its outcome is a test and pages nobody.
final class TestImage {
    private static final int MOST_BYTES = 64 << 20;

    private TestImage() {}

    /// Empty when the file is no DICOM, or its pixels are not stored plainly.
    static Optional<Outgoing> of(Path golden) throws IOException {
        if (!(Part10.open(golden) instanceof Part10.Opened opened)) {
            return Optional.empty();
        }
        var parsed = opened.parse();
        var header = parsed.header();
        var pixels = parsed.pixels().filter(data -> data.length() > 0 && data.length() <= MOST_BYTES);
        var sopClass = header.text(Tag.SOP_CLASS_UID);
        if (pixels.isEmpty() || sopClass.isEmpty()) {
            return Optional.empty();
        }
        var bytes = new byte[(int) pixels.get().length()];
        opened.read(pixels.get().offset(), bytes.length).get(bytes);
        return Optional.of(of(header, sopClass.get(), pixels.get().tag(), pixels.get().vr(), bytes));
    }

    static Outgoing of(Radiograph made) {
        var sopClass = made.header().text(Tag.SOP_CLASS_UID).orElseThrow();
        return of(made.header(), sopClass, Tag.PIXEL_DATA, Vr.OW, made.pixels());
    }

    private static Outgoing of(DataSet header, String sopClass, int tag, Vr vr, byte[] pixels) {
        var instance = uid();
        var syntax = TransferSyntax.EXPLICIT_LITTLE_ENDIAN;
        var dataSet = new DataSetBuilder().all(header)
                .put(Tag.SOP_INSTANCE_UID, instance)
                .put(Tag.STUDY_INSTANCE_UID, uid())
                .put(Tag.SERIES_INSTANCE_UID, uid())
                .put(Tag.PATIENT_ID, "GANTRY-DOCTOR")
                .put(Tag.QUALITY_CONTROL_IMAGE, "YES")
                .bulk(tag, vr, pixels)
                .encode(syntax);
        return new Outgoing(sopClass, instance, syntax.uid(), new Outgoing.Source.Bytes(ByteBuffer.wrap(dataSet)));
    }

    /// PS3.5 B.2.
    private static String uid() {
        return "2.25." + new BigInteger(UUID.randomUUID().toString().replace("-", ""), 16);
    }
}
