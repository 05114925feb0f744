// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.InferenceSettings;
import dev.gantry.runtime.OnnxRuntime;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/// `gantry evaluate` and `gantry explain` with the shipped model on the films that are drawn for it.
class EvaluateIT {
    private static final Path MODEL = Path.of("..", "models", "chest-pneumonia", "1.0.0");
    private static final Path FILMS = MODEL.resolve("golden");

    @TempDir
    Path folder;

    private Path labels;

    /// The libraries lie in this build, not in the user's cache.
    @BeforeAll
    static void unpack() {
        OnnxRuntime.start(new InferenceSettings(InferenceSettings.Provider.CPU, 1, 1), Path.of("target", "natives"));
    }

    @BeforeEach
    void label() throws IOException {
        labels = Files.writeString(folder.resolve("labels.csv"),
                "file,label\nphantom-opacity-*.dcm,pneumonia\nphantom-no-opacity-*.dcm,none\n");
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(String command, String... more) {
        var arguments = new ArrayList<>(List.of(command, "--models", MODEL.getParent().getParent().toString()));
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        var err = new StringWriter();
        int code = Main.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err))
                .execute(arguments.toArray(String[]::new));
        return new Ended(code, out.toString(), err.toString());
    }

    /// The golden cases' own list lies beside the films and has no label.
    @Test
    void evaluatesTheShippedModel() throws IOException {
        var ended = run("evaluate", "--model", "chest-pneumonia/1.0.0", "--data", FILMS.toString(),
                "--labels", labels.toString(), "--out", folder.resolve("out").toString());

        assertThat(ended.err()).contains("left out: cases.yaml: no label for it");
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.out()).contains("4 cases, 1 left out", "AUROC 1.0000", "sensitivity 1.0000");
        assertThat(Files.readString(folder.resolve("out/report.html"))).contains("Research use only");
        assertThat(Files.readAllLines(folder.resolve("out/cases.csv"))).hasSize(6);
    }

    @Test
    void printsFiguresAsJsonAndWritesNothingThen() throws IOException {
        var films = Files.createDirectories(folder.resolve("films"));
        for (var name : List.of("phantom-opacity-1.dcm", "phantom-no-opacity-1.dcm")) {
            Files.copy(FILMS.resolve(name), films.resolve(name));
        }
        var ended = run("evaluate", "--model", MODEL.toString(), "--data", films.toString(), "--labels",
                labels.toString(), "--json", "--against-file", "cpu");

        assertThat(ended.code()).as(ended.err()).isZero();
        var json = new ObjectMapper().readTree(ended.out());
        assertThat(json.path("cases").asInt()).isEqualTo(2);
        assertThat(json.path("models").path(0).path("labels").path("pneumonia").path("auroc").asDouble()).isEqualTo(1);
        assertThat(json.path("paired").path("pneumonia").path("greatest-change").asDouble()).isZero();
        assertThat(Path.of("evaluation")).doesNotExist();
    }

    @Test
    void saysWhatIsWrongWithTheCommandLine() throws IOException {
        Files.writeString(labels, "file,label\nphantom-opacity-1.dcm,cold\n");

        var wrong = run("evaluate", "--model", MODEL.toString(), "--data", FILMS.toString(), "--labels",
                labels.toString());
        assertThat(wrong.code()).isEqualTo(3);
        assertThat(wrong.err()).contains("labels.csv:2: column label: must be a label of the model (pneumonia)");
        var unknown = run("evaluate", "--model", "nothing/1.0.0", "--data", ".", "--labels", "folders");
        assertThat(unknown.code()).isEqualTo(3);
        assertThat(unknown.err()).contains("--model nothing/1.0.0: no model package");
    }

    @Test
    void explainsAFilm() throws IOException {
        var png = folder.resolve("heat.png");
        var ended = run("explain", "--model", MODEL.toString(), "--file",
                FILMS.resolve("phantom-opacity-2.dcm").toString(), "--out", png.toString());

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).startsWith("pneumonia by cam: loudest at column");
        var image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(512);
        var torn = run("explain", "--model", MODEL.toString(), "--file", labels.toString(), "--out", png.toString());
        assertThat(torn.code()).isEqualTo(1);
        assertThat(torn.err()).contains("no map");
    }
}
