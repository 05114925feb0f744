// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trust;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/// Blocks of base64 between two lines that name what they hold (RFC 7468). Other text is comment.
record Pem(String label, byte[] content) {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    /// @throws IllegalArgumentException when a block is no base64
    static List<Pem> read(String text) {
        return BLOCK.matcher(text).results()
                .map(found -> new Pem(
                        found.group(1), Base64.getMimeDecoder().decode(found.group(2).strip())))
                .toList();
    }

    String text() {
        var lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return "-----BEGIN " + label + "-----\n" + lines + "\n-----END " + label + "-----\n";
    }
}
