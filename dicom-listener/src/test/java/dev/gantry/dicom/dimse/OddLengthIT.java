// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.dimse.ScriptedScanner.CT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Sent.Result.Answered;
import dev.gantry.dicom.dimse.Sent.Result.NotSent;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files with data sets of odd length: peers abort at a fragment of odd length.
@Timeout(60)
class OddLengthIT {
    final FakeStorage storage = new FakeStorage();
    final Vertx vertx = Vertx.vertx();
    Peer peer;

    @BeforeEach
    void listen() throws Exception {
        var listener = new Listener(ProviderIT.SETTINGS, new Provider(storage));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
        peer = new Peer("127.0.0.1", listener.actualPort(), new Titles(new AeTitle("GANTRY"), new AeTitle("DEMO")),
                ProviderIT.LIMIT);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private List<Sent> send(Outgoing... objects) throws Exception {
        return new Sender(vertx).send(peer, List.of(objects), _ -> {}).await(60, TimeUnit.SECONDS);
    }

    private static Outgoing object(String instance, TransferSyntax syntax, Outgoing.Source source) {
        return new Outgoing(CT, instance, syntax.uid(), source);
    }

    private static byte[] sevens(int length) {
        var bytes = new byte[length];
        Arrays.fill(bytes, (byte) 7);
        return bytes;
    }

    @Test
    void padsDeflatedOnes(@TempDir Path folder) throws Exception {
        var file = Files.write(folder.resolve("object"), sevens(3_000_001));

        var sent = send(
                object("1.1", TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN,
                        new Outgoing.Source.Bytes(ByteBuffer.wrap(sevens(5)))),
                object("1.2", TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN,
                        new Outgoing.Source.Region(file, 0, 3_000_001)),
                object("1.3", TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN,
                        new Outgoing.Source.Bytes(ByteBuffer.wrap(sevens(4)))));

        assertThat(sent).extracting(Sent::result).containsOnly(new Answered(0, ""));
        assertThat(storage.kept.get("1.1")).containsExactly(7, 7, 7, 7, 7, 0);
        assertThat(storage.kept.get("1.2")).hasSize(3_000_002).startsWith(7).endsWith(7, 0);
        assertThat(storage.kept.get("1.3")).containsExactly(7, 7, 7, 7);
    }

    @Test
    void leavesOutOthersAndSendsTheRest() throws Exception {
        var sent = send(
                object("1.1", TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                        new Outgoing.Source.Bytes(ByteBuffer.wrap(sevens(5)))),
                object("1.2", TransferSyntax.EXPLICIT_LITTLE_ENDIAN,
                        new Outgoing.Source.Bytes(ByteBuffer.wrap(sevens(6)))));

        assertThat(sent).extracting(Sent::result).containsExactly(
                new NotSent("its data set is of odd length, so it is damaged"), new Answered(0, ""));
        assertThat(storage.kept).containsOnlyKeys("1.2");
    }
}
