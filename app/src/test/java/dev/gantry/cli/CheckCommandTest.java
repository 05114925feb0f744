// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {
    @TempDir
    Path folder;

    /// What it says beside the settings themselves.
    private String complaints(String spool) throws IOException {
        var file = Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112, peers: [{ae-title: PACS, host: 10.0.1.5}]}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool, %s}
                models: {path: models}
                """.formatted(spool));
        var printed = new StringWriter();
        var complained = new StringWriter();
        int exit = Main.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(complained))
                .execute("check", "--config", file.toString());
        assertThat(exit).as(complained.toString()).isZero();
        assertThat(printed.toString()).contains("role: ");
        return complained.toString();
    }

    @Test
    void warnsOfAStoreThatCanOnlyFill() throws IOException {
        assertThat(complaints("role: store")).contains("warning: nothing can ever make room", "spool.archive");
        assertThat(complaints("role: store, archive: PACS")).isEmpty();
        assertThat(complaints("role: copy")).isEmpty();
    }
}
