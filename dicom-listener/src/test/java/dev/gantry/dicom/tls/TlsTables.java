// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import java.util.List;

/// What the conformance statement says of this room.
public final class TlsTables {
    public static final List<String> PROTOCOLS = Suites.PROTOCOLS;
    public static final List<String> SUITES = Suites.NAMES;

    private TlsTables() {}
}
