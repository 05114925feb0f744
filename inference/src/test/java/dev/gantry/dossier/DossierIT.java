// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dossier;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.config.InferenceSettings;
import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.evaluate.Evaluation;
import dev.gantry.evaluate.LabelledSet;
import dev.gantry.evaluate.Tested;
import dev.gantry.explain.Explainer;
import dev.gantry.label.Classes;
import dev.gantry.label.Labelled;
import dev.gantry.measure.Binary.Draws;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DossierIT {
    @TempDir
    Path folder;

    private LabelledSet set;

    @BeforeEach
    void set() throws IOException {
        set = LabelledSet.in(folder.resolve("set"), "file,label")
                .picture("SMITH<JOHN>.png", 250).label("SMITH<JOHN>.png,0")
                .picture("two.png", 200).label("two.png,1")
                .picture("three.png", 20).label("three.png,1")
                .picture("four.png", 10).label("four.png,0")
                .label("gone.png,1");
    }

    private Path write(boolean nameFiles) throws IOException {
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
        var packed = PackageOnDisk.write(folder, "mean/1.0.0", "mean").folder();
        var other = PackageOnDisk.write(folder, "wrong/1.0.0", "wrong").folder();
        var out = folder.resolve("out");
        try (var first = Tested.open(runtime, packed, Optional.empty());
                var second = Tested.open(runtime, other, Optional.empty());
                var explainer = Explainer.open(runtime, first.manifest(), first.graph(), Optional.empty(),
                        Duration.ofSeconds(20), System::nanoTime)) {
            var evaluation = new Evaluation(List.of(first, second), new Pixels(Decoders.java()));
            var labelled = Labelled.read(List.of(set.folder()), set.labels(), Classes.of(first.manifest(), Map.of()));
            var result = evaluation.run(labelled, new Draws(200, 1), (_, _) -> {});
            new Dossier(result, new Facts("2026-11-21", "gantry test", "labels.csv", 1, nameFiles))
                    .write(evaluation, Optional.of(explainer), out);
        }
        return out;
    }

    @Test
    void writesFiguresThatFollowTheSchema() throws IOException {
        var json = Files.readString(write(false).resolve("report.json"));
        var schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("..", "docs", "schema", "evaluation.schema.json")),
                        InputFormat.JSON);

        assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
        assertThat(json).contains("\"disclaimer\" : \"research use only");
        assertThat(json).doesNotContain("SMITH", "two.png");
        assertThat(schema.validate(json.replace("\"seed\" : 1", "\"seed\" : 1, \"more\" : 2"), InputFormat.JSON))
                .as("the schema knows each key").isNotEmpty();
    }

    @Test
    void writesAPageThatNeedsNothingElse() throws IOException {
        var html = Files.readString(write(false).resolve("report.html"));

        assertThat(html).contains("Research use only", "<html lang=\"en\">", "Two models on the same cases");
        assertThat(html).doesNotContain("<script", "http://", "https://", "<link", "@import");
        assertThat(html).doesNotContain("SMITH", "two.png").contains("case 1");
        assertThat(Pattern.compile("<img ").matcher(html).results().count()).isPositive()
                .isEqualTo(Pattern.compile("<img [^>]*alt=\"[^\"]+\"").matcher(html).results().count());
        assertThat(Pattern.compile("<svg ").matcher(html).results().count()).isPositive()
                .isEqualTo(Pattern.compile("<svg [^>]*aria-label=\"[^\"]+\"").matcher(html).results().count());
        assertThat(Pattern.compile("<table").matcher(html).results().count())
                .isEqualTo(Pattern.compile("<caption>").matcher(html).results().count());
        for (var tag : List.of("section", "table", "figure", "div", "svg", "main", "tr", "td")) {
            assertThat(Pattern.compile("<" + tag + "[ >]").matcher(html).results().count()).as(tag)
                    .isEqualTo(Pattern.compile("</" + tag + ">").matcher(html).results().count());
        }
    }

    @Test
    void namesFilesOnlyWhenAskedToAndInTheListOfCases() throws IOException {
        var out = write(true);

        assertThat(Files.readString(out.resolve("report.html"))).contains("SMITH&lt;JOHN&gt;.png").contains("gone.png")
                .doesNotContain("<JOHN>");
        assertThat(Files.readAllLines(out.resolve("cases.csv")))
                .hasSize(6)
                .first().isEqualTo("case,file,left out because,pneumonia truth,pneumonia probability,"
                        + "pneumonia probability (second model)");
        assertThat(Files.readString(out.resolve("cases.csv")))
                .contains(",gone.png,\"labelled in line 6, but no such file\",,,\n");
    }
}
