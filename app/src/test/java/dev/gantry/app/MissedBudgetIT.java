// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A model that takes the longer the whiter the picture: black is answered at once, grey long after its budget.
class MissedBudgetIT {
    private static final Path LOOP = Path.of("../inference/src/test/resources/onnx/loop.onnx");

    @TempDir
    Path folder;

    private Path models(String late) throws Exception {
        return model("1.0.0", LOOP, "late: " + late);
    }

    /// @param how it is served
    private Path model(String version, Path graph, String how) throws Exception {
        var model = Files.createDirectories(folder.resolve("models/slow").resolve(version).resolve("golden"));
        CrObject.named("black").ofGrey(0).write(model);
        Files.writeString(model.resolve("cases.yaml"), """
                tolerance: 0.05
                cases:
                  - {file: black.dcm, label: whiteness, probability: 0.018, result: negative}
                """);
        var onnx = Files.readAllBytes(graph);
        Files.write(model.resolveSibling("model.onnx"), onnx);
        var sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(onnx));
        Files.writeString(model.resolveSibling("manifest.yaml"), """
                name: slow
                version: %s
                task: classification
                scope: image
                files: {cpu: {path: model.onnx, precision: fp32, sha256: %s}}
                applies-to: {modality: [CR], body-part: [CHEST], view: [AP], age: [1Y, 5Y]}
                input: {tensor: image, shape: [1, 1, 8, 8], samples: {center: 128, width: 256}, resize: stretch}
                output:
                  tensor: logit
                  head: sigmoid
                  labels: [{name: whiteness, code: {scheme: "99TEST", value: W, meaning: Whiteness}, threshold: 0.9}]
                budget: 200ms
                %s
                severity: stat
                licence: Apache-2.0
                intended-use: research only
                """.formatted(version, sha256, how));
        return folder.resolve("models");
    }

    private void store(Site site, CrObject object) throws IOException, InterruptedException {
        assertThat(site.storescu(List.of(), List.of(object.write(folder))).exitCode()).isZero();
    }

    @Test
    void saysSoAtTheDeadlineAndPublishesTheLateResultUnderTheSameId() throws Exception {
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), models("finish"), "")) {
            store(site, CrObject.named("grey").ofGrey(2));

            var outcomes = hospital.await(all -> all.size() >= 2);

            var atDeadline = outcomes.getFirst();
            assertThat(atDeadline.text("state")).isEqualTo("provisional");
            assertThat(atDeadline.text("reason")).isEqualTo("deadline");
            var late = outcomes.get(1);
            assertThat(late.text("id")).isEqualTo(atDeadline.text("id"));
            assertThat(late.payload().path("revision").asInt()).isEqualTo(2);
            assertThat(late.text("state")).isEqualTo("final");
            assertThat(late.text("result")).isEqualTo("negative");
            assertThat(late.payload().path("timing").path("met").asBoolean(true)).isFalse();
            assertThat(hospital.messages()).as("a stat model that failed asks for attention")
                    .anyMatch(message -> message.topic().endsWith("/shadow/attention"));
        }
    }

    @Test
    void letsASmallerVersionAnswerAndSaysSoOnceItIsKnownThatItWouldBeLate() throws Exception {
        model("1.0.0", LOOP.resolveSibling("mean.onnx"), "late: finish");
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), model("2.0.0", LOOP, "late: finish\ninstead: 1.0.0"), "")) {
            for (int i = 1; hospital.outcomes().stream().noneMatch(MissedBudgetIT::bySmaller); i++) {
                assertThat(i).as("a busy machine: films that were late although the smaller one was to answer").isLessThan(20);
                store(site, CrObject.named("grey" + i).ofGrey(2));
                int finals = i;
                hospital.await(all -> all.stream().filter(m -> m.text("state").equals("final")).count() >= finals);
            }

            var first = hospital.outcomes().stream().filter(m -> m.text("state").equals("final")).findFirst().orElseThrow();
            assertThat(first.payload().path("model").path("version").asString()).as("nothing was known yet").isEqualTo("2.0.0");
            assertThat(hospital.outcomes()).filteredOn(MissedBudgetIT::bySmaller).first().satisfies(outcome -> assertThat(
                    outcome.text("detail"))
                    .isEqualTo("slow/2.0.0 would not have kept its budget: slow/1.0.0 answered in its place"));
        }
    }

    private static boolean bySmaller(Hospital.Message message) {
        return message.payload().path("model").path("version").asString("").equals("1.0.0");
    }

    @Test
    void endsAtTheDeadlineWhenTheModelDropsLateWorkAndServesTheNextImage() throws Exception {
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), models("drop"), "")) {
            store(site, CrObject.named("white").ofGrey(255)); // would take minutes
            store(site, CrObject.named("dark").ofGrey(0));

            var outcomes = hospital.await(all -> all.stream().anyMatch(m -> m.text("result").equals("negative"))
                    && all.stream().anyMatch(m -> m.text("reason").equals("deadline")
                            && m.text("state").equals("final")));

            assertThat(outcomes).anyMatch(m -> m.text("result").equals("negative"));
            assertThat(outcomes).anyMatch(m -> m.text("reason").equals("deadline") && m.text("state").equals("final"));
        }
    }
}
