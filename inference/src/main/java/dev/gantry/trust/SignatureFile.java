// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trust;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/// `manifest.sig`: one line `ed25519 KEY-ID SIGNATURE-IN-BASE64`, over the bytes of `manifest.yaml` beside it.
record SignatureFile(String key, byte[] signature) {
    static final String NAME = "manifest.sig";
    private static final int MOST_BYTES = 1024;
    private static final Pattern LINE = Pattern.compile("ed25519 ([0-9a-f]{16}) ([A-Za-z0-9+/]+={0,2})\\s*");

    /// Empty when the package has none.
    ///
    /// @throws IllegalArgumentException when it is none of ours
    static Optional<SignatureFile> in(Path folder) throws IOException {
        var file = folder.resolve(NAME);
        try {
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException(NAME + ": expected one line, it has " + Files.size(file) + " bytes");
            }
            var line = LINE.matcher(Files.readString(file));
            if (!line.matches()) {
                throw new IllegalArgumentException(NAME + ": expected \"ed25519 KEY-ID SIGNATURE\", found another text");
            }
            return Optional.of(new SignatureFile(line.group(1), Base64.getDecoder().decode(line.group(2))));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    String text() {
        return "ed25519 " + key + " " + Base64.getEncoder().encodeToString(signature) + "\n";
    }
}
