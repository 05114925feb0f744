// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

/// An application entity title: 1 to 16 significant characters (PS3.5 6.2, VR AE).
public record AeTitle(String text) {
    public AeTitle {
        text = text.strip();
        if (text.isEmpty() || text.length() > 16 || !text.chars().allMatch(c -> c >= 0x20 && c < 0x7F && c != '\\')) {
            throw new IllegalArgumentException("not an AE title (1 to 16 characters, no backslash): '" + text + "'");
        }
    }

    @Override
    public String toString() {
        return text;
    }
}
