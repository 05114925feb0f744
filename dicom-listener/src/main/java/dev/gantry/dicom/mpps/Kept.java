// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import static dev.gantry.dicom.data.TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.mpps.PerformedStep.Code;
import dev.gantry.dicom.mpps.PerformedStep.Reference;
import dev.gantry.dicom.mpps.PerformedStep.Series;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Optional;

/// What we keep of a step, and as which bytes. Pure.
///
/// The bytes are a version, when it changed, whether its end is told, and a deflated data set of the attributes that
/// [PerformedStep] has: of a step nothing else is kept, so no patient is named on the disk.
///
/// @param id      (0040,0253), for comparing only
/// @param endTold its end date and time came
record Kept(PerformedStep step, String id, boolean endTold, Instant changedAt) {
    private static final byte VERSION = 1;
    private static final int HEAD_BYTES = 1 + 8 + 1;

    byte[] encode() {
        var set = new DataSetBuilder()
                .put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192")
                .put(Tag.SOP_INSTANCE_UID, step.sopInstanceUid())
                .put(Tag.MODALITY, step.origin().modality())
                .put(Tag.PERFORMED_STATION_AE_TITLE, step.origin().stationAeTitle())
                .put(Tag.PERFORMED_STEP_STATUS, step.status().text())
                .put(Tag.PERFORMED_STEP_ID, id)
                .sequence(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE, step.origin().studyInstanceUids().stream()
                        .map(uid -> new DataSetBuilder().put(Tag.STUDY_INSTANCE_UID, uid).build()).toList())
                .sequence(Tag.PERFORMED_SERIES_SEQUENCE, step.series().stream().map(Kept::item).toList())
                .sequence(Tag.DISCONTINUATION_REASON_SEQUENCE,
                        step.discontinuation().stream().map(Kept::item).toList())
                .encode(DEFLATED_EXPLICIT_LITTLE_ENDIAN);
        return ByteBuffer.allocate(HEAD_BYTES + set.length)
                .put(VERSION).putLong(changedAt.toEpochMilli()).put((byte) (endTold ? 1 : 0)).put(set).array();
    }

    private static DataSet item(Series series) {
        return new DataSetBuilder()
                .put(Tag.SERIES_INSTANCE_UID, series.seriesInstanceUid())
                .sequence(Tag.REFERENCED_IMAGE_SEQUENCE, series.instances().stream().map(Kept::item).toList())
                .build();
    }

    /// No more elements than came, so that what could be read then can be read again.
    private static DataSet item(Reference reference) {
        var item = new DataSetBuilder().put(Tag.REFERENCED_SOP_INSTANCE_UID, reference.sopInstanceUid());
        return reference.sopClassUid().isEmpty()
                ? item.build()
                : item.put(Tag.REFERENCED_SOP_CLASS_UID, reference.sopClassUid()).build();
    }

    private static DataSet item(Code code) {
        return new DataSetBuilder()
                .put(Tag.SPECIFIC_CHARACTER_SET, "ISO_IR 192")
                .put(Tag.CODE_VALUE, code.value())
                .put(Tag.CODING_SCHEME_DESIGNATOR, code.scheme())
                .put(Tag.CODE_MEANING, code.meaning())
                .build();
    }

    /// Empty when a newer version wrote it.
    static Optional<Kept> decode(byte[] bytes) {
        var in = ByteBuffer.wrap(bytes);
        if (in.get() != VERSION) {
            return Optional.empty();
        }
        var changedAt = Instant.ofEpochMilli(in.getLong());
        boolean endTold = in.get() == 1;
        var parser = new DataSetParser(DEFLATED_EXPLICIT_LITTLE_ENDIAN);
        parser.feed(in);
        var set = parser.finish().header();
        var step = new PerformedStep(
                set.text(Tag.SOP_INSTANCE_UID).orElse(""),
                Told.status(set).orElse(Status.IN_PROGRESS),
                Told.origin(set), Told.series(set), Told.discontinuation(set));
        return Optional.of(new Kept(step, set.text(Tag.PERFORMED_STEP_ID).orElse(""), endTold, changedAt));
    }
}
