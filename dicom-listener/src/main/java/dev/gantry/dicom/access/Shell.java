// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import java.util.Collection;
import java.util.stream.Collectors;

/// Words of peers as a person may paste them into a shell.
final class Shell {
    private static final int MOST_CHARACTERS = 200;

    private Shell() {}

    static String word(String text) {
        return text.matches("[A-Za-z0-9_.:/-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    /// Names out of a certificate, for a log: printable and short.
    static String list(Collection<String> names) {
        var text = names.stream().sorted().collect(Collectors.joining(", ", "'", "'")).replace(", ", "', '");
        return printable(text, MOST_CHARACTERS);
    }

    static String printable(String text, int most) {
        var clean = text.replaceAll("[^ -~]", "?");
        return clean.length() <= most ? clean : clean.substring(0, most) + "...";
    }
}
