// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.Called;
import dev.gantry.dicom.dimse.Caller;
import dev.gantry.dicom.dimse.Invoked;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.mpps.PerformedSteps;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a scanner's performed procedure step does to its exam: our own requestor tells it, DCMTK sends the
/// images.
class PerformedStepIT {
    private static final String STEP = CrObject.uid("step", "s");

    @TempDir
    Path folder;

    Broker broker;
    Hospital hospital;
    Site site;
    final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void open() throws Exception {
        broker = new Broker(folder); // skips the test where there is none
        hospital = new Hospital(broker.url());
        site = new Site(folder, broker.url(), "exam: {silence: 10m, silence-at-most: 20m}");
    }

    @AfterEach
    void close() throws Exception {
        site.close();
        hospital.close();
        broker.close();
        vertx.close();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private void tell(Kind kind, DataSet attributes) throws Exception {
        var peer = new Peer("127.0.0.1", site.port(), new Titles(new AeTitle("GANTRY"), new AeTitle("CR1")),
                Duration.ofSeconds(10));
        var called = await(new Caller(vertx).call(peer, PerformedSteps.SOP_CLASS_UID, Caller.Side.USER, List.of()));
        var dialogue = ((Called.Standing) called).dialogue();
        var invoked = await(dialogue.invoke(
                new Operation(kind, PerformedSteps.SOP_CLASS_UID, STEP, 0, Optional.of(attributes))));
        dialogue.release();
        assertThat(invoked).isInstanceOfSatisfying(Invoked.Answered.class,
                answer -> assertThat(answer.response().status()).isZero());
    }

    private void begins() throws Exception {
        tell(Kind.CREATE, new DataSetBuilder()
                .put(Tag.MODALITY, "US")
                .put(Tag.PERFORMED_STATION_AE_TITLE, "CR1")
                .put(Tag.PERFORMED_STEP_START_DATE, "20261121")
                .put(Tag.PERFORMED_STEP_START_TIME, "150000")
                .put(Tag.PERFORMED_STEP_STATUS, "IN PROGRESS")
                .put(Tag.PERFORMED_STEP_ID, "S1")
                .sequence(Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE, new DataSetBuilder()
                        .put(Tag.STUDY_INSTANCE_UID, CrObject.uid("study", "s")).build())
                .sequence(Tag.PERFORMED_SERIES_SEQUENCE)
                .build());
    }

    private void ends(String status, CrObject... images) throws Exception {
        var references = Stream.of(images).map(image -> new DataSetBuilder()
                .put(Tag.REFERENCED_SOP_CLASS_UID, CrObject.CR_IMAGE_STORAGE)
                .put(Tag.REFERENCED_SOP_INSTANCE_UID, image.instanceUid()).build()).toList();
        tell(Kind.SET, new DataSetBuilder()
                .put(Tag.PERFORMED_STEP_STATUS, status)
                .put(Tag.PERFORMED_STEP_END_DATE, "20261121")
                .put(Tag.PERFORMED_STEP_END_TIME, "150500")
                .sequence(Tag.PERFORMED_SERIES_SEQUENCE, new DataSetBuilder()
                        .put(Tag.SERIES_INSTANCE_UID, CrObject.uid("series", "s"))
                        .sequence(Tag.REFERENCED_IMAGE_SEQUENCE, references).build())
                .build());
    }

    private void store(CrObject object) throws Exception {
        var printed = site.storescu(List.of(), List.of(object.write(folder.resolve("objects"))));
        assertThat(printed.exitCode()).as(printed.text()).isZero();
    }

    @Test
    void completesTheExamWhenAllItsImagesAreHereLongBeforeTheSilence() throws Exception {
        var one = CrObject.named("one").ofStudy("s").ofModality("US");
        var two = CrObject.named("two").ofStudy("s").ofModality("US");
        begins();
        store(one);
        ends("COMPLETED", one, two);
        assertThat(hospital.outcomes()).isEmpty();

        store(two);

        assertThat(hospital.awaitOutcomes(1)).extracting(m -> m.text("reason")).containsExactly("no_model");
    }

    @Test
    void isStillKnownAfterARestart() throws Exception {
        var one = CrObject.named("one").ofStudy("s").ofModality("US");
        begins();
        ends("COMPLETED", one);
        site.stop();
        site.start();

        store(one);

        assertThat(hospital.awaitOutcomes(1)).extracting(m -> m.text("reason")).containsExactly("no_model");
    }

    @Test
    void takesBackWhatWasSaidWhenItIsDiscontinued() throws Exception {
        var image = CrObject.named("one").ofStudy("s");
        begins();
        store(image);
        var first = hospital.awaitOutcomes(1).getFirst();

        ends("DISCONTINUED", image);

        assertThat(hospital.awaitOutcomes(3)).anySatisfy(message -> {
            assertThat(message.text("id")).isEqualTo(first.text("id"));
            assertThat(message.text("state")).isEqualTo("retracted");
        }).anySatisfy(message -> {
            assertThat(message.text("reason")).isEqualTo("incomplete");
            assertThat(message.topic()).endsWith("/_none");
        });
    }
}
