// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import dev.gantry.label.Csv.Row;
import dev.gantry.label.Labelled.LeftOut;
import dev.gantry.label.Truth.Drawn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Labels from a CSV file. Its columns say what it holds:
///
/// - `file, label`: 0 or 1 for a model with one label, or a class name, several joined by `|`;
/// - `file` and one column per label with 0, 1 or nothing (not looked for);
/// - `file, class, x1, y1, x2, y2`: boxes in columns and rows; a line without class says that there are none;
/// - `file, mask` and perhaps `class`: pictures of the same size whose samples over 0 belong to the label.
///
/// Other columns are left aside. `file` may be a pattern with `*` in a file of labels.
final class CsvLabels {
    private static final List<String> CORNERS = List.of("x1", "y1", "x2", "y2");

    private final Csv csv;
    private final Classes classes;
    private final int file;
    private final List<Path> masks = new ArrayList<>();
    private boolean exclusive;

    private CsvLabels(Csv csv, Classes classes, int file) {
        this.csv = csv;
        this.classes = classes;
        this.file = file;
    }

    /// What a line adds to a truth.
    private record Said(Row row, Map<String, Boolean> present, Optional<Drawn> drawn, Map<String, Path> mask) {}

    /// @throws IllegalArgumentException naming line and column
    static CsvLabels read(Path path, Classes classes) {
        var csv = Csv.read(path);
        int file = csv.column("file").orElseThrow(() -> new IllegalArgumentException(path + ":1: the first line"
                + " must name the columns, one of them \"file\"; found " + String.join(", ", csv.columns())));
        var labels = new CsvLabels(csv, classes, file);
        csv.column("mask").ifPresent(mask -> csv.rows().stream()
                .map(row -> row.values().get(mask))
                .filter(name -> !name.isEmpty())
                .forEach(name -> labels.masks.add(labels.beside(name))));
        return labels;
    }

    /// Pictures that hold labels.
    List<Path> masks() {
        return masks;
    }

    Labelled labelled(Catalogue catalogue) {
        var said = csv.rows().stream().map(this::said).toList();
        var truths = new TreeMap<String, Truth>();
        var missing = new ArrayList<LeftOut>();
        for (var one : said) {
            var word = one.row().values().get(file);
            var names = names(catalogue, one.row());
            if (names.isEmpty()) {
                missing.add(new LeftOut(word, "labelled in line " + one.row().line() + ", but no such file"));
            }
            for (var name : names) {
                var before = truths.get(name);
                if (before != null && one.drawn().isEmpty() && one.mask().isEmpty()) {
                    throw csv.mistake(one.row(), file, "is labelled twice");
                }
                truths.put(name, before == null ? fresh(one) : more(before, one));
            }
        }
        return Labelled.of(catalogue, truths, missing, exclusive);
    }

    private List<String> names(Catalogue catalogue, Row row) {
        try {
            return catalogue.named(row.values().get(file));
        } catch (IllegalArgumentException e) {
            throw csv.mistake(row, file, e.getMessage());
        }
    }

    private static Truth fresh(Said said) {
        return new Truth(said.present(),
                said.mask().isEmpty() ? Optional.of(said.drawn().stream().toList()) : Optional.empty(),
                said.mask());
    }

    /// One more box or mask of a picture.
    private static Truth more(Truth before, Said said) {
        var present = new HashMap<>(before.present());
        said.present().forEach((label, there) -> present.merge(label, there, Boolean::logicalOr));
        var drawn = before.drawn().map(ArrayList::new);
        drawn.ifPresent(all -> said.drawn().ifPresent(all::add));
        var masks = new HashMap<>(before.masks());
        masks.putAll(said.mask());
        return new Truth(present, drawn.map(List::copyOf), masks);
    }

    private Said said(Row row) {
        if (csv.columns().containsAll(CORNERS)) {
            return box(row);
        }
        if (csv.column("mask").isPresent()) {
            return mask(row);
        }
        var present = csv.column("label").map(at -> label(row, at)).orElseGet(() -> columns(row));
        return new Said(row, present, Optional.empty(), Map.of());
    }

    private Map<String, Boolean> label(Row row, int at) {
        var text = row.values().get(at);
        if (text.equals("0") || text.equals("1")) {
            if (classes.reported().size() != 1) {
                throw csv.mistake(row, at, "0 and 1 say nothing of a model with "
                        + classes.reported().size() + " labels (" + String.join(", ", classes.reported())
                        + "): name the class, or give one column per label");
            }
            return Map.of(classes.reported().getFirst(), text.equals("1"));
        }
        if (text.isEmpty()) {
            throw csv.mistake(row, at, "must be 0, 1 or a class name");
        }
        var present = new HashSet<String>();
        for (var word : text.split("\\|")) {
            meant(row, at, word).ifPresent(present::add);
        }
        exclusive = csv.rows().stream().noneMatch(one -> one.values().get(at).contains("|"));
        return classes.only(present);
    }

    private Optional<String> meant(Row row, int at, String word) {
        return classes.meaning(word)
                .orElseThrow(() -> csv.mistake(row, at, classes.help(word)))
                .label();
    }

    private Map<String, Boolean> columns(Row row) {
        var present = new HashMap<String, Boolean>();
        boolean any = false;
        for (int at = 0; at < csv.columns().size(); at++) {
            var label = classes.meaning(csv.columns().get(at)).flatMap(Classes.Meaning::label);
            if (at == file || label.isEmpty()) {
                continue;
            }
            any = true;
            var text = row.values().get(at);
            if (!Set.of("", "0", "1").contains(text)) {
                throw csv.mistake(row, at, "must be 0, 1 or empty");
            }
            if (!text.isEmpty()) {
                present.put(label.get(), text.equals("1"));
            }
        }
        if (!any) {
            throw new IllegalArgumentException(csv.file() + ":1: needs a column \"label\", or columns named as the"
                    + " model's labels (" + String.join(", ", classes.reported()) + "), or class, x1, y1, x2, y2,"
                    + " or mask; found " + String.join(", ", csv.columns()));
        }
        return present;
    }

    private Said box(Row row) {
        int at = csv.column("class").orElseThrow(() -> new IllegalArgumentException(
                csv.file() + ":1: boxes need a column \"class\""));
        var label = meant(row, at, row.values().get(at));
        if (label.isEmpty()) {
            return new Said(row, classes.only(Set.of()), Optional.empty(), Map.of());
        }
        var corners = CORNERS.stream().mapToDouble(name -> number(row, csv.column(name).orElseThrow())).toArray();
        if (!(corners[2] > corners[0] && corners[3] > corners[1])) {
            throw csv.mistake(row, csv.column("x2").orElseThrow(),
                    "a box must reach from x1, y1 to a larger x2, y2");
        }
        return new Said(row, classes.only(Set.of(label.get())),
                Optional.of(new Drawn(label.get(), corners, false)), Map.of());
    }

    private double number(Row row, int at) {
        try {
            double value = Double.parseDouble(row.values().get(at));
            if (Double.isFinite(value)) {
                return value;
            }
        } catch (NumberFormatException _) {
            // said below
        }
        throw csv.mistake(row, at, "must be a number");
    }

    private Said mask(Row row) {
        var label = csv.column("class").isPresent()
                ? meant(row, csv.column("class").get(), row.values().get(csv.column("class").get()))
                : Optional.of(classes.reported().getFirst());
        int at = csv.column("mask").orElseThrow();
        var name = row.values().get(at);
        if (label.isEmpty() || name.isEmpty()) {
            return new Said(row, Map.of(), Optional.empty(), Map.of());
        }
        var path = beside(name);
        if (!Files.isRegularFile(path)) {
            throw csv.mistake(row, at, "there is no such file beside " + csv.file().getFileName());
        }
        return new Said(row, Map.of(), Optional.empty(), Map.of(label.get(), path));
    }

    private Path beside(String name) {
        return csv.file().toAbsolutePath().resolveSibling(name).normalize();
    }
}
