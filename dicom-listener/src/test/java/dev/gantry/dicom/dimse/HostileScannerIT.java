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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pdu.AbortReason;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.Abort;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import dev.gantry.dicom.pdu.Rejection;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Peers that drip, stall, flood, never read or cut their bytes as they like.
@Timeout(60)
class HostileScannerIT {
    static final Duration ARTIM = Duration.ofMillis(500);
    static final Duration IDLE = Duration.ofMillis(700);
    static final int PER_HOST = 2;

    final FakeStorage storage = new FakeStorage();
    Vertx vertx;
    int port;

    @BeforeEach
    void listen() throws Exception {
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        port = deploy(new Provider(storage));
    }

    private int deploy(AssociationService service) throws Exception {
        var listener = new Listener(new DicomSettings("GANTRY", "127.0.0.1", 0, 50, PER_HOST, 131_072, ARTIM, IDLE,
                List.of("explicit-little-endian"), NativeCodecs.OFF), service);
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
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

    /// A byte each 50 ms until the other side is gone; fails if it bears with us to the end.
    private static void drip(ScriptedScanner scanner, byte[] bytes) {
        assertThatThrownBy(() -> {
            for (byte one : bytes) {
                scanner.say(new byte[] {one});
                Thread.sleep(50);
            }
        }).isInstanceOf(IOException.class);
    }

    @Test
    void closesWhoDripsARequest() throws Exception {
        try (var scanner = new ScriptedScanner(port)) {
            drip(scanner, ScriptedScanner.bytes(request("GANTRY", CT_CONTEXT)));
        }
    }

    @Test
    void abortsWhoDripsAPdu() throws Exception {
        try (var scanner = associated()) {
            drip(scanner, Arrays.copyOf(ScriptedScanner.bytes(
                    new PData(List.of(command(store(1, CT, "1.2")), data(true, new byte[400])))), 400));
            assertThat(storage.begun).isEmpty();
        }
    }

    @Test
    void abortsAndDiscardsATransferThatStops() throws Exception {
        try (var scanner = associated()) {
            scanner.say(command(store(1, CT, "1.2")), data(false, (byte) 1));

            assertThat(scanner.hear()).isEqualTo(new Abort(AbortReason.BY_USER));
            assertThat(scanner.hearsEnd()).isTrue();
        }
        assertThat(storage.discarded).hasValue(1);
        assertThat(storage.kept).isEmpty();
    }

    @Test
    void rejectsOneMoreFromTheSameAddressButNotFromAnother() throws Exception {
        try (var first = associated(); var second = associated(); var third = new ScriptedScanner(port);
                var other = new ScriptedScanner(new Socket("127.0.0.1", port, InetAddress.getByName("127.0.0.2"), 0))) {
            third.say(request("GANTRY", CT_CONTEXT));
            other.say(request("GANTRY", CT_CONTEXT));

            assertThat(third.hear()).isEqualTo(Rejection.LOCAL_LIMIT_EXCEEDED.pdu());
            assertThat(other.hear()).isInstanceOf(AssociateAc.class);
            first.say(new ReleaseRq());
            assertThat(first.hear()).isEqualTo(new ReleaseRp());
            associated().close();
            second.say(new ReleaseRq());
            assertThat(second.hear()).isEqualTo(new ReleaseRp());
        }
    }

    @Test
    void servesOthersWhileOneAddressFloodsIt() throws Exception {
        var flood = new ArrayList<Socket>();
        for (int i = 0; i < 100; i++) {
            flood.add(new Socket("127.0.0.1", port));
        }
        try (var scanner = new ScriptedScanner(
                new Socket("127.0.0.1", port, InetAddress.getByName("127.0.0.2"), 0))) {
            scanner.say(request("GANTRY", CT_CONTEXT));

            assertThat(scanner.hear()).isInstanceOf(AssociateAc.class);
        }
        for (var socket : flood) {
            socket.setSoTimeout(5000);
            assertThat(socket.getInputStream().read()).as("closed, at once or by ARTIM").isNegative();
            socket.close();
        }
    }

    @Test
    void getsRidOfAPeerThatNeverReads() throws Exception {
        for (int i = 0; i < PER_HOST; i++) {
            var deaf = new Socket();
            deaf.setReceiveBufferSize(4096);
            deaf.connect(new java.net.InetSocketAddress("127.0.0.1", port));
            deaf.getOutputStream().write(ScriptedScanner.bytes(request("GANTRY", CT_CONTEXT)));
            var echo = ScriptedScanner.bytes(new PData(List.of(new Pdv(1, true, true, CommandSet.empty()
                    .number(Tag.COMMAND_FIELD, Dimse.C_ECHO_RQ).number(Tag.MESSAGE_ID, 1)
                    .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.NO_DATA_SET).write()))));
            var sending = CompletableFuture.runAsync(() -> assertThatThrownBy(() -> {
                while (true) {
                    deaf.getOutputStream().write(echo);
                }
            }).isInstanceOf(IOException.class), runnable -> Thread.ofVirtual().start(runnable));
            sending.get(60, TimeUnit.SECONDS);
            deaf.close();
        }
        associated().close();
    }

    @Test
    void understandsAnySegmentation() throws Exception {
        var random = new Random(7);
        var all = new ByteArrayOutputStream();
        all.write(ScriptedScanner.bytes(request("GANTRY", CT_CONTEXT)));
        for (int object = 0; object < 20; object++) {
            var values = new ArrayList<Pdv>(List.of(command(store(object, CT, "1." + object))));
            for (int i = 0; i < 50; i++) {
                values.add(data(i == 49, new byte[random.nextInt(400)]));
            }
            for (int at = 0; at < values.size(); at += 7) {
                all.write(ScriptedScanner.bytes(new PData(values.subList(at, Math.min(at + 7, values.size())))));
            }
        }
        all.write(ScriptedScanner.bytes(new ReleaseRq()));
        try (var scanner = new ScriptedScanner(port)) {
            var bytes = all.toByteArray();
            for (int at = 0; at < bytes.length;) {
                int next = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 3 : 3000));
                scanner.say(Arrays.copyOfRange(bytes, at, next));
                at = next;
            }

            assertThat(scanner.hear()).isInstanceOf(AssociateAc.class);
            for (int object = 0; object < 20; object++) {
                assertThat(scanner.hearStatus()).isZero();
            }
            assertThat(scanner.hear()).isEqualTo(new ReleaseRp());
        }
        assertThat(storage.kept).hasSize(20);
    }

    @Test
    void saysWhatIsWrongWithARequestThatIsAlmostOne() throws Exception {
        var twice = request("GANTRY", CT_CONTEXT, CT_CONTEXT);
        try (var scanner = new ScriptedScanner(port)) {
            scanner.say(twice);

            assertThat(scanner.hear()).isEqualTo(new Abort(AbortReason.BY_USER)); // AA-1
            assertThat(scanner.hearsEnd()).isTrue();
        }
    }

    private Pdu answerTo(Pdu pdu) throws IOException {
        return answerTo(ScriptedScanner.bytes(pdu));
    }

    private Pdu answerTo(byte[] bytes) throws IOException {
        try (var scanner = associated()) {
            scanner.say(bytes);
            var answer = scanner.hear();
            scanner.say(new Abort(AbortReason.BY_USER)); // AA-2: frees the place at once
            assertThat(scanner.hearsEnd()).isTrue();
            return answer;
        }
    }

    /// PS3.8 Table 9-26, within an association: the provider's own aborts have source 2.
    @Test
    void saysWhyItAborts() throws Exception {
        assertThat(answerTo(request("GANTRY", CT_CONTEXT))).isEqualTo(new Abort(AbortReason.UNEXPECTED_PDU));
        assertThat(answerTo(new ReleaseRp())).isEqualTo(new Abort(AbortReason.UNEXPECTED_PDU));
        assertThat(answerTo(Rejection.NO_REASON.pdu())).isEqualTo(new Abort(AbortReason.UNEXPECTED_PDU));
        assertThat(answerTo(new byte[] {'G', 'E', 'T'})).isEqualTo(new Abort(AbortReason.UNRECOGNIZED_PDU));
        assertThat(answerTo(new byte[] {4, 0, (byte) 0xFF, 0, 0, 0}))
                .isEqualTo(new Abort(AbortReason.INVALID_PARAMETER));
        assertThat(answerTo(new PData(List.of(new Pdv(9, true, true, command(store(1, CT, "1.2")).bytes())))))
                .isEqualTo(new Abort(AbortReason.INVALID_PARAMETER));
    }

    /// PS3.8 Table 9-21.
    @Test
    void saysWhyItRejects() throws Exception {
        var wanted = request("GANTRY", CT_CONTEXT);
        var foreign = new AssociateRq(1, "1.2.3", wanted.titles(), wanted.contexts(), wanted.user());
        var newer = new AssociateRq(2, wanted.applicationContext(), wanted.titles(), wanted.contexts(), wanted.user());

        assertThat(rejection(request("PACS", CT_CONTEXT))).isEqualTo(Rejection.CALLED_AE_NOT_RECOGNIZED.pdu());
        assertThat(rejection(foreign)).isEqualTo(Rejection.APPLICATION_CONTEXT_NOT_SUPPORTED.pdu());
        assertThat(rejection(newer)).isEqualTo(Rejection.VERSION_NOT_SUPPORTED.pdu());
    }

    private Pdu rejection(AssociateRq request) throws IOException {
        try (var scanner = new ScriptedScanner(port)) {
            scanner.say(request);
            return scanner.hear();
        }
    }

    /// Asks for the release as soon as the association stands.
    private static final class Leaving implements AssociationService {
        final CompletableFuture<Ending> ending = new CompletableFuture<>();

        @Override
        public ContextAnswer choose(ProposedContext proposed) {
            return new Provider(new FakeStorage()).choose(proposed);
        }

        @Override
        public ServiceUser accepted(Association association) {
            association.execute(association::release);
            return new ServiceUser() {
                @Override
                public void received(Pdv value) {
                    // still allowed while we wait for the answer (AR-6)
                }

                @Override
                public void releaseRequested() {
                    ending.completeExceptionally(new AssertionError("not told in a collision"));
                }

                @Override
                public void ended(Ending how) {
                    ending.complete(how);
                }
            };
        }
    }

    private ScriptedScanner askedToLeave(Leaving service) throws Exception {
        port = deploy(service);
        var scanner = associated();
        assertThat(scanner.hear()).isEqualTo(new ReleaseRq());
        return scanner;
    }

    @Test
    void asksForTheReleaseItself() throws Exception {
        var service = new Leaving();
        try (var scanner = askedToLeave(service)) {
            scanner.say(data(true, (byte) 1));
            scanner.say(new ReleaseRp());

            assertThat(service.ending.get(60, TimeUnit.SECONDS)).isEqualTo(new Ending.Released());
            assertThat(scanner.hearsEnd()).isTrue();
        }
    }

    @Test
    void survivesAReleaseCollision() throws Exception {
        var service = new Leaving();
        try (var scanner = askedToLeave(service)) {
            scanner.say(new ReleaseRq());
            scanner.say(new ReleaseRp());

            assertThat(scanner.hear()).isEqualTo(new ReleaseRp());
            assertThat(service.ending.get(60, TimeUnit.SECONDS)).isEqualTo(new Ending.Released());
            assertThat(scanner.hearsEnd()).isTrue();
        }
    }

    @Test
    void abortsAPeerThatDoesNotAnswerItsRelease() throws Exception {
        var service = new Leaving();
        try (var scanner = askedToLeave(service)) {
            assertThat(scanner.hear()).isEqualTo(new Abort(AbortReason.BY_USER));
            assertThat(service.ending.get(60, TimeUnit.SECONDS))
                    .isEqualTo(new Ending.Aborted("no answer to the release request"));
        }
    }
}
