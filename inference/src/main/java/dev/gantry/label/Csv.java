// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A text file of values separated by commas, the first line naming the columns (RFC 4180; a semicolon or a tab
/// does too when the first line has no comma).
///
/// @param columns lower case
record Csv(Path file, List<String> columns, List<Row> rows) {
    /// Labels of a million pictures have some 50 MB.
    private static final long MOST_BYTES = 64 << 20;

    /// @param line counted from 1
    record Row(int line, List<String> values) {}

    /// @throws IllegalArgumentException when it cannot be read, or a line has another number of values than the
    ///                                  first
    static Csv read(Path file) {
        var lines = lines(file);
        if (lines.isEmpty()) {
            throw new IllegalArgumentException(file + ": the file is empty; its first line must name the columns");
        }
        var head = lines.getFirst();
        char separator = head.indexOf(',') >= 0 ? ',' : head.indexOf(';') >= 0 ? ';' : '\t';
        var columns = split(file, 1, head, separator).stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        var rows = new ArrayList<Row>();
        for (int i = 1; i < lines.size(); i++) {
            if (lines.get(i).isBlank()) {
                continue;
            }
            var values = split(file, i + 1, lines.get(i), separator);
            if (values.size() != columns.size()) {
                throw new IllegalArgumentException(file + ":" + (i + 1) + ": expected " + columns.size()
                        + " values (" + String.join(", ", columns) + "), found " + values.size());
            }
            rows.add(new Row(i + 1, values));
        }
        return new Csv(file, columns, rows);
    }

    private static List<String> lines(Path file) {
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(file + ": " + Files.size(file) + " bytes; at most " + MOST_BYTES
                        + " are read");
            }
            var lines = new ArrayList<>(Files.readAllLines(file));
            if (!lines.isEmpty() && lines.getFirst().startsWith("\uFEFF")) { // spreadsheets put a mark first
                lines.set(0, lines.getFirst().substring(1));
            }
            return lines;
        } catch (MalformedInputException e) {
            throw new IllegalArgumentException(file + ": not a text file in UTF-8; save it as CSV (UTF-8)", e);
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private static List<String> split(Path file, int line, String text, char separator) {
        var values = new ArrayList<String>();
        var value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' && quoted && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                value.append(c);
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                values.add(value.toString().strip());
                value.setLength(0);
            } else {
                value.append(c);
            }
        }
        if (quoted) {
            throw new IllegalArgumentException(file + ":" + line + ": a quotation mark is not closed");
        }
        values.add(value.toString().strip());
        return values;
    }

    Optional<Integer> column(String name) {
        int at = columns.indexOf(name);
        return at < 0 ? Optional.empty() : Optional.of(at);
    }

    /// For messages: `labels.csv:12: column label: must be 0 or 1, found "2"`.
    IllegalArgumentException mistake(Row row, int column, String rule) {
        return new IllegalArgumentException("%s:%d: column %s: %s, found \"%s\""
                .formatted(file, row.line(), columns.get(column), rule, row.values().get(column)));
    }
}
