// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// An application entity title: 1 to 16 significant characters (PS3.5 6.2, VR AE).
public record AeTitle(String text) {
    static final int BYTES = 16;

    /// Stands for a title that came empty. Never a title of ours.
    public static final AeTitle UNNAMED = new AeTitle("?");

    public AeTitle {
        text = text.strip();
        if (text.isEmpty() || text.length() > BYTES || !text.chars().allMatch(AeTitle::allowed)) {
            throw new IllegalArgumentException(
                    "not an AE title (1 to 16 characters, no backslash): '" + text + "'");
        }
    }

    /// As a peer sent it. PS3.8 9.3.2 wants 16 characters padded with spaces; scanners also pad with NUL,
    /// send nothing but padding, or characters that are not allowed. None of that hinders storing, so none
    /// is an error.
    static AeTitle received(ByteBuf field) {
        var text = new StringBuilder();
        for (var character : field.toString(StandardCharsets.US_ASCII).split("\0", 2)[0].toCharArray()) {
            text.append(allowed(character) ? character : '?');
        }
        return text.toString().isBlank() ? UNNAMED : new AeTitle(text.toString());
    }

    void write(ByteBuf out) {
        out.writeCharSequence(text + " ".repeat(BYTES - text.length()), StandardCharsets.US_ASCII);
    }

    private static boolean allowed(int character) {
        return character >= 0x20 && character < 0x7F && character != '\\';
    }

    @Override
    public String toString() {
        return text;
    }
}
