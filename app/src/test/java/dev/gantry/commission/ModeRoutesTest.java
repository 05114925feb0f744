// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModeRoutesTest {
    private static final Optional<String> UNSIGNED = Optional.of("no acceptance report was signed");

    @TempDir
    Path folder;

    private Settings settings(String mode) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                mode: %s
                dicom: {ae-title: GANTRY, port: 0, access: listed}
                mqtt: {url: "tcp://127.0.0.1:1"}
                spool: {path: spool}
                models: {path: models}
                """.formatted(mode)));
    }

    private List<String> whys(String wanted, Mode inForce, Optional<String> lacking, boolean noScanner)
            throws IOException {
        return ModeRoutes.missing(settings(wanted), inForce, lacking, noScanner).stream()
                .map(ModeRoutes.Missing::why).toList();
    }

    @Test
    void namesAllThatIsMissingOnANewInstallation() throws IOException {
        assertThat(whys("shadow", Mode.SHADOW, UNSIGNED, true)).containsExactly("no acceptance report was signed",
                "in mode live only those that are listed may call, and nobody is", "the settings say mode: shadow");
    }

    @Test
    void namesTheSignaturesAloneWhereTheyHoldLiveBack() throws IOException {
        assertThat(ModeRoutes.missing(settings("live"), Mode.SHADOW, UNSIGNED, false)).singleElement()
                .satisfies(it -> assertThat(it.remedy())
                        .contains("gantry doctor --report report.html", "gantry acceptance sign report.html"));
    }

    @Test
    void asksForARestartOnceAllElseIsThere() throws IOException {
        assertThat(whys("live", Mode.SHADOW, Optional.empty(), false))
                .containsExactly("mode: live holds from the next start on");
        assertThat(whys("live", Mode.LIVE, Optional.empty(), false)).isEmpty();
    }

    @Test
    void tellsOfALiveOneThatTheNextStartWouldHoldBack() throws IOException {
        assertThat(whys("live", Mode.LIVE, UNSIGNED, false)).containsExactly("no acceptance report was signed");
        assertThat(whys("test", Mode.LIVE, Optional.empty(), false)).containsExactly("the settings say mode: test");
    }
}
