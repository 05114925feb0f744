// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.gantry.config.InferenceSettings;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Frame;
import dev.gantry.model.Candidate;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.PackageOnDisk;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Plane.Vector;
import dev.gantry.preprocess.Plane;
import dev.gantry.preprocess.Slice;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A graph with `hn = h0 / 2 + mean` and `logit = hn`.
@Timeout(60)
class StatefulIT {
    @TempDir
    Path models;

    private Pipeline pipeline(String state) throws IOException {
        PackageOnDisk.write(models, "recall/1.0.0", "recall")
                .manifest("resize: stretch", "resize: stretch\n  with: [{tensor: h0, state: " + state + "}]")
                .golden("{file: a.dcm, label: pneumonia, probability: 0.9, result: positive}");
        var model = ((Candidate.Sound) ModelFolder.read(models).getFirst()).model();
        var runtime = OnnxRuntime.start(
                new InferenceSettings(InferenceSettings.Provider.CPU, 1, 8), Path.of("target", "natives"));
        var session = ((Opened.Ready) runtime.open(model.manifest(), model.folder())).session();
        return new Pipeline(model.manifest(), session, System::nanoTime);
    }

    private static Slice slice(double z, float grey) {
        var samples = new float[64];
        Arrays.fill(samples, 255 * grey);
        var frame = new Frame(8, 8, samples, false, Optional.empty(), Optional.empty());
        return new Slice(
                Optional.of(new Plane(new Vector(0, 0, z), new Vector(1, 0, 0), new Vector(0, 1, 0))),
                () -> new Decoding.Decoded(frame));
    }

    private static double logit(Pipeline pipeline, Slice... slices) {
        var look = (Look.Seen) pipeline.look(() -> new Picture.Slices(List.of(slices)), new Brake());
        double probability = look.findings().findings().getFirst().probability();
        return Math.log(probability / (1 - probability));
    }

    @Test
    void carriesTheStateFromSliceToSliceAndNotFromSeriesToSeries() throws IOException {
        var pipeline = pipeline("hn, shape: [1, 1]");

        assertThat(pipeline.mismatch()).isEmpty();
        for (int series = 0; series < 2; series++) {
            assertThat(logit(pipeline, slice(2, 0), slice(0, 1), slice(1, 0.5f)))
                    .as("1 / 4 + 0.5 / 2 + 0").isCloseTo(0.5, offset(0.01));
        }
        assertThat(logit(pipeline, slice(0, 1))).isCloseTo(1, offset(0.01));
    }

    @Test
    void refusesAStateThatTheGraphDoesNotPutOut() throws IOException {
        assertThat(pipeline("cn, shape: [1, 1]").mismatch()).hasValue(
                "output: manifest carries cn FLOAT[1, 1], graph has logit FLOAT[1, 1], hn FLOAT[1, 1]");
    }
}
