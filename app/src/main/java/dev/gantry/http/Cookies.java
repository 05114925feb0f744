// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import dev.gantry.session.Sessions;
import dev.gantry.session.Visitor;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Optional;

/// The cookie in which a browser carries the secret of its session: no script sees it, no other site sends it (RFC
/// 6265bis 4.1.2).
final class Cookies {
    private static final Duration KIOSK = Duration.ofDays(400);

    private final Sessions sessions;
    private final boolean secure;

    /// @param secure it travels by TLS
    Cookies(Sessions sessions, boolean secure) {
        this.sessions = sessions;
        this.secure = secure;
    }

    private String name() {
        return secure ? "__Host-gantry" : "gantry";
    }

    Optional<String> secret(HttpServerRequest request) {
        return Optional.ofNullable(request.getCookie(name())).map(Cookie::getValue);
    }

    Optional<Visitor> visit(String secret) {
        return sessions.visit(secret);
    }

    Optional<Visitor> look(String secret) {
        return sessions.look(secret);
    }

    /// @param lasting a screen's, which outlives the browser
    void set(HttpServerRequest request, String secret, boolean lasting) {
        var cookie = cookie(secret);
        if (lasting) {
            cookie.setMaxAge(KIOSK.toSeconds());
        }
        request.response().addCookie(cookie);
    }

    void clear(HttpServerRequest request) {
        request.response().addCookie(cookie("").setMaxAge(0));
    }

    private Cookie cookie(String value) {
        return Cookie.cookie(name(), value).setPath("/").setHttpOnly(true).setSecure(secure)
                .setSameSite(CookieSameSite.STRICT);
    }
}
