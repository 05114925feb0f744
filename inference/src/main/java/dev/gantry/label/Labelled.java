// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// A labelled set: what is to be looked at, what people said of it, and what is left out for which reason. For a model
/// that looks at series a case is a folder of DICOM files, and its name that of the folder.
///
/// @param cases     by name
/// @param leftOut   files without a label, and labels without a file
/// @param exclusive each case is of exactly one class
public record Labelled(List<Case> cases, List<LeftOut> leftOut, boolean exclusive) {
    /// The word for: the name of a file's folder is its class.
    public static final String FOLDERS = "folders";

    public Labelled {
        cases = List.copyOf(cases);
        leftOut = List.copyOf(leftOut);
    }

    /// @param name path below the folder that was given
    public record Case(String name, Path file, Truth truth) {}

    /// @param why without patient data
    public record LeftOut(String name, String why) {}

    /// @param data   files and folders
    /// @param labels a CSV file, a folder of YOLO text files, or the word `folders`
    /// @throws IllegalArgumentException with file, line and column of what is wrong
    public static Labelled read(List<Path> data, String labels, Classes classes) {
        if (labels.equals(FOLDERS)) {
            return folders(Catalogue.of(data, Set.of(), classes.series()), classes);
        }
        var file = Path.of(labels);
        if (Files.isDirectory(file)) {
            var texts = YoloLabels.texts(file);
            var catalogue = Catalogue.of(data, texts.values().stream()
                    .map(text -> text.toAbsolutePath().normalize())
                    .collect(Collectors.toSet()), classes.series());
            return YoloLabels.read(texts, catalogue, classes);
        }
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException("--labels: there is no file or folder " + file
                    + "; give a CSV file, a folder of YOLO text files, or the word folders");
        }
        var csv = CsvLabels.read(file, classes);
        var masks = csv.masks().stream().map(mask -> mask.toAbsolutePath().normalize()).collect(Collectors.toSet());
        masks.add(file.toAbsolutePath().normalize());
        return csv.labelled(Catalogue.of(data, masks, classes.series()));
    }

    private static Labelled folders(Catalogue catalogue, Classes classes) {
        var cases = new ArrayList<Case>();
        var unknown = new LinkedHashSet<String>();
        for (var file : catalogue.files().entrySet()) {
            var folder = Optional.ofNullable(file.getValue().toAbsolutePath().getParent().getFileName())
                    .map(Path::toString)
                    .orElse("");
            classes.meaning(folder).ifPresentOrElse(
                    meaning -> cases.add(new Case(file.getKey(), file.getValue(),
                            Truth.of(classes.only(meaning.label().map(Set::of).orElse(Set.of()))))),
                    () -> unknown.add(folder));
        }
        if (!unknown.isEmpty()) {
            var first = unknown.getFirst();
            throw new IllegalArgumentException("--labels folders: the folder name \"" + first + "\" "
                    + classes.help(first)
                    + (unknown.size() > 1 ? " (and " + (unknown.size() - 1) + " more such folders)" : ""));
        }
        return new Labelled(cases, List.of(), true);
    }

    /// Cases for those files that have a truth; the others are left out.
    static Labelled of(Catalogue catalogue, Map<String, Truth> truths, List<LeftOut> missing, boolean exclusive) {
        var left = new ArrayList<>(missing);
        var cases = new ArrayList<Case>();
        for (var file : catalogue.files().entrySet()) {
            var truth = truths.get(file.getKey());
            if (truth == null) {
                left.add(new LeftOut(file.getKey(), "no label for it"));
            } else {
                cases.add(new Case(file.getKey(), file.getValue(), truth));
            }
        }
        return new Labelled(cases, left, exclusive);
    }

    /// All regular files of a folder and below, by their path without ending.
    static Map<String, Path> byStem(Path folder, String ending) {
        var files = new TreeMap<String, Path>();
        try (var found = Files.walk(folder)) {
            found.filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file)).sorted()
                    .forEach(file -> files.put(stem(folder.relativize(file).toString()), file));
        } catch (IOException e) {
            throw new IllegalArgumentException("--labels: " + folder + " cannot be read: " + e.getMessage(), e);
        }
        return files;
    }

    static String stem(String name) {
        var plain = name.replace('\\', '/');
        int dot = plain.lastIndexOf('.');
        return dot > plain.lastIndexOf('/') ? plain.substring(0, dot) : plain;
    }
}
