// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.dimse.ScriptedScanner.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Normalized operations over a real socket, right and wrong (PS3.7 10).
@Timeout(60)
class NormalizedIT {
    private static final ProposedContext CONTEXT =
            new ProposedContext(1, FakeService.CLASS, List.of(ScriptedScanner.EXPLICIT));
    private static final byte[] SET = new DataSetBuilder().put(Tag.MODALITY, "CT")
            .encode(TransferSyntax.EXPLICIT_LITTLE_ENDIAN);

    final FakeService service = new FakeService();
    Vertx vertx;
    int port;

    @BeforeEach
    void listen() throws Exception {
        vertx = Vertx.vertx();
        var listener = new Listener(ProviderIT.SETTINGS,
                new Provider(new FakeStorage(), List.of(service), Negotiation.EXACT_FIRST));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        port = listener.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private ScriptedScanner associated() throws IOException {
        var scanner = new ScriptedScanner(port);
        scanner.say(request("GANTRY", CONTEXT));
        assertThat(scanner.hear()).isInstanceOf(AssociateAc.class);
        return scanner;
    }

    private static Operation operation(Kind kind, int typeId, boolean withSet) {
        return new Operation(kind, FakeService.CLASS, "1.2.3", typeId, withSet
                ? Optional.of(new DataSetBuilder().put(Tag.MODALITY, "CT").build()) : Optional.empty());
    }

    @ParameterizedTest
    @CsvSource({"CREATE,8140,0", "SET,8120,0", "ACTION,8130,7", "EVENT_REPORT,8100,2"})
    void answersEachOperationWithItsOwnFields(Kind kind, String field, int typeId) throws Exception {
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(Normalized.request(operation(kind, typeId, true), 9)),
                    ScriptedScanner.data(true, SET));

            var answer = scanner.hearResponse();
            assertThat(answer.number(Tag.COMMAND_FIELD)).hasValue(Integer.parseInt(field, 16));
            assertThat(answer.number(Tag.MESSAGE_ID_BEING_RESPONDED_TO)).hasValue(9);
            assertThat(answer.number(Tag.STATUS)).hasValue(0);
            assertThat(answer.text(Tag.AFFECTED_SOP_CLASS_UID)).hasValue(FakeService.CLASS);
            assertThat(answer.text(Tag.AFFECTED_SOP_INSTANCE_UID)).hasValue("1.2.3");
            assertThat(answer.number(kind == Kind.ACTION ? Tag.ACTION_TYPE_ID : Tag.EVENT_TYPE_ID))
                    .isEqualTo(typeId == 0 ? java.util.OptionalInt.empty() : java.util.OptionalInt.of(typeId));
            assertThat(service.asked.getFirst().typeId()).isEqualTo(typeId);
            assertThat(service.asked.getFirst().dataSet().orElseThrow().text(Tag.MODALITY)).hasValue("CT");
        }
    }

    @Test
    void makesUpTheInstanceThatNCreateLeavesOut() throws Exception {
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(CommandSet.empty()
                    .uid(Tag.AFFECTED_SOP_CLASS_UID, FakeService.CLASS)
                    .number(Tag.COMMAND_FIELD, Kind.CREATE.field())
                    .number(Tag.MESSAGE_ID, 1)
                    .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.NO_DATA_SET)));

            var made = scanner.hearResponse().text(Tag.AFFECTED_SOP_INSTANCE_UID).orElseThrow();
            assertThat(made).startsWith("2.25.").isEqualTo(service.asked.getFirst().sopInstanceUid());
            assertThat(service.asked.getFirst().dataSet()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1.2.840.10008.1.20.1, 0120, 1.2.3, 1, 0118", // not the class of the context
        "1.2.840.10008.3.1.2.3.3, 0120, x, 1, 0117", // no UID
        "1.2.840.10008.3.1.2.3.3, 0110, 1.2.3, 1, 0211", // an operation the service has not
        "1.2.840.10008.3.1.2.3.3, 0150, 1.2.3, 1, 0211",
        "1.2.840.10008.3.1.2.3.3, 0130, 1.2.3, 0, 0123", // no action type
        "1.2.840.10008.3.1.2.3.3, 0020, 1.2.3, 0, 0211", // C-FIND
    })
    void saysWhatIsWrongWithARequest(String sopClass, String field, String instance, int type, String status)
            throws Exception {
        try (var scanner = associated()) {
            var command = CommandSet.empty()
                    .uid(Tag.REQUESTED_SOP_CLASS_UID, sopClass)
                    .uid(Tag.REQUESTED_SOP_INSTANCE_UID, instance)
                    .number(Tag.COMMAND_FIELD, Integer.parseInt(field, 16))
                    .number(Tag.MESSAGE_ID, 1)
                    .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.DATA_SET);
            scanner.say(ScriptedScanner.command(type == 0 ? command : command.number(Tag.ACTION_TYPE_ID, type)),
                    ScriptedScanner.data(true, SET));

            assertThat(scanner.hearStatus()).isEqualTo(Integer.parseInt(status, 16));
            assertThat(service.asked).isEmpty();
            scanner.say(ScriptedScanner.command(Normalized.request(operation(Kind.SET, 0, true), 2)),
                    ScriptedScanner.data(true, SET));
            assertThat(scanner.hearStatus()).isZero();
        }
    }

    @Test
    void refusesADataSetThatIsTooLargeWithoutKeepingIt() throws Exception {
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(Normalized.request(operation(Kind.CREATE, 0, true), 1)));
            for (int i = 0; i <= SmallDataSet.MAX_BYTES / 16_000; i++) {
                scanner.say(ScriptedScanner.data(false, new byte[16_000]));
            }
            scanner.say(ScriptedScanner.data(true));

            assertThat(scanner.hearStatus()).isEqualTo(Status.RESOURCE_LIMITATION.code());
            assertThat(service.asked).isEmpty();
        }
    }

    @Test
    void refusesADataSetThatIsNone() throws Exception {
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(Normalized.request(operation(Kind.CREATE, 0, true), 1)),
                    ScriptedScanner.data(true, (byte) 8, (byte) 0, (byte) 0x60));

            assertThat(scanner.hearStatus()).isEqualTo(Status.PROCESSING_FAILURE.code());
            assertThat(service.asked).isEmpty();
        }
    }

    @Test
    void answersAServiceThatFailed() throws Exception {
        service.answer = Future.failedFuture(new IOException("disk"));
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(Normalized.request(operation(Kind.SET, 0, false), 1)));

            assertThat(scanner.hearStatus()).isEqualTo(Status.PROCESSING_FAILURE.code());
        }
    }

    @Test
    void answersInOrderAndBeforeTheRelease() throws Exception {
        var late = Promise.<Response>promise();
        service.answer = late.future();
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(Normalized.request(operation(Kind.SET, 0, false), 1)));
            while (service.asked.isEmpty()) {
                Thread.sleep(5);
            }
            service.answer = Future.succeededFuture(Response.of(Status.NO_SUCH_ATTRIBUTE, "why", Tag.MODALITY)
                    .withErrorId(0xA506));
            scanner.say(ScriptedScanner.command(Normalized.request(operation(Kind.SET, 0, false), 2)));
            scanner.say(new ReleaseRq());
            while (service.asked.size() < 2) {
                Thread.sleep(5);
            }
            late.complete(Response.success());

            assertThat(scanner.hearResponse().number(Tag.MESSAGE_ID_BEING_RESPONDED_TO)).hasValue(1);
            var second = scanner.hearResponse();
            assertThat(second.number(Tag.STATUS)).hasValue(Status.NO_SUCH_ATTRIBUTE.code());
            assertThat(second.number(Tag.ERROR_ID)).hasValue(0xA506);
            assertThat(second.tags(Tag.ATTRIBUTE_IDENTIFIER_LIST)).containsExactly(Tag.MODALITY);
            assertThat(second.text(Tag.ERROR_COMMENT)).hasValue("why");
            assertThat(scanner.hear()).isEqualTo(new ReleaseRp());
        }
    }

    @Test
    void asksThePeerOnTheSameAssociationOneAfterTheOther() throws Exception {
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(Normalized.request(operation(Kind.SET, 0, false), 1)));
            assertThat(scanner.hearStatus()).isZero();
            var dialogue = service.dialogues.getFirst();
            var first = dialogue.invoke(operation(Kind.EVENT_REPORT, 1, true));
            var second = dialogue.invoke(operation(Kind.EVENT_REPORT, 2, false));

            var heard = scanner.hearResponse();
            assertThat(heard.number(Tag.COMMAND_FIELD)).hasValue(0x0100);
            assertThat(heard.number(Tag.EVENT_TYPE_ID)).hasValue(1);
            assertThat(((PData) scanner.hear()).values().getFirst().command()).isFalse();
            assertThat(second.isComplete()).isFalse();
            scanner.say(ScriptedScanner.command(report(heard).number(Tag.STATUS, 0x0110)));
            assertThat(first.await(60, TimeUnit.SECONDS)).isInstanceOfSatisfying(Invoked.Answered.class, it ->
                    assertThat(it.response().status()).isEqualTo(0x0110));
            assertThat(scanner.hearResponse().number(Tag.EVENT_TYPE_ID)).hasValue(2);
            scanner.say(new ReleaseRq());

            assertThat(second.await(60, TimeUnit.SECONDS)).isInstanceOf(Invoked.Unanswered.class);
            assertThat(dialogue.invoke(operation(Kind.EVENT_REPORT, 1, false)).await(60, TimeUnit.SECONDS))
                    .isInstanceOf(Invoked.Unanswered.class);
        }
    }

    private static CommandSet report(CommandSet asked) {
        return CommandSet.empty()
                .number(Tag.COMMAND_FIELD, Kind.EVENT_REPORT.field() | Dimse.RESPONSE)
                .number(Tag.MESSAGE_ID_BEING_RESPONDED_TO, asked.number(Tag.MESSAGE_ID).orElseThrow())
                .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.NO_DATA_SET);
    }

    @Test
    void abortsOnAnAnswerToNothing() throws Exception {
        try (var scanner = associated()) {
            scanner.say(ScriptedScanner.command(CommandSet.empty()
                    .number(Tag.COMMAND_FIELD, 0x8100)
                    .number(Tag.MESSAGE_ID_BEING_RESPONDED_TO, 1)
                    .number(Tag.STATUS, 0)));

            assertThat(scanner.hear()).isInstanceOf(Abort.class);
        }
    }
}
