// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SettingsFile;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Doctor;
import dev.gantry.doctor.Finding;
import dev.gantry.visit.Acceptance;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AcceptanceCommandTest {
    private static final String[] NAMES = {"--engineer", "A. Meier", "--client", "B. Huber"};

    @TempDir
    Path folder;

    private record Saying(List<Finding> look) implements Check {
        @Override
        public String name() {
            return "disk";
        }
    }

    private record Printed(int exit, String text) {}

    @BeforeEach
    void settings() throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        settings("gantry.yaml", "cr-room-2");
    }

    private Path settings(String name, String device) throws IOException {
        return Files.writeString(folder.resolve(name), """
                site: st-anna
                device: %s
                mode: live
                dicom: {ae-title: GANTRY, port: 11112, access: open}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                """.formatted(device));
    }

    private String report(Path settings, ZonedDateTime at, Finding finding) throws IOException {
        var page = Acceptance.page(
                new Acceptance.Visited(SettingsFile.read(settings), Main.VERSION, "gantry.yaml", "box", at),
                new Doctor(List.of(new Saying(List.of(finding)))).examine());
        return Files.writeString(folder.resolve("acceptance.html"), page).toString();
    }

    private String report() throws IOException {
        return report(folder.resolve("gantry.yaml"), ZonedDateTime.now().minusHours(1), Finding.ok("fast"));
    }

    private Printed gantry(String command, String... arguments) {
        var all = new ArrayList<>(List.of(command, "--config", folder.resolve("gantry.yaml").toString()));
        all.addAll(List.of(arguments));
        var text = new StringWriter();
        var printer = new PrintWriter(text, true);
        int exit = Main.commandLine().setOut(printer).setErr(printer).execute(all.toArray(String[]::new));
        return new Printed(exit, text.toString());
    }

    private Printed sign(String report, String... more) {
        var all = new ArrayList<>(List.of("sign", report));
        all.addAll(List.of(NAMES));
        all.addAll(List.of(more));
        return gantry("acceptance", all.toArray(String[]::new));
    }

    @Test
    void takesTheSignaturesAndShowsThem() throws IOException {
        assertThat(gantry("acceptance", "show")).satisfies(said -> {
            assertThat(said.exit()).isEqualTo(1);
            assertThat(said.text()).contains("no acceptance report was signed", "mode is shadow, not live");
        });
        assertThat(gantry("check", "--quiet").text()).startsWith("warning: mode is shadow, not live: ");

        assertThat(sign(report())).satisfies(said -> {
            assertThat(said.exit()).as(said.text()).isZero();
            assertThat(said.text()).contains("by A. Meier (engineer) and B. Huber (for the site): the report of"
                    + " st-anna/cr-room-2, ", "mode: live holds from the next start on");
        });

        assertThat(gantry("check", "--quiet").text()).isEmpty();
        assertThat(gantry("acceptance", "show").exit()).isZero();
        var json = JsonMapper.shared().readTree(gantry("acceptance", "show", "--json").text());
        assertThat(json.path("engineer").asString()).isEqualTo("A. Meier");
        assertThat(json.path("sha256").asString()).hasSize(64);
        assertThat(json.has("despite")).isFalse();
        assertThat(gantry("acceptance", "withdraw").exit()).isZero();
        assertThat(gantry("acceptance", "withdraw").exit()).isEqualTo(1);
        assertThat(gantry("acceptance", "show", "--json")).isEqualTo(new Printed(1, "null" + System.lineSeparator()));
    }

    @Test
    void wantsAReasonForAReportThatIsNotWell() throws IOException {
        var report = report(folder.resolve("gantry.yaml"), ZonedDateTime.now(), Finding.wrong("slow", "buy an SSD"));

        assertThat(sign(report)).satisfies(said -> {
            assertThat(said.exit()).isEqualTo(3);
            assertThat(said.text()).contains("a check has failed", "--despite WHY");
        });
        assertThat(sign(report, "--despite", "the disk comes on Monday")).satisfies(said -> {
            assertThat(said.exit()).as(said.text()).isZero();
            assertThat(said.text()).contains("although a check had failed (the disk comes on Monday)");
        });
    }

    @Test
    void refusesTheReportOfAnotherAppliance() throws IOException {
        var said = sign(report(settings("other.yaml", "cr-room-9"), ZonedDateTime.now(), Finding.ok("fast")));

        assertThat(said.exit()).isEqualTo(3);
        assertThat(said.text()).contains("the report is that of st-anna/cr-room-9", "and this is st-anna/cr-room-2");
    }

    @Test
    void refusesAReportThatIsOldOrOfTheFuture() throws IOException {
        for (var at : List.of(ZonedDateTime.now().minusDays(31), ZonedDateTime.now().plusHours(2))) {
            assertThat(sign(report(folder.resolve("gantry.yaml"), at, Finding.ok("fast")))).satisfies(said -> {
                assertThat(said.exit()).isEqualTo(3);
                assertThat(said.text()).contains("it may be 30 days old and not of the future");
            });
        }
    }

    @Test
    void refusesWhatIsNoReportAndNamesThatAreNone() throws IOException {
        var page = Files.writeString(folder.resolve("page.html"), "<html>minutes of a meeting</html>").toString();

        assertThat(sign(page).text()).contains("page.html: no acceptance report; gantry doctor --config ");
        assertThat(sign(folder.resolve("none.html").toString()).text())
                .contains("none.html: there is no such file or folder");
        assertThat(gantry("acceptance", "sign", report(), "--engineer", " ", "--client", "B. Huber").text())
                .contains("--engineer must have 1 to 200 characters on one line");
        assertThat(gantry("acceptance", "sign", report(), "--engineer", "A").exit()).isEqualTo(2);
    }
}
