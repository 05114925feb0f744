// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressBarTest {
    private final StringWriter err = new StringWriter();
    private long nanos;

    private ProgressBar bar(boolean seen) {
        return new ProgressBar(new PrintWriter(err, true), "pictures", seen, () -> nanos);
    }

    /// What stands on the terminal's line in the end.
    private String line() {
        var all = err.toString();
        return all.substring(all.lastIndexOf('\r') + 1).replace("\u001b[K", "");
    }

    @Test
    void drawsHowFarItIsAndGuessesWhatIsLeft() {
        var bar = bar(true);
        bar.at(0, 100);
        nanos = 10_000_000_000L;
        bar.at(25, 100);

        assertThat(line()).isEqualTo("[######..................] 25 of 100 pictures, 30 s left");
        bar.at(100, 100);
        assertThat(line()).isEqualTo("[########################] 100 of 100 pictures");
        bar.close();
        assertThat(line()).isEmpty();
    }

    @Test
    void drawsTenTimesASecondAtMost() {
        var bar = bar(true);
        for (int i = 0; i < 1000; i++) {
            nanos += 1_000_000;
            bar.at(i, 10_000);
        }

        assertThat(err.toString().chars().filter(c -> c == '\r').count()).isBetween(9L, 11L);
    }

    @Test
    void writesNothingWhereNobodySeesIt() {
        try (var bar = bar(false)) {
            bar.at(1, 2);
            bar.now("reading");
            bar.println("one line");
        }

        assertThat(err.toString()).isEqualToNormalizingNewlines("one line\n");
    }

    @Test
    void makesRoomForLinesThatStay() {
        var bar = bar(true);
        bar.at(1, 2);
        bar.println("a.dcm: refused");

        assertThat(err.toString()).endsWith("\r\u001b[K\ra.dcm: refused" + System.lineSeparator());
    }

    @Test
    void staysInsideTheLine() {
        bar(true).now("x".repeat(500));

        assertThat(line()).hasSize(79);
    }

    @Test
    void knowsATerminalFromAFile(@TempDir Path folder) throws IOException {
        var terminal = Files.createSymbolicLink(folder.resolve("t"), Path.of("/dev/pts/7"));
        var file = Files.createSymbolicLink(folder.resolve("f"), folder.resolve("log"));

        assertThat(ProgressBar.onTerminal(terminal, Map.of("TERM", "xterm"))).isTrue();
        assertThat(ProgressBar.onTerminal(terminal, Map.of("TERM", "dumb"))).isFalse();
        assertThat(ProgressBar.onTerminal(file, Map.of())).isFalse();
        assertThat(ProgressBar.onTerminal(folder.resolve("none"), Map.of())).isFalse();
    }
}
