// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Requested;
import dev.gantry.dicom.association.Requestor;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.association.Requestor.Proposal;
import dev.gantry.dicom.association.Retry;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Sent.Result.NotSent;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Sends objects to other systems and asks whether they are there: the user of the Storage and Verification
/// service classes (PS3.4 A, B).
public final class Sender {
    /// Identifiers are odd and one byte (PS3.8 9.3.2.2).
    private static final int MAX_CONTEXTS = 128;

    private final Vertx vertx;
    private final Retry retry;
    private final Requestor requestor;

    /// A presentation context in the making. Each proposes one transfer syntax, so that the peer cannot
    /// accept one in which the object is not encoded.
    record Kind(String sopClassUid, String transferSyntaxUid) {
        static Kind of(Outgoing object) {
            return new Kind(object.sopClassUid(), object.transferSyntaxUid());
        }
    }

    /// Asks once for each association.
    public Sender(Vertx vertx) {
        this(vertx, Retry.NEVER);
    }

    /// @param retry for associations that are not had at first; what happens inside one is never repeated
    public Sender(Vertx vertx, Retry retry) {
        this.vertx = vertx;
        this.retry = retry;
        this.requestor = new Requestor(vertx);
    }

    /// One association, one C-ECHO. Never fails.
    public Future<Echoed> echo(Peer peer) {
        var result = Promise.<Echoed>promise();
        var context = new ProposedContext(1, Dimse.VERIFICATION, List.of(
                TransferSyntax.IMPLICIT_LITTLE_ENDIAN.uid(), TransferSyntax.EXPLICIT_LITTLE_ENDIAN.uid()));
        requestor.request(peer, new Proposal(List.of(context), List.of()), retry, association ->
                new Echo(vertx, association, peer.limit(), result))
                .onSuccess(requested -> trouble(requested)
                        .ifPresent(why -> result.tryComplete(new Echoed.Failed(why))));
        return result.future();
    }

    /// Sends the objects one after the other, in as few associations as their kinds fit into: usually one.
    /// `each` hears of every object in order, on an event loop. Completes with the same, in the same order;
    /// never fails.
    public Future<List<Sent>> send(Peer peer, List<Outgoing> objects, Consumer<Sent> each) {
        var all = new ArrayList<Sent>();
        var chain = Future.<Void>succeededFuture();
        for (var batch : batches(objects)) {
            chain = chain.compose(_ -> send(peer, batch, new ArrayList<>(), sent -> {
                all.add(sent);
                each.accept(sent);
            }));
        }
        return chain.map(_ -> all);
    }

    private static List<List<Outgoing>> batches(List<Outgoing> objects) {
        var batches = new ArrayList<List<Outgoing>>();
        var kinds = new LinkedHashMap<Kind, Integer>();
        for (var object : objects) {
            kinds.put(Kind.of(object), 0);
            if (batches.isEmpty() || kinds.size() > MAX_CONTEXTS) {
                kinds.clear();
                kinds.put(Kind.of(object), 0);
                batches.add(new ArrayList<>());
            }
            batches.getLast().add(object);
        }
        return batches;
    }

    private Future<Void> send(Peer peer, List<Outgoing> batch, List<ProposedContext> contexts,
            Consumer<Sent> each) {
        var ids = new LinkedHashMap<Kind, Integer>();
        for (var object : batch) {
            ids.computeIfAbsent(Kind.of(object), kind -> {
                int id = 2 * contexts.size() + 1;
                contexts.add(new ProposedContext(id, kind.sopClassUid(), List.of(kind.transferSyntaxUid())));
                return id;
            });
        }
        var done = Promise.<Void>promise();
        requestor.request(peer, new Proposal(contexts, List.of()), retry,
                        association -> new Delivery(vertx, association, peer.limit(), batch, ids, each, done))
                .onSuccess(requested -> trouble(requested).ifPresent(why -> {
                    batch.forEach(object -> each.accept(new Sent(object, new NotSent(why))));
                    done.complete();
                }));
        return done.future();
    }

    /// Empty when the association stands.
    private static Optional<String> trouble(Requested requested) {
        return requested instanceof Requested.Accepted ? Optional.empty() : Optional.of(requested.words());
    }
}
