// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.explain;

import dev.gantry.preprocess.Picture;
import dev.gantry.runtime.Brake;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The work of explaining one positive answer, for the time when nothing else is to be done: nobody waits for it, and
/// what fails is only logged. [#stop] ends it within milliseconds.
public final class Explanation implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Explanation.class);
    private static final int PIXELS = 512;

    private final Explainer explainer;
    private final Supplier<Picture> pictures;
    private final String label;
    private final Explanations explanations;
    private final String id;
    private final Brake brake = new Brake();

    /// @param pictures makes the picture once more, on the thread that runs
    /// @param label    that was positive
    /// @param id       under which the map is kept ([Explanations#keep])
    public Explanation(Explainer explainer, Supplier<Picture> pictures, String label, Explanations explanations,
            String id) {
        this.explainer = explainer;
        this.pictures = pictures;
        this.label = label;
        this.explanations = explanations;
        this.id = id;
    }

    @Override
    public void run() {
        var picture = pictures.get();
        if (!(picture instanceof Picture.Image(var frame))) {
            LOG.info("not explained id={} reason=\"no single picture\"", id);
            return;
        }
        switch (explainer.explain(picture, label, brake)) {
            case Explained.Unexplained(var why) -> LOG.info("not explained id={} reason=\"{}\"", id, why);
            case Explained.Shown(var map) -> {
                var photo = Photo.of(frame, PIXELS);
                try {
                    explanations.keep(id, photo.png(Optional.of(map.plane(photo.rows(), photo.columns()))));
                } catch (IOException e) {
                    LOG.warn("explanation not kept id={} reason=\"{}\"", id, e.getMessage());
                }
            }
        }
    }

    /// From any thread, before or while it runs.
    public void stop() {
        brake.pull();
    }
}
