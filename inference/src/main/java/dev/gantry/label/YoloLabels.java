// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import dev.gantry.label.Labelled.LeftOut;
import dev.gantry.label.Truth.Drawn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A folder of YOLO text files, one per picture, of the same name but for the ending. Each line is a class number,
/// then centre, width and height of a box or the corners of an outline, all relative to the picture (0 to 1). An
/// empty file says that there is nothing.
final class YoloLabels {
    private static final int BOX = 5;
    private static final int LEAST_OUTLINE = 7;

    private YoloLabels() {}

    static Map<String, Path> texts(Path folder) {
        var texts = Labelled.byStem(folder, ".txt");
        if (texts.isEmpty()) {
            throw new IllegalArgumentException("--labels: the folder " + folder + " holds no .txt files; give a"
                    + " folder of YOLO text files, a CSV file, or the word folders");
        }
        return texts;
    }

    static Labelled read(Map<String, Path> texts, Catalogue catalogue, Classes classes) {
        var byName = new HashMap<String, List<String>>();
        for (var stem : texts.keySet()) {
            byName.computeIfAbsent(last(stem), _ -> new ArrayList<>()).add(stem);
        }
        var truths = new HashMap<String, Truth>();
        var used = new HashSet<String>();
        for (var name : catalogue.files().keySet()) {
            text(texts.keySet(), byName, Labelled.stem(name)).ifPresent(stem -> {
                used.add(stem);
                truths.put(name, truth(texts.get(stem), classes));
            });
        }
        var missing = texts.keySet().stream()
                .filter(stem -> !used.contains(stem))
                .map(stem -> new LeftOut(stem + ".txt", "labels without a picture of that name"))
                .toList();
        return Labelled.of(catalogue, truths, missing, false);
    }

    /// The same path, or the only one of the same file name (pictures in `images/`, texts in `labels/`).
    private static Optional<String> text(Set<String> stems, Map<String, List<String>> byName, String stem) {
        if (stems.contains(stem)) {
            return Optional.of(stem);
        }
        var same = byName.getOrDefault(last(stem), List.of());
        return same.size() == 1 ? Optional.of(same.getFirst()) : Optional.empty();
    }

    private static String last(String stem) {
        return stem.substring(stem.lastIndexOf('/') + 1);
    }

    private static Truth truth(Path file, Classes classes) {
        var drawn = new ArrayList<Drawn>();
        var present = new HashSet<String>();
        var lines = lines(file);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                var one = drawn(file, i + 1, lines.get(i).strip().split("\\s+"), classes);
                drawn.add(one);
                present.add(one.label());
            }
        }
        return new Truth(classes.only(present), Optional.of(drawn), Map.of());
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static Drawn drawn(Path file, int line, String[] words, Classes classes) {
        var label = label(file, line, words[0], classes);
        if (words.length != BOX && (words.length < LEAST_OUTLINE || words.length % 2 == 0)) {
            throw new IllegalArgumentException(file + ":" + line + ": expected a class and 4 numbers of a box, or a"
                    + " class and at least 3 corners, found " + words.length + " values");
        }
        var values = new double[words.length - 1];
        for (int i = 0; i < values.length; i++) {
            values[i] = relative(file, line, i + 2, words[i + 1]);
        }
        return new Drawn(label, words.length == BOX
                ? new double[] {values[0] - values[2] / 2, values[1] - values[3] / 2,
                    values[0] + values[2] / 2, values[1] + values[3] / 2}
                : values, true);
    }

    private static String label(Path file, int line, String word, Classes classes) {
        var renamed = classes.meaning(word).flatMap(Classes.Meaning::label);
        if (renamed.isPresent()) {
            return renamed.get();
        }
        if (!word.matches("\\d{1,6}") || Integer.parseInt(word) >= classes.reported().size()) {
            throw new IllegalArgumentException(file + ":" + line + ": column 1: the class must be 0 to "
                    + (classes.reported().size() - 1) + " (" + String.join(", ", classes.reported())
                    + "), or renamed with --map \"" + word + "=" + classes.reported().getFirst() + "\"; found \""
                    + word + "\"");
        }
        return classes.reported().get(Integer.parseInt(word));
    }

    private static double relative(Path file, int line, int column, String word) {
        try {
            double value = Double.parseDouble(word);
            if (value >= 0 && value <= 1) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw new IllegalArgumentException(
                file + ":" + line + ": column " + column + ": must be a number from 0 to 1, found \"" + word + "\"");
    }
}
