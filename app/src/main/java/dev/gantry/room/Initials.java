// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.config.RoomSettings.Identity;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is said of whose a picture is.
final class Initials {
    private static final int LONGEST_ACCESSION = 16;

    private Initials() {}

    /// Empty for nothing.
    static String of(DataSet header, Identity wanted) {
        return switch (wanted) {
            case NONE -> "";
            case ACCESSION -> header.text(Tag.ACCESSION_NUMBER).map(it -> cut(it.strip())).orElse("");
            case INITIALS -> header.text(Tag.PATIENT_NAME).map(Initials::letters).orElse("");
        };
    }

    /// VR SH has at most 16 characters (PS3.5 6.2); some senders write more.
    private static String cut(String text) {
        return text.codePoints().limit(LONGEST_ACCESSION)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append).toString();
    }

    /// Given name, then family name, of the first group of components that has any (PS3.5 6.2.1).
    private static String letters(String name) {
        var group = Stream.of(name.split("=")).filter(it -> !it.replace("^", "").isBlank()).findFirst().orElse("");
        var parts = group.split("\\^");
        return Stream.of(parts.length > 1 ? parts[1] : "", parts[0]).map(String::strip).filter(it -> !it.isEmpty())
                .map(it -> new StringBuilder().appendCodePoint(Character.toUpperCase(it.codePointAt(0))) + ".")
                .collect(Collectors.joining(" "));
    }
}
