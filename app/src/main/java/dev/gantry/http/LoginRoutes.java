// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.http;

import dev.gantry.session.Login;
import dev.gantry.session.Sessions;
import dev.gantry.session.Visitor;
import io.vertx.core.http.HttpMethod;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Logs in and out: `/api/session`, `/api/login`, `/api/logout`.
final class LoginRoutes {
    private static final int LONGEST = 300;

    private final Sessions sessions;
    private final Cookies cookies;

    LoginRoutes(Sessions sessions, Cookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    void addTo(Door door) {
        door.on(HttpMethod.GET, "/api/session", Needs.NOBODY, call -> call.json(session(call.visitor())));
        door.on(HttpMethod.POST, "/api/login", Needs.NOBODY, this::login);
        door.on(HttpMethod.POST, "/api/logout", Needs.NOBODY, call -> {
            cookies.secret(call.request()).ifPresent(secret -> sessions.end(secret, call.address()));
            cookies.clear(call.request());
            call.done();
        });
    }

    /// Who this is, as the pages read it: `{user, kind, role, token}`; `user` is null for nobody.
    private static ObjectNode session(Optional<Visitor> visitor) {
        var root = JsonMapper.shared().createObjectNode();
        root.put("user", visitor.map(it -> it.account().name()).orElse(null));
        root.put("kind", visitor.map(it -> it.account().kind().name().toLowerCase(Locale.ROOT)).orElse(null));
        root.put("role", visitor.map(it -> it.account().role().word()).orElse(null));
        root.put("token", visitor.map(Visitor::token).orElse(""));
        return root;
    }

    /// `{user, password}` of a person or `{kiosk: TOKEN}` of a screen.
    private void login(Call call) {
        boolean kiosk = call.body().has("kiosk");
        var first = call.text(kiosk ? "kiosk" : "user", LONGEST);
        var password = kiosk ? "" : call.text("password", LONGEST);
        var address = call.address();
        call.work(() -> kiosk ? sessions.kiosk(first, address) : sessions.user(first, password, address), login -> {
            switch (login) {
                case Login.Welcome(var visitor, var secret) -> {
                    cookies.secret(call.request()).ifPresent(before -> sessions.end(before, address));
                    cookies.set(call.request(), secret, kiosk);
                    call.json(session(Optional.of(visitor)));
                }
                case Login.Wrong() -> throw new Problem(401, "the name, the password or the token is wrong");
                case Login.Wait(var howLong) -> {
                    long seconds = Math.max(1, howLong.plusMillis(999).toSeconds());
                    call.with("Retry-After", Long.toString(seconds));
                    throw new Problem(429, "too many attempts; wait %d s".formatted(seconds));
                }
            }
        });
    }
}
