// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Pictures that are not what their header says, with the models of this repository.
@Timeout(180)
class InputGateIT {
    private static final Path DRAWN = Site.MODELS.resolve("body-region/1.0.0/golden");

    @TempDir
    Path folder;

    private Broker broker;
    private Hospital hospital;
    private Site site;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    @BeforeEach
    void open() throws Exception {
        assumeTrue(Files.isDirectory(DRAWN), "the input gate is not in models/");
        broker = new Broker(folder); // skips the test where there is none
        opened.push(() -> broker.close());
        hospital = new Hospital(broker.url());
        opened.push(() -> hospital.close());
        site = new Site(folder, broker.url(), "exam: {silence: 300ms}");
        opened.push(() -> site.close());
    }

    @AfterEach
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
    }

    /// Sends a drawn picture as a child's chest film, changed by dcmodify's options.
    private void send(String drawn, String... options) throws Exception {
        var file = Files.copy(DRAWN.resolve(drawn), folder.resolve(drawn));
        var command = new ArrayList<>(List.of(Peers.program("dcmodify", "dcmtk").toString(), "-nb",
                "-i", "(0010,1010)=003Y", "-i", "(0018,5101)=AP"));
        command.addAll(List.of(options));
        command.add(file.toString());
        assertThat(Site.run(command).exitCode()).isZero();
        assertThat(site.storescu(List.of(), List.of(file)).exitCode()).isZero();
    }

    @Test
    void turnsAwayAHandThatIsSaidToBeAChest() throws Exception {
        send("hand-1.dcm", "-m", "(0018,0015)=CHEST");

        var outcome = hospital.awaitOutcomes(1).getFirst();

        assertThat(outcome.text("result")).isEqualTo("not_analysed");
        assertThat(outcome.text("reason")).isEqualTo("input_gate");
        assertThat(outcome.text("detail")).startsWith("the picture does not look like chest-x-ray (0.0");
        assertThat(outcome.topic()).endsWith("/outcome/CR/chest-pneumonia");
    }

    @Test
    void looksAtAPictureWhoseHeaderNamesNoBodyPart() throws Exception {
        send("chest-1.dcm", "-ea", "(0018,0015)");

        var outcome = hospital.awaitOutcomes(1).getFirst();

        assertThat(outcome.text("result")).isIn("positive", "negative");
        assertThat(outcome.topic()).endsWith("/outcome/CR/chest-pneumonia");
    }
}
