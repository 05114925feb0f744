// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.phantom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.admission.Admittance;
import dev.gantry.config.InferenceSettings;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.model.Applicability;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelPackage;
import dev.gantry.pipeline.Pictures;
import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.trust.Trust;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The generator of this repository, on the machine that runs the tests.
@Timeout(60)
class PhantomsIT {
    private static final Path MODELS = Path.of("..", "models");
    private static final LocalDateTime TAKEN = LocalDateTime.of(2026, 1, 2, 9, 0);
    /// Of 4095: another processor adds up in another order.
    private static final int ROUNDING = 4;

    private final OnnxRuntime runtime = OnnxRuntime.start(
            new InferenceSettings(InferenceSettings.Provider.CPU, 1, 1), Path.of("target", "natives"));
    private Phantoms phantoms;

    @TempDir
    Path folder;

    private static ModelPackage installed() {
        return Phantoms.among(ModelFolder.read(MODELS).stream()).orElseThrow();
    }

    @BeforeEach
    void aGenerator() {
        phantoms = Phantoms.open(installed(), runtime);
    }

    @AfterEach
    void theEnd() {
        phantoms.close();
    }

    private static short[] samples(Path file) throws IOException {
        var opened = (Part10.Opened) Part10.open(file);
        var place = opened.parse().pixels().orElseThrow();
        ByteBuffer bytes = opened.read(place.offset(), (int) place.length()).order(ByteOrder.LITTLE_ENDIAN);
        var samples = new short[bytes.remaining() / Short.BYTES];
        bytes.asShortBuffer().get(samples);
        return samples;
    }

    @Test
    void makesItsGoldenFilmsAgain() throws IOException {
        for (var kind : phantoms.kinds()) {
            var golden = samples(installed().folder().resolve("golden/" + kind + "-1.dcm"));

            var film = phantoms.film(kind, 1);

            assertThat(film.samples()).hasSameSizeAs(golden);
            for (int i = 0; i < golden.length; i++) {
                assertThat((int) film.samples()[i]).as(kind + " " + i)
                        .isBetween(golden[i] - ROUNDING, golden[i] + ROUNDING);
            }
        }
    }

    @Test
    void passesEachGateOfAdmission() {
        assertThat(new Admittance(runtime, System::nanoTime).judge(installed())).isInstanceOfSatisfying(
                Admittance.Verdict.Admitted.class, admitted -> admitted.session().close());
    }

    @Test
    void makesAnotherFilmOfAnotherSeedOrKindAndTheSameOfTheSame() {
        var first = phantoms.film("pneumonia", 7).samples();

        assertThat(phantoms.film("pneumonia", 8).samples()).isNotEqualTo(first);
        assertThat(phantoms.film("no-pneumonia", 7).samples()).isNotEqualTo(first);
        assertThat(phantoms.film("pneumonia", 7).samples()).isEqualTo(first);
    }

    @Test
    void writesAnObjectThatIsATestOfAChildThatThereIsNot() throws IOException {
        var made = Radiograph.of(phantoms.film("pneumonia", 7), phantoms.exams(), phantoms.age(), TAKEN);
        made.write(folder.resolve("film.dcm"));

        var header = ((Part10.Opened) Part10.open(folder.resolve("film.dcm"))).parse().header();
        assertThat(header.text(Tag.QUALITY_CONTROL_IMAGE)).hasValue("YES");
        assertThat(header.text(Tag.PATIENT_ID)).hasValue("PHANTOM");
        assertThat(header.text(Tag.PATIENT_BIRTH_DATE)).isEmpty();
        assertThat(header.text(Tag.PATIENT_AGE)).hasValue("003Y");
        assertThat(header.text(Tag.CONTENT_DATE)).hasValue("20260102");
        assertThat(phantoms.exams().judge(header)).isInstanceOf(Applicability.Applies.class);
        assertThat(new Pictures(Pixels.java()).image(folder.resolve("film.dcm"))).isInstanceOf(Picture.Image.class);
    }

    @Test
    void givesEachFilmAndAgeInstancesOfItsOwnAndTheSameOnesAgain() {
        var uids = new HashSet<String>();
        for (var kind : phantoms.kinds()) {
            for (var age : new String[] {"003Y", "045Y"}) {
                var film = phantoms.film(kind, 7);
                var made = Radiograph.of(film, phantoms.exams(), age, TAKEN).header();
                uids.add(made.text(Tag.SOP_INSTANCE_UID).orElseThrow());
                uids.add(made.text(Tag.STUDY_INSTANCE_UID).orElseThrow());
                uids.add(made.text(Tag.SERIES_INSTANCE_UID).orElseThrow());
                var later = Radiograph.of(film, phantoms.exams(), age, TAKEN.plusDays(1)).header();
                assertThat(later.text(Tag.SOP_INSTANCE_UID))
                        .isEqualTo(made.text(Tag.SOP_INSTANCE_UID));
            }
        }

        assertThat(uids).hasSize(12);
    }

    @Test
    void namesTheKindsThereAre() {
        assertThatThrownBy(() -> phantoms.film("fracture", 1)).isInstanceOf(IllegalArgumentException.class).hasMessage(
                "there is no kind fracture; chest-phantom/1.0.0 makes no-pneumonia, pneumonia");
    }

    @Test
    void takesNoModelThatAnswers() {
        var chest = (Candidate.Sound) ModelFolder.check(new ModelId("chest-pneumonia", new ModelId.Version(1, 0, 0)),
                MODELS.resolve("chest-pneumonia/1.0.0"), Trust.blind());

        assertThatThrownBy(() -> Phantoms.open(chest.model(), runtime)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chest-pneumonia/1.0.0 makes no test exams");
    }
}
