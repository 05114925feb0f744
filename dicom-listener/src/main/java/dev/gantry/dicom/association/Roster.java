// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.PduCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What the associations of one listener share: its terms, and who is there. On the listener's event loop
/// only.
final class Roster {
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private final DicomSettings settings;
    private final AeTitle title;
    private final PduCodec codec;
    private final AssociationService service;
    private final Set<AcceptedAssociation> connected = new HashSet<>();
    private final Set<AcceptedAssociation> admitted = new HashSet<>();
    private final Places places;
    private final ConcurrentHashMap<String, LongAdder> refusals = new ConcurrentHashMap<>();
    private long turnedAway;
    private boolean draining;

    Roster(DicomSettings settings, AssociationService service) {
        this.settings = settings;
        this.title = new AeTitle(settings.aeTitle());
        this.codec = new PduCodec(settings.maxPduBytes());
        this.service = service;
        this.places = new Places(settings);
    }

    DicomSettings settings() {
        return settings;
    }

    AeTitle title() {
        return title;
    }

    PduCodec codec() {
        return codec;
    }

    AssociationService service() {
        return service;
    }

    boolean draining() {
        return draining;
    }

    /// False when even connections that will only be rejected are too many.
    boolean enter(AcceptedAssociation connection) {
        var full = places.enter(connection.peer());
        full.ifPresentOrElse(why -> turnedAway(connection, why), () -> {
            connected.add(connection);
            turnedAway = 0;
        });
        return full.isEmpty();
    }

    /// A flood of connections must not become a flood of lines: told is the first, then each thousandth in a row.
    private void turnedAway(AcceptedAssociation connection, String why) {
        refused("too-many-connections");
        if (turnedAway++ % 1000 == 0) {
            LOG.warn("association={} peer={} closed reason=\"{}\" in-a-row={}", connection.number(),
                    connection.peer(), why, turnedAway);
        }
    }

    /// Counts an association that is not to be, beside those that [Access] refuses.
    ///
    /// @param reason a word or two, joined by hyphens
    void refused(String reason) {
        refusals.computeIfAbsent(reason, _ -> new LongAdder()).increment();
    }

    /// Since the start; from any thread.
    Map<String, Long> refusals() {
        return refusals.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().sum()));
    }

    /// Gives why it cannot be admitted, if so.
    Optional<String> admit(AcceptedAssociation association) {
        var full = places.admit(association.peer());
        if (full.isEmpty()) {
            admitted.add(association);
        }
        return full;
    }

    void ended(AcceptedAssociation association) {
        if (admitted.remove(association)) {
            places.end(association.peer());
        }
    }

    void left(AcceptedAssociation connection) {
        ended(connection);
        if (connected.remove(connection)) {
            places.leave(connection.peer());
        }
    }

    /// From now on nobody is admitted; gives who is still there.
    List<AcceptedAssociation> drain() {
        draining = true;
        return List.copyOf(connected);
    }
}
