// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/// A file of a page, in memory. A browser keeps it, and asks each time whether it still is the same (RFC 9110 13.1.2).
final class StaticFile implements Handler {
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");
    private static final int TAG_CHARACTERS = 32;

    private final String type;
    private final String text;
    private final String tag;

    private StaticFile(String type, String text, String tag) {
        this.type = type;
        this.text = text;
        this.tag = tag;
    }

    static StaticFile read(String name) {
        var type = Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .orElseThrow(() -> new IllegalStateException("what kind of file is " + name + "?"));
        try (var in = StaticFile.class.getResourceAsStream("/web/" + name)) {
            if (in == null) {
                throw new IllegalStateException("there is no web/" + name + " on the class path");
            }
            var bytes = in.readAllBytes();
            var digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
            return new StaticFile(type, new String(bytes, StandardCharsets.UTF_8),
                    "\"" + digest.substring(0, TAG_CHARACTERS) + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void handle(Call call) {
        call.with("Cache-Control", "no-cache").with("ETag", tag).with("Vary", "Accept-Encoding");
        if (call.header("If-None-Match").filter(it -> it.contains(tag)).isPresent()) {
            call.unchanged();
        } else {
            call.text(200, type, text);
        }
    }
}
