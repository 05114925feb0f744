// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.config.DicomSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// How many connections and associations there may be at once, in all and from one address. Pure.
///
/// More may connect than be served, so that who is too many can be told so with a rejection; but those places are
/// bounded too, and one address cannot take them all.
final class Places {
    /// Connections beyond the associations allowed that may wait for their rejection at once.
    static final int WAITING = 64;
    /// Of them, from one address.
    static final int WAITING_PER_HOST = 16;

    private final int associations;
    private final int associationsPerHost;
    private final Count connected = new Count();
    private final Count admitted = new Count();

    private static final class Count {
        private final Map<String, Integer> hosts = new HashMap<>();
        private int all;

        private boolean take(String host, int most, int mostPerHost) {
            if (all >= most || hosts.getOrDefault(host, 0) >= mostPerHost) {
                return false;
            }
            all++;
            hosts.merge(host, 1, Integer::sum);
            return true;
        }

        private void give(String host) {
            all--;
            hosts.computeIfPresent(host, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    Places(DicomSettings settings) {
        this.associations = settings.maxAssociations();
        this.associationsPerHost = settings.maxAssociationsPerHost();
    }

    /// A connection is there. Gives why it has no place; else [#leave] must follow.
    Optional<String> enter(String host) {
        if (connected.take(host, associations + WAITING, associationsPerHost + WAITING_PER_HOST)) {
            return Optional.empty();
        }
        return Optional.of(connected.all >= associations + WAITING
                ? (associations + WAITING) + " connections at once are the limit: dicom.max-associations is "
                        + associations
                : (associationsPerHost + WAITING_PER_HOST)
                        + " connections at once from one address are the limit: dicom.max-associations-per-host is "
                        + associationsPerHost);
    }

    void leave(String host) {
        connected.give(host);
    }

    /// An association is asked for. Gives why it has no place, and what to change; else [#end] must follow.
    Optional<String> admit(String host) {
        if (admitted.take(host, associations, associationsPerHost)) {
            return Optional.empty();
        }
        return Optional.of(admitted.all >= associations
                ? associations + " associations are open, as many as dicom.max-associations allows: raise it, or "
                        + "have the scanners release those they do not use"
                : associationsPerHost + " associations are open from this address, as many as "
                        + "dicom.max-associations-per-host allows: raise it, or have this scanner release those it "
                        + "does not use");
    }

    void end(String host) {
        admitted.give(host);
    }
}
