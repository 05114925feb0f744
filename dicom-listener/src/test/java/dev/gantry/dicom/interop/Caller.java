// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.util.List;

/// An implementation that calls others.
interface Caller {
    String name();

    /// Whose it is, and which one.
    String version() throws Exception;

    /// Skips the test where it is missing, except in CI.
    void mustBeHere() throws Exception;

    /// Whether its C-ECHO was answered with success.
    boolean echoes(int port, String called) throws Exception;

    /// Sends what it can of the objects.
    ///
    /// @return what it complains of, in its words
    List<String> store(int port, String called, List<Ware> wares) throws Exception;
}
