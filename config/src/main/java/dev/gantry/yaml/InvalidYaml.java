// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A file that must not be used, with everything that is wrong in it.
///
/// A type of its own, because `gantry check` lists the problems one by one and exits, while the start of the
/// appliance shows the message as it is: one line for each problem, then where to read on.
public final class InvalidYaml extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    private final transient List<Problem> problems;

    /// @param problems at least one, in the order of the lines
    /// @param hint     the last line of the message; empty for none
    public InvalidYaml(List<Problem> problems, String hint) {
        super(message(problems, hint));
        this.problems = List.copyOf(problems);
    }

    private static String message(List<Problem> problems, String hint) {
        if (problems.isEmpty()) {
            throw new IllegalArgumentException("an invalid file has at least one problem");
        }
        var lines = problems.stream().map(Problem::toString);
        return Stream.concat(lines, Stream.of(hint).filter(text -> !text.isBlank()))
                .collect(Collectors.joining("\n"));
    }

    public List<Problem> problems() {
        return problems;
    }
}
