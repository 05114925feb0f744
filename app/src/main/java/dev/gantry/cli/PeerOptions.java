// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import java.time.Duration;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/// Whom to call, and as whom.
final class PeerOptions {
    private static final Pattern ADDRESS = Pattern.compile("(?<title>[^@]+)@(?<host>.+):(?<port>\\d{1,5})");

    @Option(names = "--to", required = true, paramLabel = "TITLE@HOST:PORT",
            description = "the application entity to call, for example GANTRY@127.0.0.1:11112")
    String to;

    @Option(names = "--from", defaultValue = "GANTRY_SCU", paramLabel = "TITLE",
            description = "our own AE title (default: ${DEFAULT-VALUE})")
    String from;

    @Option(names = "--timeout", defaultValue = "30", paramLabel = "SECONDS",
            description = "for connecting and for each answer (default: ${DEFAULT-VALUE})")
    int timeoutSeconds;

    /// @throws IllegalArgumentException when an option is no address or no title
    Peer peer() {
        var address = ADDRESS.matcher(to);
        if (!address.matches()) {
            throw new IllegalArgumentException("--to must be TITLE@HOST:PORT, for example GANTRY@127.0.0.1:11112,"
                    + " found \"" + to + "\"");
        }
        return new Peer(address.group("host"), Integer.parseInt(address.group("port")),
                new Titles(new AeTitle(address.group("title")), new AeTitle(from)),
                Duration.ofSeconds(timeoutSeconds));
    }
}
