// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.cli.Commands;
import dev.gantry.dicom.data.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// A model that looks at four slices and answers how white they are together.
class SeriesIT {
    private static final Path VOLUME = Path.of("../inference/src/test/resources/onnx/volume.onnx");
    private static final String SOON = "exam: {silence: 500ms, learn-silence: false}";
    private static final String LATER = "exam: {silence: 1h, learn-silence: false}";

    @TempDir
    Path folder;

    private Broker broker;
    private Hospital hospital;
    private Site site;

    @BeforeEach
    void open() throws Exception {
        broker = new Broker(folder);
        hospital = new Hospital(broker.url());
    }

    private void open(String scope, String settings) throws Exception {
        site = new Site(folder, broker.url(), models(scope), settings);
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable part : new AutoCloseable[] {site, hospital, broker}) {
            part.close();
        }
    }

    private Path models(String scope) throws Exception {
        var model = Files.createDirectories(folder.resolve("models/slabs/1.0.0/golden"));
        for (var slice : slices("golden", 4, 0)) {
            slice.write(model.resolve("black"));
        }
        Files.writeString(model.resolve("cases.yaml"), """
                tolerance: 0.05
                cases:
                  - {series: black, label: whiteness, probability: 0.018, result: negative}
                """);
        var onnx = Files.readAllBytes(VOLUME);
        Files.write(model.resolveSibling("model.onnx"), onnx);
        var sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
        Files.writeString(model.resolveSibling("manifest.yaml"), """
                name: slabs
                version: 1.0.0
                task: volume
                scope: %s
                files: {cpu: {path: model.onnx, precision: fp32, sha256: %s}}
                applies-to: {modality: [CT], age: [1Y, 5Y]}
                input: {tensor: image, shape: [1, 1, 4, 8, 8], samples: {center: 128, width: 256}, resize: stretch}
                output:
                  tensor: logit
                  head: sigmoid
                  labels: [{name: whiteness, code: {scheme: "99TEST", value: W, meaning: Whiteness}, threshold: 0.9}]
                budget: 5s
                late: finish
                severity: stat
                licence: Apache-2.0
                intended-use: research only
                """.formatted(scope, sha256));
        return folder.resolve("models");
    }

    private static CrObject slice(String series, int number, int grey) {
        return CrObject.named(series + "-" + number).ofStudy("s").ofModality("CT").ofGrey(grey)
                .with(Tag.SERIES_INSTANCE_UID, CrObject.uid("series", series))
                .with(Tag.INSTANCE_NUMBER, Integer.toString(number))
                .with(Tag.IMAGE_ORIENTATION_PATIENT, "1\\0\\0\\0\\1\\0")
                .with(Tag.IMAGE_POSITION_PATIENT, "0\\0\\" + 2 * number);
    }

    private static List<CrObject> slices(String series, int count, int grey) {
        var slices = new ArrayList<CrObject>();
        for (int number = 1; number <= count; number++) {
            slices.add(slice(series, number, grey));
        }
        return slices;
    }

    private void store(List<CrObject> objects) throws IOException, InterruptedException {
        var files = new ArrayList<Path>();
        for (var object : objects) {
            files.add(object.write(folder.resolve("objects")));
        }
        var printed = site.storescu(List.of(), files);
        assertThat(printed.exitCode()).as(printed.text()).isZero();
    }

    /// What the models say of the exam now, beside what stands; asked again while it is still under way.
    private List<String> lookedAtAgain() throws IOException, InterruptedException {
        var settings = folder.resolve("gantry.yaml").toString();
        var study = site.pseudonyms().study(CrObject.uid("study", "s"));
        var said = Commands.run("exam", "replay", "--json", "--config", settings, "--", study);
        for (int i = 0; i < 600 && said.exit() != 0; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            said = Commands.run("exam", "replay", "--json", "--config", settings, "--", study);
        }
        assertThat(said.exit()).as(said.err()).isZero();
        return JsonMapper.shared().readTree(said.out()).path("answers").valueStream().map(answer ->
                answer.at("/after/result").asString() + " " + answer.path("effect").asString()).sorted().toList();
    }

    @Test
    void answersOnceForEachSeriesWhenItIsWhole() throws Exception {
        open("series", SOON);

        store(slices("white", 5, 255));
        store(slices("black", 4, 0));
        hospital.awaitOutcomes(2);

        assertThat(hospital.outcomes()).hasSize(2).allSatisfy(message -> {
            assertThat(message.text("state")).isEqualTo("final");
            assertThat(message.topic()).endsWith("/outcome/CT/slabs");
            assertThat(message.payload().path("timing").path("met").asBoolean(false)).isTrue();
        });
        assertThat(hospital.outcomes()).extracting(m -> m.payload().path("exam").path("series").path(0).asString()
                + " " + m.text("result")).containsExactlyInAnyOrder(
                        site.pseudonyms().series(CrObject.uid("series", "white")) + " positive",
                        site.pseudonyms().series(CrObject.uid("series", "black")) + " negative");
        assertThat(lookedAtAgain()).containsExactly("negative same", "positive same");
    }

    @Test
    void answersOnceForAnExamAndNamesTheSeriesItUsed() throws Exception {
        open("exam", SOON);

        var both = slices("black", 5, 0);
        both.addAll(slices("white", 4, 255));
        store(both);
        hospital.awaitOutcomes(1);

        assertThat(hospital.outcomes()).singleElement().satisfies(message -> {
            assertThat(message.text("result")).isEqualTo("negative");
            assertThat(message.payload().path("exam").path("series")).hasSize(1);
            assertThat(message.payload().path("exam").path("series").path(0).asString())
                    .isEqualTo(site.pseudonyms().series(CrObject.uid("series", "black")));
        });
        assertThat(lookedAtAgain()).containsExactly("negative same");
    }

    @Test
    void amendsItsAnswerWhenASliceComesLate() throws Exception {
        open("series", SOON);
        store(slices("s", 4, 0));
        var first = hospital.awaitOutcomes(1).getFirst();

        store(List.of(slice("s", 5, 0)));
        hospital.awaitOutcomes(2);

        assertThat(hospital.outcomes().getLast().text("id")).isEqualTo(first.text("id"));
        assertThat(hospital.outcomes().getLast().text("state")).isEqualTo("amended");
    }

    @Test
    void takesItsAnswerBackWhenASliceIsRejectedAndAnswersForTheRest() throws Exception {
        open("series", SOON);
        var slices = slices("s", 4, 0);
        slices.add(slice("s", 5, 255));
        store(slices);
        var first = hospital.awaitOutcomes(1).getFirst();

        var sent = site.storescu(List.of(), List.of(RejectingNote.write(folder, "113001", slices.getLast())));
        assertThat(sent.exitCode()).as(sent.text()).isZero();
        hospital.awaitOutcomes(3);

        assertThat(hospital.outcomes()).extracting(message -> message.text("state"))
                .containsExactly("final", "retracted", "final");
        assertThat(hospital.outcomes().get(1).text("id")).isEqualTo(first.text("id"));
        assertThat(hospital.outcomes().getLast().text("id")).isNotEqualTo(first.text("id"));
        assertThat(lookedAtAgain()).as("without the slice that was rejected").containsExactly("negative same");
    }

    @Test
    void answersAfterARestartForASeriesThatWasNotYetWhole() throws Exception {
        open("series", LATER);
        store(slices("s", 4, 255));
        site.close();

        open("series", SOON);
        hospital.awaitOutcomes(1);

        assertThat(hospital.outcomes()).singleElement().satisfies(message -> {
            assertThat(message.text("result")).isEqualTo("positive");
            assertThat(message.payload().path("timing").path("replayed").asBoolean(false)).isTrue();
        });
    }

    @Test
    void saysOutOfScopeForTheSeriesOfAnAdult() throws Exception {
        open("series", SOON);

        store(slices("s", 4, 255).stream().map(slice -> slice.ofAge("040Y")).toList());
        hospital.awaitOutcomes(1);

        assertThat(hospital.outcomes()).singleElement()
                .satisfies(message -> assertThat(message.text("reason")).isEqualTo("out_of_scope"));
    }
}
