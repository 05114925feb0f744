// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Member.Label;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.StoredObject;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// What one object says that matters for the assembly of exams; small, so that an exam of thousands is small
/// too.
record Picture(Member member, String study, Identity identity, Spot spot, Claims claims) {
    private static final String PET_IMAGE_STORAGE = "1.2.840.10008.5.1.4.1.1.128";
    private static final int MOST_IMAGES = 1_000_000;

    /// Whose and of what it is.
    ///
    /// @param patient ID with issuer; empty when it names none
    /// @param steps   performed procedure steps that it says it comes from
    record Identity(Optional<String> patient, Optional<String> accession, List<String> steps) {}

    /// Where in its series it belongs.
    record Spot(
            OptionalInt acquisition,
            OptionalInt number,
            OptionalInt temporal,
            OptionalInt echo,
            Optional<Pose> pose) {
        /// Two images of one series at the same spot are the same slice taken twice; without a number nobody
        /// can tell.
        boolean comparable() {
            return number.isPresent();
        }
    }

    /// A plane by its normal, in thousandths, and its distance from the origin, in hundredths of a
    /// millimetre.
    record Pose(int x, int y, int z, long distance) {
        boolean parallel(Pose other) {
            return Math.abs(x - other.x) + Math.abs(y - other.y) + Math.abs(z - other.z) <= 6;
        }
    }

    /// What it says of how much belongs together.
    ///
    /// @param whole an enhanced multi-frame object (PS3.3 C.7.6.16)
    /// @param part  which part of a concatenation it is
    record Claims(boolean whole, Optional<Part> part, Map<Expectation, Integer> counts) {}

    /// @param total empty when it is not said, which the standard allows
    record Part(String concatenation, int number, OptionalInt total) {}

    static Picture of(StoredObject object, Label label) {
        var header = object.header();
        var series = header.text(Tag.SERIES_INSTANCE_UID).orElse(object.sopInstanceUid());
        return new Picture(
                new Member(object.id(), object.sopInstanceUid(), series, object.fingerprint(), Optional.empty(), label,
                        object.kept()),
                Exam.studyOf(object),
                new Identity(
                        header.text(Tag.PATIENT_ID)
                                .map(id -> id + "^" + header.text(Tag.ISSUER_OF_PATIENT_ID).orElse("")),
                        header.text(Tag.ACCESSION_NUMBER), steps(header)),
                new Spot(header.integer(Tag.ACQUISITION_NUMBER), header.integer(Tag.INSTANCE_NUMBER),
                        header.integer(Tag.TEMPORAL_POSITION_IDENTIFIER), header.integer(Tag.ECHO_NUMBERS),
                        pose(header)),
                new Claims(header.element(Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE).isPresent(), part(header),
                        counts(object)));
    }

    String uid() {
        return member.sopInstanceUid();
    }

    /// Whether this is the same data as `former`, which was kept: one that was not was never there.
    boolean repeats(Picture former) {
        return former.member.fingerprint().equals(member.fingerprint()) && former.study.equals(study)
                && former.member.kept().succeeded();
    }

    /// What it belongs to now and `former` did not.
    Set<Kinship.Part> changed(Picture former) {
        var changed = EnumSet.noneOf(Kinship.Part.class);
        if (!former.identity.patient().equals(identity.patient())) {
            changed.add(Kinship.Part.PATIENT);
        }
        if (!former.study.equals(study)) {
            changed.add(Kinship.Part.STUDY);
        }
        if (!former.identity.accession().equals(identity.accession())) {
            changed.add(Kinship.Part.ACCESSION);
        }
        return changed;
    }

    Picture retaking(String earlier) {
        return new Picture(member.retaking(earlier), study, identity, spot, claims);
    }

    private static List<String> steps(DataSet header) {
        return header.items(Tag.REFERENCED_PERFORMED_STEP_SEQUENCE).stream()
                .flatMap(item -> item.text(Tag.REFERENCED_SOP_INSTANCE_UID).stream())
                .toList();
    }

    private static Optional<Part> part(DataSet header) {
        var number = header.integer(Tag.IN_CONCATENATION_NUMBER);
        return header.text(Tag.CONCATENATION_UID).filter(_ -> number.isPresent()).map(uid ->
                new Part(uid, number.getAsInt(), header.integer(Tag.IN_CONCATENATION_TOTAL_NUMBER)));
    }

    /// PS3.3 C.7.6.2.1.1: the normal is the product of row and column direction.
    private static Optional<Pose> pose(DataSet header) {
        var position = header.decimals(Tag.IMAGE_POSITION_PATIENT);
        var o = header.decimals(Tag.IMAGE_ORIENTATION_PATIENT);
        if (position.size() != 3 || o.size() != 6) {
            return Optional.empty();
        }
        double x = o.get(1) * o.get(5) - o.get(2) * o.get(4);
        double y = o.get(2) * o.get(3) - o.get(0) * o.get(5);
        double z = o.get(0) * o.get(4) - o.get(1) * o.get(3);
        double length = Math.sqrt(x * x + y * y + z * z);
        if (!(length > 0.5 && length < 1.5)) { // the directions are unit vectors; these are not
            return Optional.empty();
        }
        double distance = (x * position.get(0) + y * position.get(1) + z * position.get(2)) / length;
        return Optional.of(new Pose((int) Math.round(1000 * x / length), (int) Math.round(1000 * y / length),
                (int) Math.round(1000 * z / length), Math.round(100 * distance)));
    }

    private static Map<Expectation, Integer> counts(StoredObject object) {
        var counts = new EnumMap<Expectation, Integer>(Expectation.class);
        var header = object.header();
        put(counts, Expectation.SERIES_INSTANCES, header.integer(Tag.NUMBER_OF_SERIES_RELATED_INSTANCES));
        put(counts, Expectation.STUDY_INSTANCES, header.integer(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES));
        put(counts, Expectation.ACQUISITION_IMAGES, header.integer(Tag.IMAGES_IN_ACQUISITION));
        put(counts, Expectation.TEMPORAL_POSITIONS, header.integer(Tag.NUMBER_OF_TEMPORAL_POSITIONS));
        if (object.sopClassUid().equals(PET_IMAGE_STORAGE)) {
            put(counts, Expectation.PET_IMAGES, petImages(header));
        }
        return counts.isEmpty() ? Map.of() : Map.copyOf(counts);
    }

    private static void put(Map<Expectation, Integer> counts, Expectation what, OptionalInt count) {
        if (count.isPresent() && count.getAsInt() > 0 && count.getAsInt() <= MOST_IMAGES) {
            counts.put(what, count.getAsInt());
        }
    }

    /// PS3.3 C.8.9.1.1.4: the image index runs over slices, and over what the series type adds.
    private static OptionalInt petImages(DataSet header) {
        var factors = new ArrayList<OptionalInt>(List.of(header.integer(Tag.NUMBER_OF_SLICES)));
        switch (header.text(Tag.PET_SERIES_TYPE).orElse("")) {
            case "STATIC", "WHOLE BODY" -> { /* slices only */ }
            case "DYNAMIC" -> factors.add(header.integer(Tag.NUMBER_OF_TIME_SLICES));
            case "GATED" -> {
                factors.add(header.integer(Tag.NUMBER_OF_RR_INTERVALS));
                factors.add(header.integer(Tag.NUMBER_OF_TIME_SLOTS));
            }
            default -> factors.add(OptionalInt.empty());
        }
        if (factors.stream().anyMatch(factor -> factor.isEmpty() || factor.getAsInt() <= 0)) {
            return OptionalInt.empty();
        }
        double product = factors.stream().mapToDouble(OptionalInt::getAsInt).reduce(1, (a, b) -> a * b);
        return product <= MOST_IMAGES ? OptionalInt.of((int) product) : OptionalInt.empty();
    }
}
