// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A scanner that calls while the models are still being made ready, as an engine build for a GPU takes minutes.
class EarlyIT {
    @TempDir
    Path folder;

    private Site.Printed storescu(int port, CrObject image) {
        try {
            return Site.run(List.of(Peers.program("storescu", "dcmtk").toString(), "-aec", "GANTRY", "-aet", "CR1",
                    "127.0.0.1", Integer.toString(port), image.write(folder.resolve("objects")).toString()));
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void keepsWhatComesBeforeTheModelsAreReadyAndAnswersItThen() throws Exception {
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url())) {
            int port = GantryRun.freePort();
            var settings = SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), """
                    site: st-anna
                    device: cr-room-2
                    dicom: {ae-title: GANTRY, host: 127.0.0.1, port: %d}
                    mqtt: {url: "%s"}
                    spool: {path: "%s", evict-percent: 98, refuse-percent: 99}
                    models: {path: "%s"}
                    """.formatted(port, broker.url(), folder.resolve("spool"), Site.MODELS)));
            var order = new ArrayList<String>();
            var stages = new Appliance.Stages() {
                @Override
                public void preparing(String what) {
                    var printed = storescu(port, CrObject.named("early"));
                    order.add(printed.exitCode() == 0 ? "kept" : printed.text());
                }

                @Override
                public void ready(Appliance appliance) {
                    order.add("ready " + appliance.responsive());
                }
            };

            try (var appliance = Appliance.start(settings, List.of("a remark"), stages)) {
                assertThat(order).containsExactly("kept", "ready true");
                assertThat(appliance.standing()).contains("degraded: a remark", "mode shadow");
                var outcome = hospital.awaitOutcomes(1).getFirst();
                assertThat(outcome.payload().path("model").path("name").asString()).isEqualTo("chest-pneumonia");
                assertThat(outcome.payload().path("timing").path("replayed").asBoolean()).isTrue();
                assertThat(outcome.payload().path("timing").path("budget-ms").isNumber()).isTrue();

                assertThat(storescu(port, CrObject.named("prompt")).exitCode()).isZero();
                var prompt = hospital.awaitOutcomes(2).get(1);
                assertThat(prompt.payload().path("timing").path("replayed").asBoolean()).isFalse();
            }
        }
    }
}
