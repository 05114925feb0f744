// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.dimse.ScriptedScanner.CT;
import static dev.gantry.dicom.dimse.ScriptedScanner.CT_CONTEXT;
import static dev.gantry.dicom.dimse.ScriptedScanner.command;
import static dev.gantry.dicom.dimse.ScriptedScanner.data;
import static dev.gantry.dicom.dimse.ScriptedScanner.request;
import static dev.gantry.dicom.dimse.ScriptedScanner.store;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.ContextResult;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRj;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.Rejection;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProviderIT {
    static final Duration LIMIT = Duration.ofSeconds(60);
    static final DicomSettings SETTINGS =
            terms(Duration.ofSeconds(5), Duration.ofSeconds(20));

    static DicomSettings terms(Duration artim, Duration idle) {
        return new DicomSettings("GANTRY", "127.0.0.1", 0, 50, 50, 131_072, artim, idle,
                List.of("explicit-little-endian", "implicit-little-endian"), NativeCodecs.OFF);
    }

    final FakeStorage storage = new FakeStorage();
    Vertx vertx;
    int port;
    String deployment;

    @BeforeEach
    void listen() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        port = deploy(SETTINGS);
    }

    private int deploy(DicomSettings settings) throws Exception {
        var listener = new Listener(settings, new Provider(storage));
        deployment = vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        return listener.actualPort();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private ScriptedScanner associated() throws IOException {
        var scanner = new ScriptedScanner(port);
        scanner.say(request("GANTRY", CT_CONTEXT));
        assertThat(scanner.hear()).isInstanceOf(AssociateAc.class);
        return scanner;
    }

    private static void eventually(BooleanSupplier holds) throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!holds.getAsBoolean() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(holds.getAsBoolean()).isTrue();
    }

    private Peer peer(String called) {
        return new Peer("127.0.0.1", port, new Titles(new AeTitle(called), new AeTitle("DEMO")), LIMIT);
    }

    @Test
    void storesAnObjectOfManyValuesAndReleases() throws Exception {
        try (var scanner = associated()) {
            var values = new ArrayList<Pdv>(List.of(command(store(7, CT, "1.2.3"))));
            for (int i = 0; i < 1000; i++) {
                values.add(data(i == 999, (byte) i));
            }
            scanner.say(values.toArray(Pdv[]::new));

            var response = scanner.hearResponse();
            assertThat(response.number(Tag.COMMAND_FIELD)).hasValue(0x8001);
            assertThat(response.number(Tag.MESSAGE_ID_BEING_RESPONDED_TO)).hasValue(7);
            assertThat(response.number(Tag.STATUS)).hasValue(0);
            assertThat(response.text(Tag.AFFECTED_SOP_INSTANCE_UID)).hasValue("1.2.3");
            assertThat(storage.kept.get("1.2.3")).hasSize(1000);
            scanner.say(new ReleaseRq());
            assertThat(scanner.hear()).isEqualTo(new ReleaseRp());
        }
    }

    @Test
    void understandsOneByteAtATime() throws Exception {
        var all = new ByteArrayOutputStream();
        all.write(ScriptedScanner.bytes(request("GANTRY", CT_CONTEXT)));
        all.write(ScriptedScanner.bytes(
                new PData(List.of(command(store(1, CT, "1.2")), data(false, (byte) 1),
                        data(true, (byte) 2)))));
        try (var scanner = new ScriptedScanner(port)) {
            for (byte one : all.toByteArray()) {
                scanner.say(new byte[] {one});
            }

            assertThat(scanner.hear()).isInstanceOf(AssociateAc.class);
            assertThat(scanner.hearStatus()).isZero();
            assertThat(storage.kept.get("1.2")).containsExactly(1, 2);
        }
    }

    @Test
    void discardsAnObjectWhoseSenderGoesAway() throws Exception {
        try (var scanner = associated()) {
            scanner.say(command(store(1, CT, "1.2")), data(false, (byte) 1));
            eventually(() -> storage.begun.size() == 1);
        }

        eventually(() -> storage.discarded.get() == 1);
        assertThat(storage.kept).isEmpty();
    }

    @Test
    void discardsAnObjectWhoseSenderAborts() throws Exception {
        try (var scanner = associated()) {
            scanner.say(command(store(1, CT, "1.2")), data(false, (byte) 1));
            scanner.say(new Abort(AbortReason.BY_USER));

            assertThat(scanner.hearsEnd()).isTrue();
        }
        assertThat(storage.discarded).hasValue(1);
    }

    @Test
    void answersAPipeliningSenderInOrder() throws Exception {
        storage.slow = true;
        try (var scanner = associated()) {
            for (int i = 1; i <= 3; i++) {
                scanner.say(command(store(i, CT, "1." + i)), data(true, (byte) i));
            }
            eventually(() -> storage.unanswered.size() == 3);

            storage.unanswered.get(2).complete(StoreStatus.SUCCESS);
            storage.unanswered.get(1).complete(StoreStatus.OUT_OF_RESOURCES);
            storage.unanswered.get(0).complete(StoreStatus.SUCCESS);

            for (int i = 1; i <= 3; i++) {
                var response = scanner.hearResponse();
                assertThat(response.number(Tag.MESSAGE_ID_BEING_RESPONDED_TO)).hasValue(i);
                assertThat(response.number(Tag.STATUS)).hasValue(i == 2 ? 0xA700 : 0);
                assertThat(response.text(Tag.ERROR_COMMENT).isPresent()).isEqualTo(i == 2);
            }
        }
    }

    @Test
    void restsWhileTheSpoolLagsAndGoesOnAfterwards() throws Exception {
        storage.full = true;
        var piece = new byte[16_000];
        int pieces = 4000;
        try (var scanner = associated()) {
            var sending = Thread.startVirtualThread(() -> {
                try {
                    scanner.say(command(store(1, CT, "1.2")));
                    for (int i = 0; i < pieces; i++) {
                        scanner.say(data(i == pieces - 1, piece));
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            eventually(() -> storage.resume.isPresent());
            Thread.sleep(300);

            assertThat(storage.written.get()).isLessThan(4 << 20);
            storage.full = false;
            storage.resume.orElseThrow().run(); // from a foreign thread, even
            assertThat(scanner.hearStatus()).isZero();
            sending.join(LIMIT);
            assertThat(storage.kept.get("1.2")).hasSize(pieces * piece.length);
        }
    }

    @Test
    void refusesWhatWasNotNegotiatedAndLivesOn() throws Exception {
        try (var scanner = associated()) {
            scanner.say(command(store(1, "1.2.840.10008.5.1.4.1.1.4", "1.2")), data(true, (byte) 1));
            assertThat(scanner.hearStatus()).isEqualTo(0x0122);
            scanner.say(command(store(2, CT, "../etc")), data(true, (byte) 1));
            assertThat(scanner.hearStatus()).isEqualTo(0x0117);
            scanner.say(command(store(3, CT, "")), data(true, (byte) 1));
            assertThat(scanner.hearStatus()).isEqualTo(0xC000);
            scanner.say(command(store(4, CT, "1.2").number(Tag.COMMAND_FIELD, 0x0020)), data(true, (byte) 1));
            assertThat(scanner.hearStatus()).isEqualTo(0x0211);
            scanner.say(command(store(5, CT, "1.2").number(Tag.COMMAND_FIELD, 0x0FFF)
                    .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.NO_DATA_SET)));
            scanner.say(command(store(6, CT, "1.2")), data(true, (byte) 1));

            var response = scanner.hearResponse();
            assertThat(response.number(Tag.STATUS)).hasValue(0);
            assertThat(response.number(Tag.MESSAGE_ID_BEING_RESPONDED_TO)).hasValue(6);
            assertThat(storage.begun).hasSize(1);
        }
    }

    @Test
    void abortsOnFragmentsOutOfPlaceAndHugeCommands() throws Exception {
        try (var scanner = associated()) {
            scanner.say(data(true, (byte) 1));
            assertThat(scanner.hear()).isEqualTo(new Abort(AbortReason.BY_USER));
        }
        try (var scanner = associated()) {
            scanner.say(new Pdv(9, true, true, store(1, CT, "1.2").write()));
            assertThat(scanner.hear()).isEqualTo(new Abort(AbortReason.INVALID_PARAMETER));
        }
        try (var scanner = associated()) {
            scanner.say(new Pdv(1, true, false, io.netty.buffer.Unpooled.wrappedBuffer(new byte[65_537])));
            assertThat(scanner.hear()).isEqualTo(new Abort(AbortReason.BY_USER));
        }
    }

    @Test
    void rejectsOnlyTheContextsItDoesNotKnow() throws Exception {
        try (var scanner = new ScriptedScanner(port)) {
            scanner.say(request("GANTRY", CT_CONTEXT,
                    new ProposedContext(3, "1.2.840.10008.5.1.4.31", List.of(ScriptedScanner.EXPLICIT)),
                    new ProposedContext(5, CT, List.of("1.2.840.10008.1.2.4.94"))));

            var results = ((AssociateAc) scanner.hear()).contexts().stream().map(Pdu.ContextAnswer::result)
                    .toList();
            assertThat(results).containsExactly(ContextResult.ACCEPTANCE,
                    ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED,
                            ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED);
        }
    }

    @Test
    void rejectsAWrongCalledTitle() throws Exception {
        try (var scanner = new ScriptedScanner(port)) {
            scanner.say(request("PACS", CT_CONTEXT));

            assertThat(scanner.hear()).isEqualTo(new AssociateRj(1, 1, 7));
        }
    }

    @Test
    void closesWhatIsNotDicom() throws Exception {
        for (var other : List.of("GET / HTTP/1.1\r\n\r\n", "\u0016\u0003\u0001hello", "\u000bMSH|")) {
            try (var scanner = new ScriptedScanner(port)) {
                scanner.say(other.getBytes(StandardCharsets.ISO_8859_1));
                assertThat(scanner.hear()).isEqualTo(new Abort(AbortReason.BY_USER));
                assertThat(scanner.hearsEnd()).isTrue();
            }
        }
    }

    @Test
    void abortsWhoStaysSilentAndClosesWhoNeverAsks() throws Exception {
        port = deploy(terms(Duration.ofMillis(300), Duration.ofMillis(400)));
        try (var silent = associated(); var mute = new ScriptedScanner(port)) {
            assertThat(silent.hear()).isEqualTo(new Abort(AbortReason.BY_USER));
            assertThat(silent.hearsEnd()).isTrue();
            assertThat(mute.hearsEnd()).isTrue();
        }
    }

    @Test
    void servesFiftyAtOnceAndRejectsOneMore() throws Exception {
        var scanners = new ArrayList<ScriptedScanner>();
        for (int i = 0; i < 50; i++) {
            scanners.add(associated());
        }
        try (var late = new ScriptedScanner(port)) {
            late.say(request("GANTRY", CT_CONTEXT));
            assertThat(late.hear()).isEqualTo(Rejection.LOCAL_LIMIT_EXCEEDED.pdu());
        }
        for (int i = 0; i < 50; i++) {
            scanners.get(i).say(command(store(1, CT, "1." + i)), data(true, (byte) i));
        }
        for (var scanner : scanners) {
            assertThat(scanner.hearStatus()).isZero();
        }
        scanners.getFirst().say(new ReleaseRq());
        assertThat(scanners.getFirst().hear()).isEqualTo(new ReleaseRp());

        associated().close();
        assertThat(storage.kept).hasSize(50);
        for (var scanner : scanners) {
            scanner.close();
        }
    }

    private boolean refusesConnections() {
        try {
            new ScriptedScanner(port).close();
            return false;
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void letsRunningAssociationsFinishWhenItStops() throws Exception {
        var scanner = associated();
        var idle = new ScriptedScanner(port);

        var stopped = vertx.undeploy(deployment);
        assertThat(idle.hearsEnd()).isTrue();
        eventually(this::refusesConnections);
        scanner.say(command(store(1, CT, "1.2")), data(true, (byte) 1));
        assertThat(scanner.hearStatus()).isZero();
        scanner.say(new ReleaseRq());
        assertThat(scanner.hear()).isEqualTo(new ReleaseRp());
        scanner.close();

        stopped.await(60, TimeUnit.SECONDS);
    }

    @Test
    void sendsObjectsFromMemoryAndFilesAndReportsEach(@TempDir Path folder) throws Exception {
        var big = new byte[3 << 20];
        Arrays.fill(big, (byte) 5);
        var file = Files.write(folder.resolve("object"), big);
        var objects = List.of(
                new Outgoing(CT, "1.1", ScriptedScanner.EXPLICIT,
                        new Outgoing.Source.Bytes(ByteBuffer.wrap(big))),
                new Outgoing(CT, "1.2", ScriptedScanner.EXPLICIT,
                        new Outgoing.Source.Region(file, 2, (3 << 20) - 2)),
                new Outgoing("1.2.3.4", "1.3", ScriptedScanner.EXPLICIT,
                        new Outgoing.Source.Bytes(ByteBuffer.allocate(2))),
                new Outgoing(CT, "1.4", "1.2.840.10008.1.2",
                        new Outgoing.Source.Bytes(ByteBuffer.allocate(0))));
        var heard = new ArrayList<Sent>();

        var sent = new Sender(vertx).send(peer("GANTRY"), objects, heard::add).await(60, TimeUnit.SECONDS);

        assertThat(sent).isEqualTo(heard).hasSize(4);
        assertThat(sent.stream().map(Sent::result)).containsExactly(
                new Sent.Result.Answered(0, ""), new Sent.Result.Answered(0, ""),
                new Sent.Result.NotSent("its SOP class and transfer syntax are not accepted there"),
                new Sent.Result.Answered(0, ""));
        assertThat(storage.kept.get("1.1")).isEqualTo(big);
        assertThat(storage.kept.get("1.2")).hasSize((3 << 20) - 2);
    }

    @Test
    void echoesAndSaysInPlainWordsWhyItCannot() throws Exception {
        var sender = new Sender(vertx);

        var good = sender.echo(peer("GANTRY")).await(60, TimeUnit.SECONDS);
        var wrong = sender.echo(peer("PACS")).await(60, TimeUnit.SECONDS);
        port = 1;
        var nobody = sender.echo(peer("GANTRY")).await(60, TimeUnit.SECONDS);

        assertThat(good).isInstanceOfSatisfying(Echoed.Answered.class, echo -> assertThat(echo.status())
                .isZero());
        assertThat(wrong).isEqualTo(
                new Echoed.Failed("association rejected: called AE title not recognized (permanent)"));
        assertThat(nobody).isInstanceOfSatisfying(
                Echoed.Failed.class, failed -> assertThat(failed.why()).startsWith("not reached"));
    }

    @Test
    void givesUpOnAPeerThatNeverAnswers() throws Exception {
        try (var mute = new java.net.ServerSocket(0)) {
            var call = new Peer("127.0.0.1", mute.getLocalPort(), peer("X").titles(), Duration.ofMillis(300));

            var echoed = new Sender(vertx).echo(call).await(60, TimeUnit.SECONDS);

            assertThat(echoed).isEqualTo(
                    new Echoed.Failed("no association: no answer to the association request within 300 ms"));
        }
    }
}
