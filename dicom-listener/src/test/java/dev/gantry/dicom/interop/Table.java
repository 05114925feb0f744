// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/// A table of a page, in GitHub's Markdown.
final class Table {
    private Table() {}

    /// Columns of numbers are set to the right.
    static String of(List<String> head, List<? extends List<?>> rows) {
        var marks = new ArrayList<String>();
        for (int i = 0; i < head.size(); i++) {
            int column = i;
            marks.add(i > 0 && rows.stream().allMatch(row -> row.get(column).toString().matches("[0-9 +]+"))
                    ? "---:" : "---");
        }
        return line(head) + "|" + String.join("|", marks) + "|\n"
                + rows.stream().map(Table::line).collect(Collectors.joining());
    }

    private static String line(List<?> cells) {
        return cells.stream().map(Objects::toString).map(cell -> cell.replace("|", "\\|"))
                .collect(Collectors.joining(" | ", "| ", " |\n"));
    }
}
