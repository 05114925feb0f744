// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.room;

import dev.gantry.http.Call;
import dev.gantry.http.Events;
import dev.gantry.http.Problem;
import java.util.HashMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The pages that are open. Any thread.
final class Viewers {
    static final int MOST = 200;

    /// @param allowed somebody is logged in there, who may see whose the pictures are
    record Viewer(Call call, Events events, boolean allowed) {
        boolean stillAllowed() {
            return allowed && call.visitor().isPresent();
        }
    }

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final AtomicInteger count = new AtomicInteger();

    /// Opens the stream; on the event loop.
    ///
    /// @throws Problem 503 when there are too many
    Viewer open(Call call) {
        if (count.incrementAndGet() > MOST) {
            count.decrementAndGet();
            call.with("Retry-After", "10");
            throw new Problem(503, "%d pages are open already; close some".formatted(MOST));
        }
        var viewer = new Viewer(call, call.events(), call.visitor().isPresent());
        viewer.events().onEnd(() -> {
            viewers.remove(viewer);
            count.decrementAndGet();
        });
        return viewer;
    }

    /// From now on it is told what the others are.
    void begin(Viewer viewer, String snapshot) {
        viewer.events().send("snapshot", snapshot);
        viewers.add(viewer);
        if (viewer.events().closed()) {
            viewers.remove(viewer);
        }
    }

    /// Sends the same to all, but for what only some may see.
    void tell(String event, Function<Boolean, String> data) {
        var texts = new HashMap<Boolean, String>();
        viewers.forEach(it -> it.events().send(event, texts.computeIfAbsent(it.stillAllowed(), data)));
    }

    /// Ends the streams of those whose login is over: they ask again, and are shown less.
    void lookWhoIsThere() {
        viewers.stream().filter(it -> it.allowed() && !it.stillAllowed()).forEach(it -> it.events().end());
    }
}
