// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.session.Visitor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Whether a request that changes something comes from a page of ours.
final class Origin {
    static final String TOKEN = "X-Gantry-Token";
    private static final Set<String> OURS = Set.of("same-origin", "none");

    private Origin() {}

    static boolean reads(HttpMethod method) {
        return method == HttpMethod.GET || method == HttpMethod.HEAD;
    }

    /// @throws Problem 403 or 415
    static void check(HttpServerRequest request, Optional<Visitor> visitor) {
        var origin = Optional.ofNullable(request.getHeader("Origin"));
        var site = Optional.ofNullable(request.getHeader("Sec-Fetch-Site"));
        if (origin.filter(it -> !sameHost(it, request)).isPresent() || site.filter(it -> !OURS.contains(it)).isPresent()) {
            throw new Problem(403, "this can be asked only from a page of this appliance");
        }
        var type = Optional.ofNullable(request.getHeader("Content-Type")).orElse("");
        if (!type.toLowerCase(Locale.ROOT).split(";")[0].strip().equals(Call.JSON)) {
            throw new Problem(415, "send " + Call.JSON);
        }
        var token = Optional.ofNullable(request.getHeader(TOKEN)).orElse("");
        if (visitor.isPresent()
                && !MessageDigest.isEqual(token.getBytes(UTF_8), visitor.get().token().getBytes(UTF_8))) {
            throw new Problem(403, "the header %s must hold the token of /api/session".formatted(TOKEN));
        }
    }

    private static boolean sameHost(String origin, HttpServerRequest request) {
        try {
            return request.authority() != null
                    && request.authority().toString().equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
