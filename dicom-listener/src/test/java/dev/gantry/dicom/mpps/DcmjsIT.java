// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.DcmjsDimse;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.mpps.PerformedStep.Code;
import dev.gantry.dicom.mpps.PerformedStep.Origin;
import dev.gantry.dicom.mpps.PerformedStep.Reference;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Performed steps as another implementation says them: dcmjs-dimse, a global npm package.
@Timeout(60)
class DcmjsIT {
    @TempDir
    Path folder;

    final LinkedBlockingQueue<PerformedStep> told = new LinkedBlockingQueue<>();
    final Vertx vertx = Vertx.vertx();
    Optional<PerformedSteps> steps = Optional.empty();
    DcmjsDimse peer;
    int port;

    @BeforeEach
    void listen() throws Exception {
        peer = DcmjsDimse.mustBeHere();
        var opened = PerformedSteps.open(folder, vertx, Clock.systemUTC(), told::add);
        steps = Optional.of(opened);
        var settings = new DicomSettings("GANTRY", "127.0.0.1", 0, 50, 50, 131_072, Duration.ofSeconds(5),
                Duration.ofSeconds(20), List.of("explicit-little-endian"), NativeCodecs.OFF);
        var listener = new Listener(settings, new Provider(object -> {
            throw new IllegalStateException("nothing is stored here");
        }, List.of(opened), List.of(TransferSyntax.EXPLICIT_LITTLE_ENDIAN)));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        port = listener.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
        if (steps.isPresent()) {
            steps.get().close();
        }
    }

    private List<String> says(String uid, String finalStatus) throws Exception {
        return peer.says("mpps.js", Integer.toString(port), uid, finalStatus).stream()
                .map(line -> line.substring(5)).toList();
    }

    @Test
    void followsAStepToItsCompletion() throws Exception {
        var answers = says("1.2.5", "COMPLETED");

        assertThat(answers.stream().map(line -> line.substring(0, line.indexOf(' ') + 5))).containsExactly(
                "unknown 0112", "empty 0120", "create 0000", "again 0111", "end 0000", "late 0110");
        assertThat(answers.getLast()).contains("the step is COMPLETED and may no longer be updated");
        assertThat(told.poll(60, TimeUnit.SECONDS).origin())
                .isEqualTo(new Origin("CT01", "CT", List.of("1.2.840.1")));
        var done = told.poll(60, TimeUnit.SECONDS);
        assertThat(done.status()).isEqualTo(Status.COMPLETED);
        assertThat(done.series()).extracting(PerformedStep.Series::seriesInstanceUid).containsExactly("1.2.3");
        assertThat(done.instances()).extracting(Reference::sopInstanceUid)
                .containsExactly("1.2.3.1", "1.2.3.2", "1.2.3.3");
    }

    @Test
    void hearsWhyAStepWasDiscontinued() throws Exception {
        assertThat(says("1.2.6", "DISCONTINUED")).anyMatch(line -> line.startsWith("end 0000"));

        assertThat(told.poll(60, TimeUnit.SECONDS).status()).isEqualTo(Status.IN_PROGRESS);
        assertThat(told.poll(60, TimeUnit.SECONDS).discontinuation())
                .contains(new Code("110514", "DCM", "Incorrect worklist entry selected"));
    }
}
