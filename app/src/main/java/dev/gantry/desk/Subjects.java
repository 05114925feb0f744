// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.exam.Member;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.outcome.Subject;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.Order;
import dev.gantry.pseudonym.Pseudonyms;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Says what an outcome is about without saying who: pseudonyms and device facts only.
public final class Subjects {
    private static final String YES = "YES";

    private final Supplier<Settings> settings;
    private final KeyRing ring;
    private final Clear clear;
    private final AcquisitionTime acquisitionTime;

    public Subjects(Supplier<Settings> settings, KeyRing ring, ZoneId siteZone) {
        this.settings = settings;
        this.ring = ring;
        this.clear = new Clear(settings.get().privacy().level());
        this.acquisitionTime = new AcquisitionTime(siteZone);
    }

    /// Names what was said of which picture, whichever key is the newest.
    Pseudonyms units() {
        return ring.first();
    }

    /// What is published and logged from now on.
    Pseudonyms published() {
        return ring.newest();
    }

    /// What a subject was made with.
    Pseudonyms of(Subject subject) {
        return ring.named(subject.exam().keyId());
    }

    /// One image.
    public Subject of(StoredObject image) {
        return subject(image, Exam.studyOf(image), Optional.of(image.sopInstanceUid()), mode(image.header()));
    }

    /// A series: described by its last object; a test if any of its objects is one.
    Subject of(StoredObject last, List<Member> members) {
        var test = members.stream().anyMatch(member -> member.label().test());
        return subject(last, Exam.studyOf(last), Optional.empty(), test ? Mode.TEST : settings.get().mode());
    }

    /// A whole exam: described by its last object; a test if any of its objects is one.
    Subject of(Exam exam) {
        var test = exam.members().stream().anyMatch(member -> member.label().test());
        return subject(exam.last(), exam.study(), Optional.empty(), test ? Mode.TEST : settings.get().mode());
    }

    boolean test(StoredObject object) {
        return mode(object.header()) == Mode.TEST;
    }

    private Subject subject(StoredObject object, String studyUid, Optional<String> instanceUid, Mode mode) {
        var header = object.header();
        var pseudonyms = ring.newest(); // one key for all of it
        return new Subject(
                mode,
                new Subject.Exam(
                        pseudonyms.study(studyUid),
                        Order.of(header).map(order -> pseudonyms.accession(order.issuer(), order.number())),
                        pseudonyms.keyId(),
                        object.origin().calling(),
                        header.text(Tag.MODALITY).orElse("OT"),
                        header.text(Tag.SERIES_INSTANCE_UID).map(pseudonyms::series).map(List::of).orElse(List.of()),
                        instanceUid.map(pseudonyms::instance),
                        clear.of(header, studyUid, instanceUid)),
                new Subject.Arrival(acquisitionTime.of(header), object.received(), object.replayed()));
    }

    /// Quality control images and subjects, and the site's phantoms, are tests whatever the settings say.
    private Mode mode(DataSet header) {
        boolean qualityControl = header.text(Tag.QUALITY_CONTROL_IMAGE).filter(YES::equals).isPresent()
                || header.text(Tag.QUALITY_CONTROL_SUBJECT).filter(YES::equals).isPresent();
        boolean phantom = header.text(Tag.PATIENT_ID)
                .filter(id -> settings.get().exam().testPatientIds().stream().anyMatch(p -> p.matcher(id).matches()))
                .isPresent();
        return qualityControl || phantom ? Mode.TEST : settings.get().mode();
    }
}
