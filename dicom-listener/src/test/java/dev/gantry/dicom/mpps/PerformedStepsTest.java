// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import static dev.gantry.dicom.mpps.Scanner.begun;
import static dev.gantry.dicom.mpps.Scanner.completed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.dimse.Dialogue;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.dimse.Response;
import dev.gantry.dicom.mpps.PerformedStep.Status;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PerformedStepsTest {
    private static final Instant START = Instant.parse("2026-11-21T15:00:00Z");

    private static final Dialogue NOBODY = new Nobody();

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final LinkedBlockingQueue<PerformedStep> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private PerformedSteps open(Instant now) throws IOException {
        return PerformedSteps.open(folder, vertx, Clock.fixed(now, ZoneOffset.UTC), told::add);
    }

    private static Response ask(PerformedSteps steps, Kind kind, String uid, DataSet set) throws Exception {
        return steps.perform(new Operation(kind, PerformedSteps.SOP_CLASS_UID, uid, 0, Optional.of(set)), NOBODY)
                .await(60, TimeUnit.SECONDS);
    }

    private static List<PerformedStep> kept(PerformedSteps steps) {
        var all = new ArrayList<PerformedStep>();
        steps.replay(all::add);
        return all;
    }

    @Test
    void tellsOfEachChangeInOrder() throws Exception {
        try (var steps = open(START)) {
            assertThat(ask(steps, Kind.CREATE, "1.2", begun().build()).successful()).isTrue();
            assertThat(ask(steps, Kind.SET, "1.2", completed().build()).successful()).isTrue();

            assertThat(told.poll(60, TimeUnit.SECONDS).status()).isEqualTo(Status.IN_PROGRESS);
            var done = told.poll(60, TimeUnit.SECONDS);
            assertThat(done.status()).isEqualTo(Status.COMPLETED);
            assertThat(done.instances()).hasSize(3);
            assertThat(ask(steps, Kind.SET, "1.2", completed().build()).status()).isEqualTo(0x0110);
            assertThat(told).isEmpty();
        }
    }

    @Test
    void keepsWhatItAcknowledged() throws Exception {
        try (var steps = open(START)) {
            ask(steps, Kind.CREATE, "1.2", begun().build());
            ask(steps, Kind.CREATE, "1.3", begun().build());
            ask(steps, Kind.SET, "1.2", completed().build());
        }

        try (var steps = open(START)) {
            assertThat(kept(steps)).extracting(PerformedStep::sopInstanceUid).containsExactly("1.3", "1.2");
            assertThat(kept(steps)).extracting(PerformedStep::status)
                    .containsExactly(Status.IN_PROGRESS, Status.COMPLETED);
            assertThat(ask(steps, Kind.CREATE, "1.3", begun().build()).status()).isEqualTo(0x0111);
            assertThat(ask(steps, Kind.SET, "1.3", completed().build()).successful()).isTrue();
        }
    }

    @Test
    void writesNoPatientToTheDisk() throws Exception {
        try (var steps = open(START)) {
            ask(steps, Kind.CREATE, "1.2", begun().build());
            try (var files = Files.walk(folder)) {
                assertThat(files.filter(Files::isRegularFile)).allSatisfy(file ->
                        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                                .doesNotContain("Nemo"));
            }
        }
    }

    @Test
    void forgetsEndedStepsAfterAWeekAndOthersAfterAMonth() throws Exception {
        try (var steps = open(START)) {
            ask(steps, Kind.CREATE, "1.2", begun().build());
            ask(steps, Kind.CREATE, "1.3", begun().build());
            ask(steps, Kind.SET, "1.2", completed().build());
        }

        try (var steps = open(START.plus(Duration.ofDays(8)))) {
            assertThat(kept(steps)).extracting(PerformedStep::sopInstanceUid).containsExactly("1.3");
        }
        try (var steps = open(START.plus(Duration.ofDays(31)))) {
            assertThat(kept(steps)).isEmpty();
        }
    }

    @Test
    void makesRoomByForgettingEndedStepsOnly() {
        var shelf = new Shelf();
        var running = new Kept(new PerformedStep("0", Status.IN_PROGRESS,
                new PerformedStep.Origin("A", "CT", List.of("1")), List.of(), Optional.empty()), "1", false, START);
        for (int i = 0; i < Shelf.MAX_STEPS; i++) {
            var ended = i == 7 ? Status.COMPLETED : Status.IN_PROGRESS;
            shelf.put(new Kept(new PerformedStep("1." + i, ended, running.step().origin(), List.of(),
                    Optional.empty()), "1", true, START), new byte[1]);
        }

        assertThat(shelf.hasRoom(1)).isTrue();
        assertThat(shelf.get("1.7")).isEmpty();
        shelf.put(running, new byte[1]);
        assertThat(shelf.hasRoom(1)).isFalse();
        assertThat(shelf.bytes()).isEqualTo(Shelf.MAX_STEPS);
    }

    @Test
    void takesAStepOfTenThousandImages() throws Exception {
        var uids = new String[10_000];
        for (int i = 0; i < uids.length; i++) {
            uids[i] = "1.2.826.0.1.3680043.8.498.12345678901234567890." + i;
        }
        var set = completed().sequence(dev.gantry.dicom.data.Tag.PERFORMED_SERIES_SEQUENCE,
                new dev.gantry.dicom.data.DataSetBuilder()
                        .put(dev.gantry.dicom.data.Tag.SERIES_INSTANCE_UID, "1.2.3")
                        .sequence(dev.gantry.dicom.data.Tag.REFERENCED_IMAGE_SEQUENCE,
                                Scanner.references(Scanner.CT, uids)).build()).build();
        try (var steps = open(START)) {
            ask(steps, Kind.CREATE, "1.2", begun().build());
            assertThat(ask(steps, Kind.SET, "1.2", set).successful()).isTrue();
        }

        try (var steps = open(START)) {
            assertThat(kept(steps).getFirst().instances()).hasSize(10_000);
        }
    }
}
