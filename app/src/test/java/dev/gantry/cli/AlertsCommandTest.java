// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.severity;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.acknowledgement.Ack;
import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Ack.By;
import dev.gantry.config.AlertSettings;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.Mode;
import dev.gantry.escalation.Escalations;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Severity;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// Beside an appliance that runs: the journal is open all the while.
class AlertsCommandTest {
    private static final AlertSettings SETTINGS = new AlertSettings(
            List.of(new AlertSettings.Receiver("ris", Set.of("radiologist", "technologist"), Optional.empty())),
            Set.of("radiologist"), Set.of(AlertSettings.Severity.STAT),
            List.of(new Rung(Duration.ofMinutes(2), AlertSettings.Step.REPEAT),
                    new Rung(Duration.ofSeconds(330), AlertSettings.Step.DEGRADED)),
            Duration.ofMinutes(30), 20);

    private record Printed(int exit, String text) {}

    @TempDir
    Path folder;

    private Outbox outbox;
    private Escalations escalations;

    @BeforeEach
    void start() throws IOException {
        Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                """);
        outbox = Outbox.open(folder.resolve("spool/outbox"));
        escalations = Escalations.open(folder.resolve("spool").resolve(Escalations.FOLDER), SETTINGS,
                (_, _, _) -> CompletableFuture.completedFuture(null), Clock.systemUTC());
        escalations.follow(outbox);
    }

    @AfterEach
    void stop() throws IOException {
        escalations.close();
        outbox.close();
    }

    private Outcome say(int image, Mode mode) throws Exception {
        return outbox.say(severity(answer(Examples.unit(image), mode, positive()), Severity.STAT))
                .toCompletableFuture().get(60, TimeUnit.SECONDS).orElseThrow();
    }

    private void acknowledge(Outcome outcome, String role, Action action) throws Exception {
        escalations.acknowledge(new Ack(outcome.identity().id(), 1, "ris", new By(role, Optional.of("Dr. Example")),
                        outcome.timing().published().toString(), action, Optional.empty()))
                .toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Printed alerts(String... arguments) {
        var all = new ArrayList<>(List.of("alerts"));
        all.addAll(List.of(arguments));
        all.addAll(1, List.of("--config", folder.resolve("gantry.yaml").toString()));
        var text = new StringWriter();
        var printer = new PrintWriter(text, true);
        int exit = Main.commandLine().setOut(printer).setErr(printer).execute(all.toArray(String[]::new));
        return new Printed(exit, text.toString());
    }

    @Test
    void listsWhatNobodyHasAnsweredWhileTheApplianceRuns() throws Exception {
        var first = say(3, Mode.LIVE);
        var second = say(4, Mode.LIVE);
        say(5, Mode.SHADOW);
        acknowledge(second, "technologist", new Action.Accepted());
        acknowledge(first, "radiologist", new Action.Dismissed("motion artefact"));

        assertThat(alerts("list")).satisfies(printed -> {
            assertThat(printed.exit()).isZero();
            assertThat(printed.text().lines()).singleElement().asString()
                    .startsWith(second.identity().id() + "  open  stat chest-pneumonia, exam "
                            + second.subject().exam().study() + ", since ");
        });
        assertThat(alerts("list", "--all").text().lines()).hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("dismissed  stat chest-pneumonia, exam"))
                .anySatisfy(line -> assertThat(line).contains("quiet  stat chest-pneumonia (shadow), exam"));
        var json = JsonMapper.shared().readTree(alerts("list", "--json").text());
        assertThat(json).hasSize(1);
        assertThat(json.path(0).path("id").stringValue()).isEqualTo(second.identity().id().toString());
        assertThat(json.path(0).path("condition").stringValue()).isEqualTo("open");
    }

    @Test
    void showsWhatHappenedToOneAlert() throws Exception {
        var outcome = say(3, Mode.LIVE);
        say(4, Mode.LIVE);
        acknowledge(outcome, "radiologist", new Action.Snoozed(15));
        acknowledge(outcome, "radiologist", new Action.Dismissed("motion artefact"));

        var shown = alerts("show", outcome.identity().id().toString());

        assertThat(shown.exit()).isZero();
        assertThat(shown.text().lines().map(line -> line.substring(21))).containsExactly(
                "said: %s, revision 1, final positive, stat chest-pneumonia, waits for an answer"
                        .formatted(outcome.identity().id()),
                "snoozed: %s, revision 1, by radiologist Dr. Example (ris) at %s, 15 min, snoozes the exam"
                        .formatted(outcome.identity().id(), outcome.timing().published()),
                "dismissed: %s, revision 1, by radiologist Dr. Example (ris) at %s, \"motion artefact\", ends the escalation of %s"
                        .formatted(outcome.identity().id(), outcome.timing().published(), outcome.identity().id()));
        assertThat(alerts("show", "--json", outcome.identity().id().toString()).text().lines())
                .hasSize(3).allSatisfy(line -> assertThat(JsonMapper.shared().readTree(line).has("what")).isTrue());
    }

    @Test
    void saysThatItKnowsNoSuchAlert() {
        assertThat(alerts("show", "0000")).isEqualTo(
                new Printed(1, "no alert 0000 in the audit; gantry alerts list --all shows what is\n"));
    }

    @Test
    void printsTheAuditWithTheRulesThatHold() throws Exception {
        var outcome = say(3, Mode.LIVE);
        acknowledge(outcome, "surgeon", new Action.Accepted());
        acknowledge(outcome, "radiologist", new Action.Accepted());

        var lines = alerts("audit").text().lines().map(line -> line.substring(21)).toList();

        assertThat(lines).hasSize(5);
        assertThat(lines.getFirst()).isEqualTo(
                "these rules hold: repeat after 2m, degraded after 5m30s; stopped by radiologist");
        assertThat(lines.get(3)).isEqualTo("refused: role_not_given from ris, the receiver may not speak for this role");
        assertThat(alerts("audit", "--last", "1", "--json").text().lines()).singleElement().asString()
                .contains("\"what\":\"acknowledged\"").contains("\"name\":\"Dr. Example\"");
    }

    @Test
    void saysThatThereIsNothingWhereItHasNeverRun() throws IOException {
        Files.writeString(folder.resolve("gantry.yaml"),
                Files.readString(folder.resolve("gantry.yaml")).replace("path: spool", "path: elsewhere"));

        assertThat(alerts("list")).isEqualTo(new Printed(0, "no alert waits for an answer\n"));
        assertThat(alerts("list", "--all").text()).isEqualTo("no alert in the last seven days\n");
        assertThat(alerts("audit")).isEqualTo(new Printed(0, ""));
        assertThat(folder.resolve("elsewhere")).doesNotExist();
    }
}
