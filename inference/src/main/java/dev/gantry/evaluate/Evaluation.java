// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.label.Labelled;
import dev.gantry.label.Labelled.Case;
import dev.gantry.label.Labelled.LeftOut;
import dev.gantry.measure.Binary.Draws;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// Has one model or two look at a labelled set, picture by picture, and counts.
///
/// One picture is in memory at a time. A case that any of the models cannot answer is left out for all of them, so
/// that they are compared on the same cases.
public final class Evaluation {
    private static final int WARM_UPS = 3;

    private final List<Tested> models;
    private final Pictures pictures;
    private final List<Tally> tallies;

    /// @param models the first is the one that is judged, a second is compared with it
    /// @param pixels decodes DICOM objects
    /// @throws IllegalArgumentException when the models do not report the same labels
    public Evaluation(List<Tested> models, Pixels pixels) {
        this.models = List.copyOf(models);
        this.pictures = new Pictures(pixels);
        var labels = models.getFirst().thresholds().keySet();
        for (var other : models) {
            if (!other.thresholds().keySet().equals(labels)) {
                throw new IllegalArgumentException("two models are compared by the same labels: "
                        + models.getFirst().name() + " has " + labels + ", " + other.name() + " has " + other.thresholds().keySet());
            }
        }
        this.tallies = models.stream().map(Tally::new).toList();
    }

    /// @param progress told the number of cases done and of all, after each
    /// @throws IllegalArgumentException when no case at all can be judged
    public Result run(Labelled set, Draws draws, BiConsumer<Integer, Integer> progress) {
        var judged = new ArrayList<Case>();
        var leftOut = new ArrayList<>(set.leftOut());
        int done = 0;
        for (var one : set.cases()) {
            if (done == 0) {
                warmUp(one);
            }
            var why = look(one);
            why.ifPresentOrElse(
                    reason -> leftOut.add(new LeftOut(one.name(), reason)),
                    () -> judged.add(one));
            progress.accept(++done, set.cases().size());
        }
        if (judged.isEmpty()) {
            throw new IllegalArgumentException("no case can be judged: " + set.cases().size() + " labelled, "
                    + leftOut.size() + " left out"
                    + leftOut.stream().findFirst().map(one -> "; the first is " + one.name() + ": " + one.why())
                            .orElse(""));
        }
        var scored = tallies.stream().map(tally -> tally.scored(judged, set.exclusive(), draws)).toList();
        return new Result(judged, leftOut, scored);
    }

    /// A picture of the set, once more for the report. A folder is a series.
    public Picture picture(Path file) {
        try {
            if (Files.isDirectory(file)) {
                try (var objects = Files.list(file)) {
                    return pictures.series(objects
                            .filter(each -> Files.isRegularFile(each) && !each.getFileName().toString().startsWith("."))
                            .sorted()
                            .toList());
                }
            }
            return Pixmap.is(file) ? Pixmap.read(file) : pictures.image(file);
        } catch (IOException e) {
            return new Picture.Unreadable("the file cannot be read: " + e.getMessage());
        }
    }

    /// The first looks of a session take longer than all that follow.
    private void warmUp(Case first) {
        var picture = picture(first.file());
        for (var model : models) {
            for (int i = 0; i < WARM_UPS; i++) {
                model.look(picture, (_, _) -> {});
            }
        }
    }

    /// Why the case cannot be judged; empty when each model answered.
    private Optional<String> look(Case one) {
        long started = System.nanoTime();
        var picture = picture(one.file());
        long decoded = System.nanoTime() - started;
        var drawn = Drawings.of(one.truth(), picture);
        if (drawn instanceof Drawings.Unfit(var why)) {
            return Optional.of(why);
        }
        var answers = new ArrayList<Answer>();
        for (var model : models) {
            var pixels = new HashMap<String, boolean[]>();
            switch (model.look(picture, pixels::put)) {
                case Look.Seen(var findings, _, var stages) -> answers.add(Answer.of(findings, pixels, stages));
                case Look.Unreadable(var detail) -> {
                    return Optional.of(detail);
                }
                case Look.Made _ -> {
                    return Optional.of(model.name() + ": answers no question with yes or no");
                }
                case Look.Nonsense(var detail) -> {
                    return Optional.of(model.name() + ": " + detail);
                }
                case Look.Failed(var detail) -> {
                    return Optional.of(model.name() + ": " + detail);
                }
                case Look.OutOfMemory(var detail) -> {
                    return Optional.of(model.name() + ": out of memory: " + detail);
                }
                case Look.Stopped(), Look.Closed() -> {
                    return Optional.of(model.name() + ": was stopped");
                }
            }
        }
        for (int i = 0; i < answers.size(); i++) {
            tallies.get(i).add((Drawings.Fit) drawn, answers.get(i), decoded);
        }
        return Optional.empty();
    }
}
