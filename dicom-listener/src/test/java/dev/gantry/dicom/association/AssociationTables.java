// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

/// What the conformance statement says of this room.
public final class AssociationTables {
    public static final int WAITING = Places.WAITING;
    public static final int WAITING_PER_HOST = Places.WAITING_PER_HOST;
    public static final int HANDSHAKES = Handshakes.MOST;
    public static final int HANDSHAKES_PER_HOST = Handshakes.MOST_PER_HOST;

    private AssociationTables() {}
}
