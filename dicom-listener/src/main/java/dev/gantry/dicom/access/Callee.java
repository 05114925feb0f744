// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import dev.gantry.dicom.pdu.AeTitle;
import java.util.Optional;

/// Where and how we call a listed peer.
///
/// @param port        1 to 65535
/// @param certificate the name its certificate must be made out to, when it is called with TLS
public record Callee(AeTitle title, String host, int port, boolean tls, Optional<String> certificate) {}
