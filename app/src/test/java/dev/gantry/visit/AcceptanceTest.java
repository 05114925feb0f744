// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SettingsFile;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Doctor;
import dev.gantry.doctor.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptanceTest {
    @TempDir
    Path folder;

    private record Saying(String name, List<Finding> look) implements Check {}

    private String page(Finding... findings) throws IOException {
        var file = Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: "A<B&C", port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: "%s"}
                """.formatted(Path.of(System.getProperty("gantry.models", "../models")).toAbsolutePath().normalize()));
        var report = new Doctor(List.of(new Saying("disk", List.of(findings)))).examine();
        return Acceptance.page(new Acceptance.Visited(SettingsFile.read(file), "gantry 0.1.0", "gantry.yaml", "box",
                ZonedDateTime.of(2026, 11, 21, 12, 0, 0, 0, ZoneOffset.UTC)), report);
    }

    @Test
    void saysWhatWasAcceptedWhereWhenAndLeavesRoomForSignatures() throws IOException {
        assertThat(page(Finding.ok("fast"), Finding.note("odd")))
                .contains("All checks passed; 1 note", "st-anna", "cr-room-2", "gantry 0.1.0", "2026-11-21 12:00:00 +00:00",
                        "chest-pneumonia 2.1.0", "chest-pneumonia 1.0.0", "Field engineer: name, date, signature",
                        "For the site: name, date, signature")
                .containsPattern("sha256 [0-9a-f]{64}");
    }

    @Test
    void doesNotLookAcceptedWhenItIsNot() throws IOException {
        assertThat(page(Finding.wrong("too slow", "buy an SSD")))
                .contains("1 check failed: not ready for acceptance", "To do: buy an SSD").doesNotContain("passed");
    }

    @Test
    void needsNothingFromElsewhereAndRunsNothing() throws IOException {
        assertThat(page(Finding.ok("<script>alert('x')</script> \"quoted\"")))
                .doesNotContain("<script", "http://", "https://", "<img", "<link", "url(")
                .contains("&lt;script&gt;", "A&lt;B&amp;C");
    }

    @Test
    void saysOfItselfWhatItIsAbout() throws IOException {
        var at = Instant.parse("2026-11-21T12:00:00Z");

        assertThat(Acceptance.head(page(Finding.note("odd"))))
                .contains(new Acceptance.Head("st-anna", "cr-room-2", "gantry 0.1.0", at, true));
        assertThat(Acceptance.head(page(Finding.wrong("slow", "buy an SSD"))).orElseThrow().well()).isFalse();
        assertThat(Acceptance.head("<html></html>")).isEmpty();
        assertThat(Acceptance.head("<meta name=\"gantry-report\" content=\"{\">")).isEmpty();
        assertThat(Acceptance.head("<meta name=\"gantry-report\" content=\"{}\">")).isEmpty();
    }
}
