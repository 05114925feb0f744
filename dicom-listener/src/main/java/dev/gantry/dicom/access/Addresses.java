// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import java.net.InetAddress;

/// Network addresses as text.
final class Addresses {
    private Addresses() {}

    /// Without the interface that a link-local address is reached by.
    static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }
}
