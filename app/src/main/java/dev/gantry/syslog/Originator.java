// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Who speaks: HOSTNAME, APP-NAME and PROCID of each message (RFC 5424 6.2.4 to 6.2.6).
public record Originator(String host, String application, String process) {
    private static final Path HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final String NIL = "-";

    public Originator {
        host = token(host, 255);
        application = token(application, 48);
        process = token(process, 128);
    }

    /// This machine and this process. No name server is asked.
    public static Originator here(String application) {
        return new Originator(hostName(), application, Long.toString(ProcessHandle.current().pid()));
    }

    private static String hostName() {
        try {
            return Files.readString(HOST_NAME);
        } catch (IOException _) {
            return NIL;
        }
    }

    private static String token(String text, int most) {
        var printable = text.strip().replaceAll("[^!-~]", "_");
        return printable.isEmpty() ? NIL : printable.substring(0, Math.min(most, printable.length()));
    }
}
