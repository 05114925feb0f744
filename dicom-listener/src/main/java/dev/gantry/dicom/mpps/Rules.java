// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import static dev.gantry.dicom.dimse.Status.DUPLICATE_SOP_INSTANCE;
import static dev.gantry.dicom.dimse.Status.INVALID_ATTRIBUTE_VALUE;
import static dev.gantry.dicom.dimse.Status.MISSING_ATTRIBUTE;
import static dev.gantry.dicom.dimse.Status.MISSING_ATTRIBUTE_VALUE;
import static dev.gantry.dicom.dimse.Status.NO_SUCH_SOP_INSTANCE;
import static dev.gantry.dicom.dimse.Status.PROCESSING_FAILURE;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.Response;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/// What may be said of a performed step, and when (PS3.4 F.7.2). Pure.
///
/// Of Table F.7.2-1 we ask for what we use or what tells steps apart, nothing of the patient: what else a scanner leaves
/// out harms nobody here, and a refused step only makes operators repeat it. For the same reason an attribute that may
/// not be changed is refused only when it differs, not when it is merely sent again, and a discontinuation is believed
/// whatever it lacks.
final class Rules {
    /// "Performed Procedure Step Object may no longer be updated" (PS3.4 F.7.2.2.3).
    static final int NO_LONGER_UPDATED = 0xA506;

    /// Type 1 at N-CREATE (PS3.4 Table F.7.2-1).
    private static final List<Integer> REQUIRED = List.of(
            Tag.MODALITY, Tag.PERFORMED_STATION_AE_TITLE, Tag.PERFORMED_STEP_START_DATE,
            Tag.PERFORMED_STEP_START_TIME, Tag.PERFORMED_STEP_STATUS, Tag.PERFORMED_STEP_ID,
            Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE);

    /// What a request amounts to.
    sealed interface Verdict {
        record Accepted(Kept kept) implements Verdict {}

        record Refused(Response response) implements Verdict {}
    }

    private Rules() {}

    static Verdict create(String uid, Optional<Kept> existing, Optional<DataSet> told, Instant now) {
        if (existing.isPresent()) {
            return refused(Response.of(DUPLICATE_SOP_INSTANCE, "this step exists already"));
        }
        if (told.isEmpty()) {
            return refused(Response.of(MISSING_ATTRIBUTE, "N-CREATE without attributes",
                    REQUIRED.toArray(Integer[]::new)));
        }
        var set = told.get();
        var missing = REQUIRED.stream().filter(tag -> set.element(tag).isEmpty()).toList();
        if (!missing.isEmpty()) {
            return refused(MISSING_ATTRIBUTE, "missing", missing);
        }
        var empty = REQUIRED.stream().filter(tag -> empty(tag, set)).toList();
        if (!empty.isEmpty()) {
            return refused(MISSING_ATTRIBUTE_VALUE, "without a value", empty);
        }
        if (!Told.status(set).equals(Optional.of(Status.IN_PROGRESS))) {
            return refused(Response.of(INVALID_ATTRIBUTE_VALUE, "a step begins IN PROGRESS",
                    Tag.PERFORMED_STEP_STATUS));
        }
        return new Verdict.Accepted(new Kept(
                new PerformedStep(uid, Status.IN_PROGRESS, Told.origin(set), Told.series(set), Optional.empty()),
                id(set), Told.end(set), now));
    }

    private static boolean empty(int tag, DataSet set) {
        return tag == Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE ? Told.studies(set).isEmpty() : set.text(tag).isEmpty();
    }

    static Verdict set(Optional<Kept> existing, Optional<DataSet> told, Instant now) {
        if (existing.isEmpty()) {
            return refused(Response.of(NO_SUCH_SOP_INSTANCE, "no such step"));
        }
        var kept = existing.get();
        if (kept.step().status().ended()) {
            return refused(Response.of(PROCESSING_FAILURE, "the step is " + kept.step().status().text()
                    + " and may no longer be updated").withErrorId(NO_LONGER_UPDATED));
        }
        if (told.isEmpty()) {
            return refused(Response.of(MISSING_ATTRIBUTE_VALUE, "N-SET without attributes"));
        }
        var set = told.get();
        var changed = changed(kept, set);
        if (!changed.isEmpty()) {
            return refused(INVALID_ATTRIBUTE_VALUE, "may not be changed", changed);
        }
        var said = set.text(Tag.PERFORMED_STEP_STATUS);
        var status = said.map(Status::of).orElse(Optional.of(kept.step().status()));
        return status.map(next -> set(kept, set, next, now)).orElseGet(() -> refused(
                Response.of(INVALID_ATTRIBUTE_VALUE, "no status of a step", Tag.PERFORMED_STEP_STATUS)));
    }

    private static Verdict set(Kept kept, DataSet set, Status status, Instant now) {
        boolean seriesTold = set.element(Tag.PERFORMED_SERIES_SEQUENCE).isPresent();
        var series = seriesTold ? Told.series(set) : kept.step().series();
        boolean endTold = kept.endTold() || Told.end(set);
        if (status == Status.COMPLETED) {
            var missing = new ArrayList<Integer>();
            if (!endTold) {
                missing.addAll(List.of(Tag.PERFORMED_STEP_END_DATE, Tag.PERFORMED_STEP_END_TIME));
            }
            if (series.isEmpty()) {
                missing.add(Tag.PERFORMED_SERIES_SEQUENCE);
            }
            if (!missing.isEmpty()) {
                return refused(MISSING_ATTRIBUTE_VALUE, "COMPLETED without", missing);
            }
        }
        var reason = status == Status.DISCONTINUED ? Told.discontinuation(set) : Optional.<PerformedStep.Code>empty();
        var step = new PerformedStep(kept.step().sopInstanceUid(), status, kept.step().origin(), series, reason);
        return new Verdict.Accepted(new Kept(step, kept.id(), endTold, now));
    }

    private static List<Integer> changed(Kept kept, DataSet set) {
        var origin = kept.step().origin();
        var changed = new ArrayList<Integer>();
        differs(set, Tag.MODALITY, origin.modality(), changed);
        differs(set, Tag.PERFORMED_STATION_AE_TITLE, origin.stationAeTitle(), changed);
        differs(set, Tag.PERFORMED_STEP_ID, kept.id(), changed);
        if (!set.items(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE).isEmpty()
                && !Told.studies(set).equals(origin.studyInstanceUids())) {
            changed.add(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE);
        }
        return changed;
    }

    private static void differs(DataSet set, int tag, String kept, List<Integer> changed) {
        set.text(tag).filter(Predicate.not(kept::equals)).ifPresent(_ -> changed.add(tag));
    }

    private static String id(DataSet set) {
        return set.text(Tag.PERFORMED_STEP_ID).orElse("");
    }

    private static Verdict refused(dev.gantry.dicom.dimse.Status status, String what, List<Integer> tags) {
        return refused(Response.of(status, what + " " + String.join(" ", tags.stream().map(Tag::text).toList()),
                tags.toArray(Integer[]::new)));
    }

    private static Verdict refused(Response response) {
        return new Verdict.Refused(response);
    }
}
