// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.util.Map;

/// A peer that takes objects, as long as it is open.
interface Receiver extends AutoCloseable {
    int port();

    /// The title it is called by.
    String title();

    /// What it has, by SOP Instance UID.
    Map<String, Ware> received() throws Exception;

    @Override
    void close();
}
