// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How the appliance listens for scanners.
///
/// @param aeTitle                the called AE title it answers to, 1 to 16 characters (PS3.5 6.2, VR AE)
/// @param host                   the address it binds, `0.0.0.0` for all
/// @param port                   TCP port of unencrypted associations, 0 to 65535, 0 lets the system choose;
///                               empty only where `tls` is there
/// @param maxAssociations        associations served at once; one more is rejected (local limit exceeded)
/// @param maxAssociationsPerHost of them, from one network address
/// @param maxPduBytes            largest P-DATA-TF PDU offered to peers, in bytes (PS3.8 D.1)
/// @param artim                  the upper layer's ARTIM timer (PS3.8 9.1.5)
/// @param idle                   an association that stays silent this long is aborted
/// @param transferSyntaxes       those taken for objects, best first, by the names of the settings page
/// @param nativeCodecs           where the system's libraries may decode pixels
/// @param tls                    encrypted associations; empty: none
/// @param access                 who may call
public record DicomSettings(
        String aeTitle,
        String host,
        OptionalInt port,
        int maxAssociations,
        int maxAssociationsPerHost,
        int maxPduBytes,
        Duration artim,
        Duration idle,
        List<String> transferSyntaxes,
        NativeCodecs nativeCodecs,
        Optional<TlsSettings> tls,
        AccessSettings access) {
    public DicomSettings {
        transferSyntaxes = List.copyOf(transferSyntaxes);
        if (port.isEmpty() && tls.isEmpty()) {
            throw new IllegalArgumentException("neither a port nor TLS: nobody could call");
        }
    }

    /// Without TLS, and open to everybody.
    public DicomSettings(String aeTitle, String host, int port, int maxAssociations, int maxAssociationsPerHost,
            int maxPduBytes, Duration artim, Duration idle, List<String> transferSyntaxes,
            NativeCodecs nativeCodecs) {
        this(aeTitle, host, OptionalInt.of(port), maxAssociations, maxAssociationsPerHost, maxPduBytes, artim, idle,
                transferSyntaxes, nativeCodecs, Optional.empty(), AccessSettings.OPEN);
    }

    /// Where libcharls (JPEG-LS) and libopenjp2 (JPEG 2000, HTJ2K) decode.
    public enum NativeCodecs {
        /// Nowhere: HTJ2K is kept and reported unreadable, the others are decoded in Java.
        OFF,
        /// In a helper process that may die.
        PROCESS,
        /// In this process: a crash in them ends the appliance.
        IN_PROCESS
    }
}
