// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import dev.gantry.dicom.exam.Picture.Pose;
import dev.gantry.dicom.exam.Picture.Spot;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/// Counts the images of one series as they come; what is taken out means counting anew.
final class Counting {
    private final Map<Spot, String> spots = new HashMap<>();
    private final Map<Expectation, Tally> tallies = new EnumMap<>(Expectation.class);
    private final Map<String, Parts> concatenations = new HashMap<>();
    private final Set<Pose> poses = new HashSet<>();
    private final Set<OptionalInt> acquisitions = new HashSet<>();
    private int images;
    private int retakes;
    private int whole;
    private int parts;

    private static final class Parts {
        private final Set<Integer> numbers = new HashSet<>();
        private OptionalInt total = OptionalInt.empty();
    }

    /// The image whose place this one takes again, if there is one.
    Optional<String> earlier(Picture picture) {
        return Optional.of(picture.spot()).filter(Spot::comparable).map(spots::get)
                .filter(uid -> !uid.equals(picture.uid()));
    }

    void add(Picture picture) {
        images++;
        if (picture.member().retakes().isPresent()) {
            retakes++;
        } else if (picture.spot().comparable()) {
            spots.putIfAbsent(picture.spot(), picture.uid());
        }
        picture.spot().pose().ifPresent(poses::add);
        acquisitions.add(picture.spot().acquisition());
        var claims = picture.claims();
        claims.counts().forEach((what, count) -> tallies.computeIfAbsent(what, _ -> new Tally()).add(count));
        claims.part().ifPresentOrElse(this::add, () -> whole += claims.whole() ? 1 : 0);
    }

    private void add(Picture.Part part) {
        parts++;
        var all = concatenations.computeIfAbsent(part.concatenation(), _ -> new Parts());
        all.numbers.add(part.number());
        if (part.total().isPresent()) {
            all.total = part.total();
        }
    }

    /// Images, a slice that was taken twice counted once.
    int slices() {
        return images - retakes;
    }

    /// Proof by what the headers say.
    Optional<KnownBy> proof(Scanner scanner) {
        if (images > 0 && whole == images) {
            return Optional.of(new KnownBy.WholeObject(whole));
        }
        if (parts > 0 && whole + parts == images && concatenations.values().stream().allMatch(Counting::complete)) {
            return Optional.of(new KnownBy.Concatenated(parts));
        }
        for (var what : Expectation.values()) {
            if (expected(what, scanner).filter(count -> count == slices()).isPresent()) {
                return Optional.of(new KnownBy.ExpectedCount(what.attribute(), slices()));
            }
        }
        return Optional.empty();
    }

    private static boolean complete(Parts all) {
        return all.total.isPresent() && all.numbers.size() == all.total.getAsInt();
    }

    /// A believed header promises more than is here.
    boolean promisesMore(Scanner scanner) {
        boolean partMissing = concatenations.values().stream()
                .anyMatch(all -> all.total.isPresent() && all.numbers.size() < all.total.getAsInt());
        for (var what : Expectation.values()) {
            if (expected(what, scanner).filter(count -> count > slices()).isPresent()) {
                return true;
            }
        }
        return partMissing;
    }

    /// Takes note of promises that were exceeded: this scanner's are worth nothing.
    void judge(Scanner scanner) {
        for (var what : Expectation.values()) {
            if (expected(what, scanner).filter(count -> count < slices()).isPresent()) {
                scanner.distrust(what);
            }
        }
    }

    Set<Pose> poses() {
        return poses;
    }

    /// How many images the whole series has by this attribute; empty when it says nothing that can be relied
    /// on.
    private Optional<Integer> expected(Expectation what, Scanner scanner) {
        var promised = Optional.ofNullable(tallies.get(what))
                .filter(tally -> tally.promises(images) && scanner.trusts(what))
                .map(Tally::value);
        return switch (what) {
            case SERIES_INSTANCES, PET_IMAGES -> promised;
            case ACQUISITION_IMAGES -> promised.filter(_ -> acquisitions.size() == 1).map(this::ofAllPhases);
            case TEMPORAL_POSITIONS, STUDY_INSTANCES -> Optional.empty();
        };
    }

    /// Some scanners count one phase, some all of them: the larger reading, unless the positions tell that
    /// all are meant.
    private int ofAllPhases(int count) {
        var tally = Optional.ofNullable(tallies.get(Expectation.TEMPORAL_POSITIONS));
        int phases = tally.filter(it -> it.promises(images)).map(Tally::value).orElse(1);
        boolean allMeant = (long) poses.size() * phases == count;
        return allMeant ? count : (int) Math.min(Integer.MAX_VALUE, (long) count * phases);
    }
}
