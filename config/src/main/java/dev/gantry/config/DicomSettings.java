// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.time.Duration;

/// How the appliance listens for scanners.
///
/// @param aeTitle         the called AE title it answers to, 1 to 16 characters (PS3.5 6.2, VR AE)
/// @param host            the address it binds, `0.0.0.0` for all
/// @param port            TCP port, 0 to 65535; 0 lets the system choose
/// @param maxAssociations associations served at once; one more is rejected (local limit exceeded)
/// @param maxPduBytes     largest P-DATA-TF PDU offered to peers, in bytes (PS3.8 D.1)
/// @param artim           the upper layer's ARTIM timer (PS3.8 9.1.5)
/// @param idle            an association that stays silent this long is aborted
public record DicomSettings(
        String aeTitle,
        String host,
        int port,
        int maxAssociations,
        int maxPduBytes,
        Duration artim,
        Duration idle) {}
