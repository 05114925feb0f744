// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was started, to be stopped the other way round.
final class Parts {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);

    private final Deque<Part> parts = new ArrayDeque<>();

    private record Part(String name, AutoCloseable stop) {}

    /// How a part is stopped.
    interface Stop<T> {
        void stop(T part) throws Exception;
    }

    /// Takes note of something that runs now, and hands it back.
    <T> T add(String name, T part, Stop<T> stop) {
        parts.push(new Part(name, () -> stop.stop(part)));
        return part;
    }

    /// Those with the name are to be stopped before all others.
    void stopFirst(String name) {
        var these = parts.stream().filter(part -> part.name().equals(name)).toList();
        parts.removeAll(these);
        these.reversed().forEach(parts::push);
    }

    /// The last one first; one that does not stop cleanly keeps none of the others from it.
    void stop() {
        while (!parts.isEmpty()) {
            var part = parts.pop();
            try {
                part.stop().close();
            } catch (Exception e) {
                LOG.warn("did not stop cleanly part=\"{}\" cause={}", part.name(), e.toString());
            }
        }
    }
}
