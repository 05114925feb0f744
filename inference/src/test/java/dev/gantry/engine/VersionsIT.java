// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.engine.Analysis.Kind;
import dev.gantry.engine.Analysis.Refusal;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.model.Gate;
import dev.gantry.model.ModelId.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VersionsIT {
    @TempDir
    Path folder;

    private Site site(String... graphs) throws IOException {
        for (int i = 0; i < graphs.length; i++) {
            Site.chest(folder.resolve("installed"), (i + 1) + ".0.0", graphs[i]);
        }
        return new Site(folder);
    }

    private static void await(BooleanSupplier holds) throws InterruptedException {
        for (int i = 0; i < 2000 && !holds.getAsBoolean(); i++) {
            Thread.sleep(5);
        }
        assertThat(holds.getAsBoolean()).isTrue();
    }

    @Test
    void takesUpAModelThatIsAddedToNone() throws IOException {
        try (var site = site()) {
            assertThat(site.engine.active()).isEmpty();

            site.add("1.0.0", "mean");

            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
        }
    }

    @Test
    void replacesRollsBackAndRemovesWithoutARestart() throws IOException {
        try (var site = site("mean")) {
            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");

            site.add("2.0.0", "wrong");
            assertThat(site.ofWhite()).isEqualTo("2.0.0 negative");
            assertThat(site.statuses()).containsExactly("1.0.0 Standby", "2.0.0 Active");

            site.activate("1.0.0");
            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
            assertThat(((ModelStatus.Active) site.status("1.0.0")).why()).startsWith("chosen ");

            site.remove("2.0.0");
            assertThat(site.statuses()).containsExactly("1.0.0 Active");
            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
        }
    }

    @Test
    void remembersChoicesAndAddedPackagesAfterARestart() throws IOException {
        try (var site = site("mean")) {
            site.add("2.0.0", "wrong");
            site.activate("1.0.0");
        }
        Site.chest(folder.resolve("installed"), "1.5.0", "mean"); // an upgrade

        try (var site = new Site(folder)) {
            assertThat(site.statuses()).containsExactly("1.0.0 Active", "1.5.0 Standby", "2.0.0 Standby");
            site.choose(choice -> choice.automatic(Instant.now()));
            assertThat(site.ofWhite()).isEqualTo("2.0.0 negative");
        }
    }

    @Test
    void staysWithTheOldVersionWhenTheChosenOneIsRefused() throws IOException {
        try (var site = site("mean")) {
            var disk = Site.chest(site.stick, "2.0.0", "wrong")
                    .golden("{file: black.dcm, label: pneumonia, probability: 0.018, result: negative}");
            site.shelf.add(disk.folder());
            site.activate("2.0.0");

            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
            assertThat(site.status("2.0.0")).isEqualTo(new ModelStatus.Refused(site.status("2.0.0").id(), Gate.GOLDEN,
                    "black.dcm: pneumonia expected negative 0.0180 within 0.0500, got positive 0.9820"));
            assertThat(((ModelStatus.Active) site.status("1.0.0")).why())
                    .isEqualTo("the highest, as 2.0.0 cannot be used (refused: 2.0.0)");
        }
    }

    @Test
    void keepsRunningWhatWasSoundWhenItsFilesAreBroken() throws IOException {
        try (var site = site("mean")) {
            Files.writeString(site.installed.resolve("chest/1.0.0/model.onnx"), "broken");
            site.fleet.look();

            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
            assertThat(((ModelStatus.Active) site.status("1.0.0")).why())
                    .contains("its files have changed since and are refused: CHECKSUM: model.onnx: expected sha256 ");
        }
    }

    @Test
    void replacesAVersionInPlaceWhenItsFilesBecomeOthers() throws IOException {
        try (var site = site("mean")) {
            var old = site.active();
            Site.chest(site.installed, "1.0.0", "wrong");
            site.fleet.look();

            assertThat(site.active()).isNotSameAs(old);
            assertThat(site.ofWhite()).isEqualTo("1.0.0 negative");
        }
    }

    @Test
    void lendsAnAnalysisOneVersionFromItsStartToItsEnd() throws Exception {
        try (var site = site("loop")) {
            var old = site.active();
            var running = site.analyse(old, 1); // 400 000 turns
            var waiting = site.analyse(old, 0);
            await(() -> site.engine.waiting() == 1);

            site.add("2.0.0", "wrong");

            assertThat(running.over()).as("the old version still computes").isFalse();
            assertThat(site.active().id()).hasToString("chest/2.0.0");
            assertThat(site.analyse(old, 0).await().analysis()).isEqualTo(new Analysis.Refused(Refusal.REPLACED));
            assertThat(site.engine.successor(old)).contains(site.active());
            var replaced = site.analyse(site.active(), 0);
            for (var receiver : new RecordingReceiver[] {running, waiting}) {
                var completed = (Analysis.Completed) receiver.await().analysis();
                assertThat(completed.provenance().model()).hasToString("chest/1.0.0");
            }
            assertThat(((Analysis.Completed) replaced.await().analysis()).provenance().model())
                    .hasToString("chest/2.0.0");
        }
    }

    @Test
    void turnsAModelOffAndOnAgain() throws IOException {
        try (var site = site("mean")) {
            site.choose(choice -> choice.turnOff(Instant.now()));
            assertThat(site.engine.active()).isEmpty();
            assertThat(site.statuses()).containsExactly("1.0.0 Standby");

            site.choose(choice -> choice.automatic(Instant.now()));
            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
        }
    }

    @Test
    void waitsToBeChosenWhereTheManifestSaysSo() throws IOException {
        try (var site = site("mean")) {
            Site.chest(site.installed, "2.0.0", "wrong")
                    .manifest("severity: urgent", "severity: urgent\nanswers: when-chosen");
            site.fleet.look();
            assertThat(site.ofWhite()).as("nobody chose the newer one").isEqualTo("1.0.0 positive");
            assertThat(site.status("2.0.0"))
                    .isEqualTo(new ModelStatus.Standby(site.status("2.0.0").id(), "1.0.0 is used"));

            site.activate("2.0.0");
            assertThat(site.ofWhite()).isEqualTo("2.0.0 negative");

            site.choose(choice -> choice.automatic(Instant.now()));
            assertThat(site.ofWhite()).as("the choice was ended").isEqualTo("1.0.0 positive");
        }
    }

    @Test
    void answersWithTheReasonWhileAModelIsOffForItsFailures() throws IOException {
        try (var site = site("mean")) {
            site.fleet.turnOff(site.active(), "out of memory: 8 GB wanted");

            assertThat(site.analyse(site.active(), 0).await().analysis()).isEqualTo(
                    new Analysis.Failed(Kind.OFF, "the model is off: out of memory: 8 GB wanted"));
            assertThat(site.status("1.0.0"))
                    .isEqualTo(new ModelStatus.Off(site.status("1.0.0").id(), "out of memory: 8 GB wanted"));
            site.fleet.look();
            assertThat(site.statuses()).as("nobody acted").containsExactly("1.0.0 Off");

            site.activate("1.0.0");
            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
        }
    }

    @Test
    void turnsAModelOffWhoseRunsFailOneAfterTheOther() throws IOException {
        try (var site = site("mean")) {
            for (int i = 0; i < 4; i++) {
                site.fleet.ended(site.active(), true);
            }
            site.fleet.ended(site.active(), false);
            for (int i = 0; i < 4; i++) {
                site.fleet.ended(site.active(), true);
            }
            assertThat(site.statuses()).containsExactly("1.0.0 Active");

            site.fleet.ended(site.active(), true);

            assertThat(site.status("1.0.0")).isInstanceOfSatisfying(ModelStatus.Off.class,
                    off -> assertThat(off.reason()).isEqualTo("5 runs failed one after the other"));
        }
    }

    @Test
    void comparesAShadowAndPublishesNothingOfIt() throws Exception {
        try (var site = site("mean", "wrong")) {
            site.choose(choice -> choice.shadow(Optional.of(Version.of("2.0.0")), Instant.now()));
            assertThat(site.statuses()).containsExactly("1.0.0 Active", "2.0.0 Shadow");

            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");

            var shadow = site.fleet.shadowOf(site.active()).orElseThrow();
            await(() -> shadow.shadow().tally().compared() == 1);
            var tally = ((ModelStatus.Shadow) site.status("2.0.0")).tally();
            assertThat(tally.disagreed()).isEqualTo(1);
            assertThat(tally.maxDifference()).isBetween(0.96, 0.97);
            assertThat(tally.meanDifference()).isEqualTo(tally.maxDifference());
            var receiver = site.analyse(site.active(), 128);
            receiver.await();
            await(() -> shadow.shadow().tally().compared() == 2);
            assertThat(receiver.calls).containsExactly("Completed");
        }
    }

    @Test
    void stopsAShadowWhenThereIsWork() throws Exception {
        try (var site = site("mean", "loop")) {
            site.choose(choice -> choice.shadow(Optional.of(Version.of("2.0.0")), Instant.now()));
            var shadow = site.fleet.shadowOf(site.active()).orElseThrow().shadow();
            site.analyse(site.active(), 255).await(); // the shadow loops for many seconds over white
            Thread.sleep(100);

            site.analyse(site.active(), 0).await();

            await(() -> shadow.tally().skipped() == 1);
            await(() -> shadow.tally().compared() == 1); // black is quick
        }
    }

    @Test
    void followsTheShelfByItself() throws Exception {
        Site.chest(folder.resolve("installed"), "1.0.0", "mean");
        var site = site();
        site.close();
        try (var engine = Engine.start(
                site.settings(), Site.INFERENCE, Path.of("target", "natives"), System::nanoTime)) {
            assertThat(site.shelf.occupied()).isTrue();
            site.shelf.add(Site.chest(site.stick, "2.0.0", "wrong").folder());

            await(() -> engine.active().getFirst().id().toString().equals("chest/2.0.0"));

            await(() -> report(site).equals("active"));
        }
        assertThat(site.shelf.occupied()).isFalse();
    }

    private static String report(Site site) {
        try {
            return site.shelf.report().flatMap(report -> report.of("chest/2.0.0"))
                    .map(dev.gantry.shelf.Report.Line::standing).orElse("none");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void refusesAVersionThatEndsTheProcessAgainAndAgain() throws IOException {
        Site.chest(folder.resolve("installed"), "1.0.0", "mean");
        try (var site = site()) {
            site.choose(choice -> choice.turnOff(Instant.now()));
            var id = site.status("1.0.0").id();
            site.shelf.trial(id, "admission");
            site.shelf.trial(id, "admission");
        }
        // a crash leaves the trials open; choices stay as they are
        Files.delete(folder.resolve("state/choices.json"));
        try (var site = site()) {
            assertThat(site.status("1.0.0")).isInstanceOfSatisfying(ModelStatus.Refused.class, refused ->
                    assertThat(refused.detail()).startsWith("the process ended twice while this version was loaded"));
            site.activate("1.0.0");
            assertThat(site.ofWhite()).isEqualTo("1.0.0 positive");
        }
    }
}
