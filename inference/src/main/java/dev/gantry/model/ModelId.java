// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.util.Comparator;
import java.util.regex.Pattern;

/// Which model, and which version of it.
///
/// @param name lower-case letters, digits and hyphens; part of MQTT topics and folder names
public record ModelId(String name, Version version) implements Comparable<ModelId> {
    private static final Pattern NAME = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Comparator<ModelId> ORDER =
            Comparator.comparing(ModelId::name).thenComparing(ModelId::version);

    public ModelId {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a model's name is lower-case words joined by '-', not '" + name + "'");
        }
    }

    /// By name, then by version, older first.
    @Override
    public int compareTo(ModelId other) {
        return ORDER.compare(this, other);
    }

    /// As its folder is called: `chest-pneumonia/1.0.0`.
    @Override
    public String toString() {
        return name + "/" + version;
    }

    /// Three numbers that are compared as numbers: 1.10.0 is later than 1.9.0.
    public record Version(int major, int minor, int patch) implements Comparable<Version> {
        private static final Pattern TEXT =
                Pattern.compile("(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})");
        private static final Comparator<Version> ORDER = Comparator.comparingInt(Version::major)
                .thenComparingInt(Version::minor)
                .thenComparingInt(Version::patch);

        /// @throws IllegalArgumentException when the text is not three numbers joined by dots
        public static Version of(String text) {
            var parts = TEXT.matcher(text);
            if (!parts.matches()) {
                throw new IllegalArgumentException(
                        "a version is three numbers joined by '.', not '" + text + "'");
            }
            return new Version(
                    Integer.parseInt(parts.group(1)),
                    Integer.parseInt(parts.group(2)),
                    Integer.parseInt(parts.group(3)));
        }

        @Override
        public int compareTo(Version other) {
            return ORDER.compare(this, other);
        }

        @Override
        public String toString() {
            return major + "." + minor + "." + patch;
        }
    }
}
