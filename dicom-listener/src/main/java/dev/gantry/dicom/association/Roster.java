// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.PduCodec;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the associations of one listener share: its terms, and who is there. On the listener's event loop
/// only.
final class Roster {
    /// Connections beyond the associations allowed that may wait for their rejection at once.
    private static final int WAITING_ROOM = 64;

    private final DicomSettings settings;
    private final AeTitle title;
    private final PduCodec codec;
    private final AssociationService service;
    private final Set<AcceptedAssociation> connected = new HashSet<>();
    private final Set<AcceptedAssociation> admitted = new HashSet<>();
    private boolean draining;

    Roster(DicomSettings settings, AssociationService service) {
        this.settings = settings;
        this.title = new AeTitle(settings.aeTitle());
        this.codec = new PduCodec(settings.maxPduBytes());
        this.service = service;
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
        return connected.size() < settings.maxAssociations() + WAITING_ROOM && connected.add(connection);
    }

    /// False when all associations allowed are taken.
    boolean admit(AcceptedAssociation association) {
        return admitted.size() < settings.maxAssociations() && admitted.add(association);
    }

    void ended(AcceptedAssociation association) {
        admitted.remove(association);
    }

    void left(AcceptedAssociation connection) {
        ended(connection);
        connected.remove(connection);
    }

    /// From now on nobody is admitted; gives who is still there.
    List<AcceptedAssociation> drain() {
        draining = true;
        return List.copyOf(connected);
    }
}
