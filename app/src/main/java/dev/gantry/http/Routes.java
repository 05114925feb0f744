// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import io.vertx.core.http.HttpMethod;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What is answered where: whole paths, and paths with `*` for one of their parts.
final class Routes {
    record Route(Needs needs, Handler handler) {}

    private final Map<String, Map<HttpMethod, Route>> byPath = new HashMap<>();

    void add(HttpMethod method, String path, Route route) {
        if (byPath.computeIfAbsent(path, _ -> new HashMap<>()).put(method, route) != null) {
            throw new IllegalStateException("two routes for " + method + " " + path);
        }
    }

    /// What a request came to.
    sealed interface Found {
        /// What stands in the place of `*`.
        default String rest() {
            return "";
        }

        /// @throws Problem 404, 405 or 400
        default Route orElseThrow(Call call) {
            return switch (this) {
                case Here(var route, _) -> route;
                case Other(var allowed) -> {
                    call.with("Allow", allowed);
                    throw new Problem(405, "only " + allowed + " is answered here");
                }
                case Nowhere() -> throw new Problem(404, "there is no such page");
            };
        }

        record Here(Route route, String rest) implements Found {}

        record Other(String allowed) implements Found {}

        record Nowhere() implements Found {}
    }

    Found find(HttpMethod method, String path) {
        var plain = path == null ? "" : path;
        if (plain.contains("*")) {
            return new Found.Nowhere(); // else a pattern could be asked for
        }
        var exact = Optional.ofNullable(byPath.get(plain));
        if (exact.isPresent()) {
            return among(exact.get(), method, "");
        }
        var parts = plain.split("/", -1);
        for (int i = 1; i < parts.length; i++) {
            var rest = decoded(parts[i]);
            var pattern = with(parts, i);
            if (byPath.containsKey(pattern) && rest.isPresent()) {
                return among(byPath.get(pattern), method, rest.get());
            }
        }
        return new Found.Nowhere();
    }

    private static String with(String[] parts, int star) {
        var copy = parts.clone();
        copy[star] = "*";
        return String.join("/", copy);
    }

    private static Optional<String> decoded(String part) {
        try {
            var text = URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
            return text.isEmpty() || text.contains("/") ? Optional.empty() : Optional.of(text);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Found among(Map<HttpMethod, Route> routes, HttpMethod method, String rest) {
        var asked = method == HttpMethod.HEAD ? HttpMethod.GET : method;
        if (routes.containsKey(asked)) {
            return new Found.Here(routes.get(asked), rest);
        }
        var sorted = new TreeMap<String, Route>();
        routes.forEach((name, route) -> sorted.put(name.name(), route));
        var also = routes.containsKey(HttpMethod.GET) ? Stream.of("HEAD") : Stream.<String>empty();
        return new Found.Other(Stream.concat(sorted.keySet().stream(), also).collect(Collectors.joining(", ")));
    }
}
