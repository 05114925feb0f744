// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.association.Retry;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/// Our own sender.
record Ours(Vertx vertx) implements Caller {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ALL_MINUTES = 2;
    /// Odil listens only while no association is open, and not at once again.
    private static final Retry RETRY = new Retry(Duration.ofMillis(100), Duration.ofMillis(500), Duration.ofSeconds(5));

    @Override
    public String name() {
        return "Gantry";
    }

    @Override
    public String version() {
        return Part10.IMPLEMENTATION_VERSION_NAME;
    }

    @Override
    public void mustBeHere() {
        // it is
    }

    private static Peer peer(int port, String called) {
        return new Peer("127.0.0.1", port, new Titles(new AeTitle(called), new AeTitle("GANTRY")), LIMIT);
    }

    @Override
    public boolean echoes(int port, String called) throws Exception {
        return new Sender(vertx, RETRY).echo(peer(port, called)).await(ALL_MINUTES, TimeUnit.MINUTES)
                instanceof Echoed.Answered(int status, _) && status == 0;
    }

    /// Goes on behind an object at which the peer aborts.
    @Override
    public List<String> store(int port, String called, List<Ware> wares) throws Exception {
        var complaints = new ArrayList<String>();
        var rest = wares;
        while (!rest.isEmpty()) {
            int behind = rest.size();
            var sent = send(port, called, rest);
            for (int i = 0; i < behind; i++) {
                var name = rest.get(i).name();
                complaint(sent.get(i)).ifPresent(why -> complaints.add(name + ": " + why));
                if (sent.get(i).result() instanceof Sent.Result.NotSent(var why) && why.startsWith("aborted")) {
                    behind = i + 1;
                }
            }
            rest = rest.subList(behind, rest.size());
        }
        return complaints;
    }

    private List<Sent> send(int port, String called, List<Ware> wares) throws Exception {
        var objects = new ArrayList<Outgoing>();
        for (var ware : wares) {
            objects.add(outgoing(ware));
        }
        return new Sender(vertx, RETRY).send(peer(port, called), objects, _ -> {}).await(ALL_MINUTES, TimeUnit.MINUTES);
    }

    private static Outgoing outgoing(Ware ware) throws IOException {
        return Outgoing.of((Part10.Opened) Part10.open(ware.file())).orElseThrow();
    }

    private static Optional<String> complaint(Sent sent) {
        return switch (sent.result()) {
            case Sent.Result.Answered answered when answered.stored() -> Optional.empty();
            case Sent.Result.Answered(int status, var comment) ->
                    Optional.of("answered %04XH %s".formatted(status, comment));
            case Sent.Result.NotSent(var why) -> Optional.of("not sent: " + why);
        };
    }
}
