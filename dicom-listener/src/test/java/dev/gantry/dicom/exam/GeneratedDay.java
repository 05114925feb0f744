// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

import static dev.gantry.dicom.exam.TestImage.image;
import static dev.gantry.dicom.exam.TestImage.note;

import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// A day in a scanner room, made up from a seed: a few studies whose images come in any order, some twice,
/// some first under a wrong patient, some retaken, some rejected before or after they come, with and without
/// performed steps and counts that may lie; pauses of any length and releases in between.
final class GeneratedDay {
    private static final int STUDIES = 4;

    private final Random random;
    private final Map<String, Set<String>> expected = new TreeMap<>();
    /// Each thread keeps its order; they are interleaved.
    private final List<List<Happening>> threads = new ArrayList<>();

    private interface Happening {
        void in(Room room);
    }

    GeneratedDay(long seed) {
        random = new Random(seed);
        for (int study = 0; study < STUDIES; study++) {
            make(study);
        }
    }

    /// What must be in the complete exam of each study in the end.
    Map<String, Set<String>> expected() {
        return expected;
    }

    void play(Room room) {
        while (!threads.isEmpty()) {
            var thread = threads.get(random.nextInt(threads.size()));
            thread.removeFirst().in(room);
            if (thread.isEmpty()) {
                threads.remove(thread);
            }
            switch (random.nextInt(12)) {
                case 0 -> room.millis(random.nextInt(15_000));
                case 1 -> room.exams.released("CT1", "192.0.2.7");
                default -> room.millis(random.nextInt(200));
            }
        }
        room.millis(60_000);
    }

    private void make(int index) {
        var study = "2.25.100" + index;
        var remaining = new TreeSet<String>();
        var instances = new ArrayList<String>();
        boolean counted = random.nextBoolean();
        int images = 1 + random.nextInt(12);
        for (int i = 1; i <= images; i++) {
            var uid = "2.25.7" + index + "00" + i;
            int claimed = counted ? random.nextInt(8) == 0 ? images - 1 : images : 0;
            instances.add(uid);
            boolean rejected = random.nextInt(10) == 0;
            makeImage(study, uid, i, claimed);
            if (rejected) {
                var code = List.of("113001", "113037", "113038").get(random.nextInt(3));
                threads.add(thread(room -> room.arrives(note(study, code, uid))));
            } else {
                remaining.add(uid);
            }
        }
        if (random.nextBoolean()) {
            makeStep(study, instances);
        }
        if (!remaining.isEmpty()) {
            expected.put(study, remaining);
        }
    }

    private void makeImage(String study, String uid, int number, int claimed) {
        var thread = new ArrayList<Happening>();
        if (random.nextInt(6) == 0) { // first sent for somebody else, perhaps into one of the other studies
            var wrong = "2.25.100" + random.nextInt(STUDIES);
            var somebody = "P" + random.nextInt(3);
            thread.add(room -> room.arrives(image(uid).study(wrong).patient(somebody).data("wrong")));
        }
        int place = random.nextInt(8) == 0 ? 1 : number;
        var copy = image(uid).study(study).series("2.25.5" + study.substring(5)).patient("P" + study)
                .number(place).at(place).data("right");
        if (claimed > 0) {
            copy.put(Tag.IMAGES_IN_ACQUISITION, Integer.toString(claimed));
        }
        for (int times = random.nextInt(5) == 0 ? 2 : 1; times > 0; times--) {
            thread.add(room -> room.arrives(copy));
        }
        threads.add(thread);
    }

    private void makeStep(String study, List<String> instances) {
        var named = instances.stream().filter(_ -> random.nextInt(10) > 0).toArray(String[]::new);
        var step = "2.25.4" + study.substring(5);
        var thread = thread(room -> room.told(step, Status.IN_PROGRESS, study));
        if (random.nextInt(5) > 0) {
            thread.add(room -> room.told(step, Status.COMPLETED, study, named));
        }
        threads.add(thread);
    }

    private static List<Happening> thread(Happening first) {
        return new ArrayList<>(List.of(first));
    }
}
