// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A page in which people write, and between marks the code: `<!-- written: name -->` to `<!-- end: name -->`.
record MarkedPage(String text) {
    private static final Pattern PART =
            Pattern.compile("(<!-- written: ([a-z-]+) -->\n).*?(<!-- end: \\2 -->)", Pattern.DOTALL);

    /// With the parts as they should be.
    ///
    /// @throws IllegalArgumentException when the page has not exactly these parts
    MarkedPage with(Map<String, String> parts) {
        var there = new TreeSet<String>();
        var written = PART.matcher(text).replaceAll(part -> {
            there.add(part.group(2));
            return Matcher.quoteReplacement(
                    part.group(1) + "\n" + parts.getOrDefault(part.group(2), "") + "\n" + part.group(3));
        });
        if (!there.equals(new TreeSet<>(parts.keySet()))) {
            throw new IllegalArgumentException("the page has the parts " + there + ", not " + parts.keySet());
        }
        return new MarkedPage(written);
    }
}
