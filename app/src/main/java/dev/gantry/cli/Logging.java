// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import org.slf4j.bridge.SLF4JBridgeHandler;

/// Brings the logs of libraries that use java.util.logging into ours.
final class Logging {
    private Logging() {}

    static void routeJavaUtilLogging() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
    }
}
