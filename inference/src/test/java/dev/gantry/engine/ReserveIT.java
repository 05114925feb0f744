// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gantry.admission.Admittance;
import dev.gantry.config.ModelSettings;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.fleet.ActiveModel;
import dev.gantry.fleet.Fleet;
import dev.gantry.fleet.ModelStatus;
import dev.gantry.model.Gate;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.schedule.Deadline;
import dev.gantry.shelf.Shelf;
import dev.gantry.stocktake.Stocktake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The ladder of one model: a version that names an older, quicker one of itself.
@Timeout(60)
class ReserveIT {
    private static final Path CHEST = Path.of("..", "models", "chest-pneumonia");
    private static final int FILMS = 60; // the queue has 64 places
    private static final float COSTLY = 2; // grey; the graph `loop` turns the more often, the darker

    @TempDir
    Path folder;

    /// 2.0.0 takes long and names 1.0.0, which does not.
    private Site site() throws IOException {
        Site.chest(folder.resolve("installed"), "1.0.0", "mean");
        Site.chest(folder.resolve("installed"), "2.0.0", "loop")
                .manifest("severity: urgent", "severity: urgent\ninstead: 1.0.0");
        return new Site(folder);
    }

    private static String answering(Site site, Duration left) {
        return answering(site.engine, site.active(), () -> Picture.of(Radiograph.pixels(COSTLY)), 1, left).getFirst();
    }

    private static String version(RecordingReceiver receiver) {
        return ((Analysis.Completed) receiver.await().analysis()).provenance().model().version().toString();
    }

    /// Half of what the last run of the costly version took.
    private static Duration tooShort(Site site) {
        var receiver = site.analyse(site.active(), COSTLY);
        var slow = (Analysis.Completed) receiver.await().analysis();
        assertThat(slow.provenance().model()).hasToString("chest/2.0.0");
        return Duration.ofNanos(slow.timing().stages().computedNanos() / 2);
    }

    @Test
    void letsTheVersionItNamesAnswerWhereItWouldBeLate() throws IOException {
        try (var site = site()) {
            assertThat(site.statuses()).containsExactly("1.0.0 Reserve", "2.0.0 Active");
            assertThat(site.engine.active()).as("one answers").hasSize(1);

            assertThat(answering(site, tooShort(site))).isEqualTo("1.0.0");
            assertThat(answering(site, Site.LONG)).as("there is time again").isEqualTo("2.0.0");
        }
    }

    @Test
    void answersBeforeItsReserveIsLoaded() throws IOException {
        site().close();
        var settings = new ModelSettings(folder.resolve("installed"), folder.resolve("other"), Optional.empty(),
                ModelSettings.Unsigned.ALLOW);
        var runtime = OnnxRuntime.start(Site.INFERENCE, Path.of("target", "natives"));
        try (var fleet = Fleet.still(Shelf.of(settings), new Admittance(runtime, System::nanoTime))) {
            var active = fleet.active().getFirst();
            assertThat(active.id()).hasToString("chest/2.0.0");
            assertThat(fleet.reserveOf(active)).isEmpty();

            fleet.look();

            assertThat(fleet.active()).as("the same as before").containsExactly(active);
            assertThat(fleet.reserveOf(active)).hasValueSatisfying(it -> assertThat(it.id()).hasToString("chest/1.0.0"));
        }
    }

    @Test
    void needsNoReserveOnceTheVersionThatWasInReserveIsChosen() throws IOException {
        try (var site = site()) {
            var short_ = tooShort(site);

            site.activate("1.0.0");
            assertThat(site.statuses()).containsExactly("1.0.0 Active", "2.0.0 Standby");

            site.activate("2.0.0");
            assertThat(site.statuses()).containsExactly("1.0.0 Reserve", "2.0.0 Active");
            assertThat(answering(site, Site.LONG)).isEqualTo("2.0.0");
            assertThat(answering(site, short_)).isEqualTo("1.0.0");
        }
    }

    @Test
    void answersAloneWhileItsReserveIsRefusedGoneOrOff() throws IOException {
        Site.chest(folder.resolve("installed"), "2.0.0", "mean")
                .manifest("severity: urgent", "severity: urgent\ninstead: 1.0.0");
        try (var site = new Site(folder)) {
            assertThat(site.ofWhite()).as("it is not there").isEqualTo("2.0.0 positive");

            Site.chest(site.installed, "1.0.0", "wrong").golden("{file: black.dcm, label: pneumonia, result: negative}");
            site.fleet.look();
            assertThat(site.status("1.0.0")).isInstanceOfSatisfying(ModelStatus.Refused.class,
                    refused -> assertThat(refused.gate()).isEqualTo(Gate.GOLDEN));
            assertThat(site.ofWhite()).isEqualTo("2.0.0 positive");

            Site.chest(site.installed, "1.0.0", "mean");
            site.fleet.look();
            assertThat(site.statuses()).containsExactly("1.0.0 Reserve", "2.0.0 Active");
            site.fleet.turnOff(site.fleet.reserveOf(site.active()).orElseThrow(), "out of memory");
            assertThat(site.statuses()).containsExactly("1.0.0 Off", "2.0.0 Active");
            assertThat(site.ofWhite()).isEqualTo("2.0.0 positive");
        }
    }

    /// The two real networks: one film has the device for itself, then more come at once than the larger one could
    /// answer in time.
    @Test
    void letsTheSmallChestNetworkAnswerWhenManyFilmsComeAtOnce() throws Exception {
        assumeTrue(Files.exists(CHEST.resolve("2.1.0")), "chest-pneumonia 2.1.0 is not in models/");
        copy(CHEST, folder.resolve("models/chest-pneumonia")); // alone, so that no gate looks first
        var pictures = new Pictures(Pixels.java());
        var film = CHEST.resolve("2.1.0/golden/phantom-opacity-1.dcm");
        try (var engine = Engine.start(
                new ModelSettings(folder.resolve("models"), folder.resolve("state"), Optional.empty(),
                        ModelSettings.Unsigned.ALLOW),
                Site.INFERENCE, Path.of("target", "natives"), System::nanoTime)) {
            while (engine.models().stream().noneMatch(ModelStatus.Reserve.class::isInstance)) {
                Thread.sleep(10); // it is loaded later than what answers
            }
            var large = engine.active().getFirst();
            assertThat(answering(engine, large, () -> pictures.image(film), 1, Site.LONG)).containsExactly("2.1.0");
            var left = large.warmUp().multipliedBy(FILMS);

            var answers = new ArrayList<String>();
            for (int burst = 0; burst < 30 && !answers.contains("1.0.0"); burst++) { // what each costs now is not known
                answers.addAll(answering(engine, large, () -> pictures.image(film), FILMS, left));
                left = left.multipliedBy(4).dividedBy(5);
            }

            assertThat(answers).contains("1.0.0");
        }
    }

    /// Which versions answer films that come at once.
    private static List<String> answering(
            Engine engine, ActiveModel asked, Supplier<Picture> pictures, int films, Duration left) {
        var receivers = Stream.generate(RecordingReceiver::new).limit(films).toList();
        receivers.forEach(receiver ->
                engine.analyse(asked, pictures, Deadline.after(left, System.nanoTime()), receiver));
        return receivers.stream().map(ReserveIT::version).toList();
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (var file : (Iterable<Path>) files::iterator) {
                if (Files.isRegularFile(file)) {
                    var copied = to.resolve(from.relativize(file));
                    Files.createDirectories(copied.getParent());
                    Files.copy(file, copied);
                }
            }
        }
    }

    @Test
    void isListedAsAReserveBeforeTheStartToo() throws IOException {
        try (var site = site()) {
            assertThat(new Stocktake(site.shelf).entries(Optional.empty()))
                    .extracting(entry -> entry.line().id() + " " + entry.line().standing() + ": " + entry.line().why())
                    .containsExactly("chest/1.0.0 reserve: answers where 2.0.0 would be late",
                            "chest/2.0.0 active: the highest");
        }
    }

    @Test
    void refusesAVersionThatNamesItself() throws IOException {
        Site.chest(folder.resolve("installed"), "2.0.0", "mean")
                .manifest("severity: urgent", "severity: urgent\ninstead: 2.0.0");
        try (var site = new Site(folder)) {
            assertThat(((ModelStatus.Refused) site.status("2.0.0")).detail())
                    .contains("instead: must be another model or another version than this one");
        }
    }
}
