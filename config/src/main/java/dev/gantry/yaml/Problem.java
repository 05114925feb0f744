// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/// One thing that is wrong in a file an operator wrote, said so that it can be put right without a manual:
/// `gantry.yaml:4: dicom.port: must be an integer from 0 to 65535, found "eleven"`.
///
/// @param file  the file, as it was named on the command line
/// @param line  counted from 1; 0 when the file as a whole is meant
/// @param key   dotted, list items by index from 0: `output.labels[0].threshold`; empty for the whole file
/// @param rule  what must hold, in words that follow the key
/// @param value what was found, as written; absent where showing it would not help or might tell a secret
public record Problem(Path file, int line, String key, String rule, Optional<String> value) {
    public Problem {
        Objects.requireNonNull(file);
        Objects.requireNonNull(value);
        if (line < 0 || rule.isBlank()) {
            throw new IllegalArgumentException("needs a line >= 0 and a rule: " + line + " '" + rule + "'");
        }
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ":" + line : "") + ": " + (key.isEmpty() ? "" : key + ": ") + rule
                + value.map(found -> ", found " + found).orElse("");
    }
}
