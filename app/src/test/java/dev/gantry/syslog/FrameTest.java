// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.syslog.Message.Severity;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FrameTest {
    private static final Instant AT = Instant.parse("2026-11-22T02:30:00.120456Z");
    private static final Originator FROM = new Originator("gantry-2", "gantry", "42");

    private static String framed(Severity severity, String text, long number) {
        return new String(Frame.of(new Message(AT, severity, "DICOM+RFC3881", text), FROM, number), UTF_8);
    }

    @Test
    void countsTheBytesOfHeaderAndText() {
        assertThat(framed(Severity.NOTICE, "<a>ü</a>", 1)).isEqualTo("98 <85>1 2026-11-22T02:30:00.120Z gantry-2 gantry 42"
                + " DICOM+RFC3881 [meta sequenceId=\"1\"] \uFEFF<a>ü</a>");
        assertThat(framed(Severity.NOTICE, "<a>ü</a>", 1).substring(3).getBytes(UTF_8)).hasSize(98);
    }

    @Test
    void saysHowSeriousItIs() {
        assertThat(framed(Severity.WARNING, "x", 1)).contains(" <84>1 ");
        assertThat(framed(Severity.ERROR, "x", 1)).contains(" <83>1 ");
    }

    @Test
    void beginsToCountAgainWhereTheStandardWantsIt() {
        assertThat(framed(Severity.NOTICE, "x", Integer.MAX_VALUE)).contains("sequenceId=\"2147483647\"");
        assertThat(framed(Severity.NOTICE, "x", Integer.MAX_VALUE + 1L)).contains("sequenceId=\"1\"");
    }

    @Test
    void namesNobodyInWordsThatTheHeaderCannotHold() {
        assertThat(new Originator("my host\n", "", "x".repeat(200)))
                .isEqualTo(new Originator("my_host", "-", "x".repeat(128)));
        assertThat(Originator.here("gantry").host()).matches("[!-~]+");
    }
}
