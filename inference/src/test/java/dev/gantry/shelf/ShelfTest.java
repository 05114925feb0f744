// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.ModelSettings;
import dev.gantry.config.ModelSettings.Unsigned;
import dev.gantry.model.Candidate;
import dev.gantry.model.Gate;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelId.Version;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.model.Sealing;
import dev.gantry.trust.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShelfTest {
    private static final String WHITE = "{file: white.dcm, label: pneumonia, probability: 0.982, result: positive}";
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path folder;

    private Path installed;
    private Path fresh;

    @BeforeEach
    void folders() throws IOException {
        installed = Files.createDirectories(folder.resolve("installed"));
        fresh = Files.createDirectories(folder.resolve("usb-stick"));
    }

    private Shelf shelf() {
        return shelf(Optional.empty(), Unsigned.ALLOW);
    }

    private Shelf shelf(Optional<Path> trust, Unsigned unsigned) {
        return Shelf.of(new ModelSettings(installed, folder.resolve("spool/models"), trust, unsigned));
    }

    private static PackageOnDisk sound(Path models, String id) throws IOException {
        return PackageOnDisk.write(models, id, "mean").golden(WHITE).object("white.dcm", new byte[] {1});
    }

    private static ModelId id(String name, String version) {
        return new ModelId(name, Version.of(version));
    }

    private List<String> packages() {
        return shelf().packages().stream().map(one -> one.id() + (one.added() ? " added" : "")).toList();
    }

    private List<Path> files() throws IOException {
        try (var all = Files.walk(installed)) {
            return all.toList();
        }
    }

    @Test
    void saysOfAVersionThatWaitsToBeChosenHowToChooseIt() throws IOException {
        sound(installed, "chest/1.0.0").manifest("severity: urgent", "severity: urgent\nanswers: when-chosen");

        assertThat(shelf().outlook()).singleElement().satisfies(outlook -> {
            assertThat(outlook.winner()).isEmpty();
            assertThat(outlook.refused()).isEmpty();
            assertThat(outlook.why()).isEqualTo("waits to be chosen: gantry model activate chest 1.0.0");
        });

        shelf().change(choices -> choices.with(
                "chest", choice -> choice.activate(Version.of("1.0.0"), Optional.empty(), NOW)));

        assertThat(shelf().outlook()).singleElement()
                .satisfies(outlook -> assertThat(outlook.winner()).isPresent());
    }

    @Test
    void putsAddedPackagesIntoTheStateFolderOnly() throws IOException {
        sound(installed, "chest/1.0.0");
        var before = files();

        shelf().add(sound(fresh, "chest/1.1.0").folder());

        assertThat(packages()).containsExactly("chest/1.0.0", "chest/1.1.0 added");
        assertThat(files()).isEqualTo(before);
        assertThat(folder.resolve("spool/models/chest/1.1.0/golden/white.dcm")).hasBinaryContent(new byte[] {1});
        try (var left = Files.list(folder.resolve("spool/models"))) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith(".part"))).isEmpty();
        }
    }

    @Test
    void takesAFolderOfAnyName() throws IOException {
        var disk = sound(fresh, "chest/1.1.0");
        var renamed = Files.move(disk.folder(), fresh.resolve("download (1)"));

        assertThat(shelf().add(renamed).id()).hasToString("chest/1.1.0");
        assertThat(packages()).containsExactly("chest/1.1.0 added");
    }

    @Test
    void takesNoVersionTwice() throws IOException {
        sound(installed, "chest/1.0.0");

        assertThatThrownBy(() -> shelf().add(installed.resolve("chest/1.0.0")))
                .isInstanceOf(FileAlreadyExistsException.class).hasMessage("chest/1.0.0");
    }

    @Test
    void takesNothingThatFailsAGate() throws IOException {
        var disk = sound(fresh, "chest/1.1.0");
        Files.writeString(disk.folder().resolve("model.onnx"), "tampered");

        assertThat(shelf().add(disk.folder())).isInstanceOfSatisfying(Candidate.Unsound.class,
                it -> assertThat(it.gate()).isEqualTo(Gate.CHECKSUM));
        assertThat(packages()).isEmpty();
    }

    @Test
    void takesPlainFilesOnly() throws IOException {
        var disk = sound(fresh, "chest/1.1.0");
        Files.createSymbolicLink(disk.folder().resolve("more"), Path.of("/etc/passwd"));

        assertThatThrownBy(() -> shelf().add(disk.folder())).hasMessageContaining("is no plain file");
        assertThat(packages()).isEmpty();
    }

    @Test
    void takesAwayWhatWasAddedAndNothingElse() throws IOException {
        sound(installed, "chest/1.0.0");
        shelf().add(sound(fresh, "chest/1.1.0").folder());
        shelf().change(choices -> choices.with("chest",
                choice -> choice.activate(Version.of("1.1.0"), Optional.of(Version.of("1.0.0")), NOW)));

        shelf().remove(id("chest", "1.1.0"));

        assertThat(packages()).containsExactly("chest/1.0.0");
        assertThat(shelf().choices().of("chest").active()).isEmpty();
        assertThatThrownBy(() -> shelf().remove(id("chest", "1.0.0"))).isInstanceOf(NoSuchFileException.class);
        assertThat(packages()).containsExactly("chest/1.0.0");
    }

    @Test
    void keepsChoicesForTheNextProcessAndCountsThem() throws IOException {
        shelf().change(choices -> choices.with("chest",
                choice -> choice.shadow(Optional.of(Version.of("2.0.0")), NOW)));
        var now = shelf().change(choices -> choices.with("hand", choice -> choice.turnOff(NOW)));

        assertThat(shelf().choices()).isEqualTo(now);
        assertThat(now.serial()).isEqualTo(2);
        assertThat(now.byName()).isEqualTo(Map.of(
                "chest", new Choice(Optional.empty(), Optional.empty(), Optional.of(Version.of("2.0.0")), false, NOW),
                "hand", new Choice(Optional.empty(), Optional.empty(), Optional.empty(), true, NOW)));
    }

    @Test
    void saysWhichFileIsDamaged() throws IOException {
        shelf().change(choices -> choices);
        Files.writeString(folder.resolve("spool/models/choices.json"), "{");

        assertThatThrownBy(() -> shelf().choices()).isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("choices.json is damaged");
    }

    @Test
    void letsAnAddedPackageHideAnInstalledOneOfTheSameVersion() throws IOException {
        shelf().add(sound(fresh, "chest/1.1.0").folder());
        sound(installed, "chest/1.1.0"); // an upgrade brings it too

        assertThat(packages()).containsExactly("chest/1.1.0 added");
    }

    @Test
    void noticesEachChange() throws IOException {
        var disk = sound(installed, "chest/1.0.0");
        var first = shelf().edition();
        assertThat(shelf().edition()).isEqualTo(first);

        disk.object("more.dcm", new byte[] {1});
        var second = shelf().edition();
        shelf().change(choices -> choices);
        var third = shelf().edition();
        shelf().add(sound(fresh, "chest/1.1.0").folder());
        var fourth = shelf().edition();

        assertThat(List.of(first, second, third, fourth)).doesNotHaveDuplicates();
    }

    @Test
    void refusesAVersionThatEndedTheProcessTwice() throws IOException {
        var chest = id("chest", "1.0.0");
        shelf().trial(chest, "admission").orElseThrow().over();
        assertThat(shelf().trial(chest, "admission")).as("once").isPresent();
        assertThat(shelf().trial(chest, "admission")).as("twice").isPresent();

        assertThat(shelf().trial(chest, "admission")).isEmpty();
        assertThat(shelf().trial(id("chest", "1.0.1"), "admission")).as("another version").isPresent();
        shelf().change(choices -> choices.with("chest",
                choice -> choice.activate(chest.version(), Optional.empty(), NOW)));
        assertThat(shelf().trial(chest, "admission")).as("somebody wants it").isPresent();
    }

    @Test
    void knowsWhetherAnApplianceRuns() throws Exception {
        assertThat(shelf().occupied()).isFalse();
        try (var mine = shelf().occupy().orElseThrow()) {
            assertThat(mine).isNotNull();
            assertThat(shelf().occupied()).isTrue();
            assertThat(shelf().occupy()).isEmpty();
        }
        assertThat(shelf().occupied()).isFalse();
    }

    @Test
    void keepsTheReport() throws IOException {
        var report = new Report(42, NOW, 7, List.of(
                new Report.Line("chest/1.0.0", "active", "the highest", Map.of("provider", "cpu"))));

        assertThat(shelf().report()).isEmpty();
        Files.createDirectories(folder.resolve("spool/models"));
        shelf().report(report);
        assertThat(shelf().report()).contains(report);
    }

    @Test
    void takesSignedPackagesAlone() throws IOException {
        var key = SigningKey.make();
        var trust = key.write(folder.resolve("site"));
        var shelf = shelf(Optional.of(trust), Unsigned.REFUSE);
        var disk = sound(fresh, "chest/1.0.0");

        assertThat(shelf.add(disk.folder())).isInstanceOfSatisfying(Candidate.Unsound.class,
                it -> assertThat(it.gate()).isEqualTo(Gate.TRUST));
        Sealing.cover(disk.folder());
        key.seal(disk.folder());
        assertThat(shelf.add(disk.folder())).isInstanceOf(Candidate.Sound.class);
    }

    @Test
    void refusesAFileThatTheSignatureDoesNotCover() throws IOException {
        var key = SigningKey.make();
        var trust = key.write(folder.resolve("site"));
        var disk = sound(fresh, "chest/1.0.0");
        Sealing.cover(disk.folder());
        key.seal(disk.folder());
        disk.object("weights.bin", new byte[] {1});

        assertThat(shelf(Optional.of(trust), Unsigned.ALLOW).add(disk.folder())).isEqualTo(new Candidate.Unsound(
                id("chest", "1.0.0"), Gate.TRUST, "golden/weights.bin: not covered by the signature; expected its"
                        + " SHA-256 under checksums in the manifest (gantry model sign writes it), found none"));
        Files.delete(disk.folder().resolve("golden/weights.bin"));
        disk.object("white.dcm", new byte[] {2});
        assertThat(shelf(Optional.of(trust), Unsigned.ALLOW).add(disk.folder())).isInstanceOfSatisfying(
                Candidate.Unsound.class, it -> assertThat(it.detail()).startsWith("golden/white.dcm: expected sha256"));
    }

    @Test
    void refusesToStartWithoutInstalledFolderOrKeys() {
        installed = folder.resolve("none");
        assertThatThrownBy(this::shelf).hasMessageContaining("models.path: there is no folder");
        installed = fresh;
        assertThatThrownBy(() -> shelf(Optional.of(folder.resolve("none.pem")), Unsigned.ALLOW))
                .hasMessageContaining("models.trust");
    }
}
