// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.pixel.Pixels;
import dev.gantry.model.ManifestInput;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Plane.Vector;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A real enhanced CT of two frames, each with its own place in its functional groups (PS3.3 C.7.6.16.2).
class MultiFrameTest {
    private static final String NAME = "shared/dicom/multiframe-colour-htj2k/eCT_Supplemental.dcm";

    @Test
    void takesTheFramesOfOneObjectForAVolume() {
        var file = List.of(Path.of("..", "..", "..", NAME), Path.of("..", "..", NAME)).stream()
                .filter(Files::exists).findFirst();
        assumeThat(file).as("the real object is not here").isPresent();

        var picture = (Picture.Slices) new Pictures(new Pixels(Decoders.java())).series(List.of(file.get()));
        var ready = (Preparation.Ready) new Preprocessing(ManifestInput.of("{tensor: x, shape: [1, 1, 4, 64, 64], "
                + "samples: {low: -1000, high: 1000}, resize: stretch, orientation: LPS, "
                + "with: [{tensor: mm, values: spacing-mm}]}")).prepare(picture);

        assertThat(picture.slices()).extracting(slice -> slice.plane().orElseThrow().position())
                .containsExactly(new Vector(99.5, -301.5, -159), new Vector(99.5, -301.5, -149));
        assertThat(ready.feed().get("mm").get(0)).as("10 mm from frame to frame").isEqualTo(10);
        assertThat(ready.placement().slices().length()).isEqualTo(2);
    }
}
