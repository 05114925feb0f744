// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.dimse.Called;
import dev.gantry.dicom.dimse.Caller;
import dev.gantry.dicom.dimse.Caller.Side;
import dev.gantry.dicom.dimse.Dialogue;
import dev.gantry.dicom.dimse.Invoked;
import dev.gantry.dicom.dimse.NormalizedService;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.dimse.Response;
import dev.gantry.dicom.dimse.Status;
import dev.gantry.dicom.pdu.AeTitle;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigInteger;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks an archive to answer for the safekeeping of objects, and takes its reports: the SCU of the Storage Commitment
/// Push Model (PS3.4 J.3).
///
/// Nothing of it is on the disk: an object that is not committed is asked for again by who wants it to go. A report
/// counts only for a transaction that we opened with the archive that sends it, and for the objects asked for in it: a
/// stranger's report frees nothing.
public final class CommitmentUser implements NormalizedService {
    /// Objects in one request.
    public static final int MAX_OBJECTS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(CommitmentUser.class);
    private static final int MAX_OPEN = 1000;
    private static final Duration USUAL_PATIENCE = Duration.ofSeconds(10);
    private static final Duration REPORT_LIMIT = Duration.ofHours(24);

    private final Vertx vertx;
    private final Peer archive;
    private final Listener listener;
    private final Duration patience;
    private final Map<String, Open> open = new ConcurrentHashMap<>();

    private record Open(Set<Reference> references, long timer) {}

    /// Who is told of results. On event loops; must not block.
    public interface Listener {
        /// The archive has it and answers for it.
        void committed(Reference reference);

        /// It does not.
        ///
        /// @param reason PS3.3 C.14.1.1
        void refused(Reference reference, int reason);
    }

    /// How a request went.
    public sealed interface Asked {
        /// The report comes within a day, or never.
        record Taken(String transactionUid) implements Asked {}

        record Refused(String why) implements Asked {}
    }

    public CommitmentUser(Vertx vertx, Peer archive, Listener listener) {
        this(vertx, archive, listener, USUAL_PATIENCE);
    }

    /// @param patience how long the report is awaited on the association of the request
    CommitmentUser(Vertx vertx, Peer archive, Listener listener, Duration patience) {
        this.vertx = vertx;
        this.archive = archive;
        this.listener = listener;
        this.patience = patience;
    }

    /// Asks once. Completes when the archive has answered; the listener hears of the objects later. Never fails.
    ///
    /// @throws IllegalArgumentException for no object, or more than [#MAX_OBJECTS]
    public Future<Asked> request(List<Reference> objects) {
        if (objects.isEmpty() || objects.size() > MAX_OBJECTS) {
            throw new IllegalArgumentException("1 to " + MAX_OBJECTS + " objects, not " + objects.size());
        }
        if (open.size() >= MAX_OPEN) {
            return Future.succeededFuture(new Asked.Refused("too many requests wait for their report"));
        }
        return new Caller(vertx).call(archive, Report.SOP_CLASS_UID, Side.USER, List.of(this))
                .compose(called -> switch (called) {
                    case Called.Failed(var why) -> Future.succeededFuture(new Asked.Refused(why));
                    case Called.Standing(var dialogue) -> ask(dialogue, objects);
                });
    }

    /// It is open before it is asked: a report may overtake the answer.
    private Future<Asked> ask(Dialogue dialogue, List<Reference> objects) {
        var uid = "2.25." + new BigInteger(UUID.randomUUID().toString().replace("-", ""), 16);
        open.put(uid, new Open(Set.copyOf(objects), vertx.setTimer(REPORT_LIMIT.toMillis(), _ -> open.remove(uid))));
        var action = new Operation(Kind.ACTION, Report.SOP_CLASS_UID, Report.SOP_INSTANCE_UID, 1,
                Optional.of(Transaction.information(uid, objects)));
        return dialogue.invoke(action).map(invoked -> switch (invoked) {
            case Invoked.Answered(var response) when response.successful() || response.warning() -> {
                linger(uid, dialogue);
                yield new Asked.Taken(uid);
            }
            case Invoked.Answered(var response) -> refused(uid, dialogue,
                    "the archive answers %04XH %s".formatted(response.status(), response.comment()));
            case Invoked.Unanswered(var why) -> refused(uid, dialogue, why);
        });
    }

    private Asked refused(String uid, Dialogue dialogue, String why) {
        close(uid);
        dialogue.release();
        return new Asked.Refused(why);
    }

    private void linger(String uid, Dialogue dialogue) {
        long step = Math.max(1, patience.toMillis() / 20);
        long until = System.nanoTime() + patience.toNanos();
        vertx.setPeriodic(step, timer -> {
            if (!open.containsKey(uid) || System.nanoTime() - until > 0) {
                vertx.cancelTimer(timer);
                dialogue.release();
            }
        });
    }

    private void close(String uid) {
        Optional.ofNullable(open.remove(uid)).ifPresent(gone -> vertx.cancelTimer(gone.timer()));
    }

    @Override
    public String sopClassUid() {
        return Report.SOP_CLASS_UID;
    }

    @Override
    public Set<Kind> performs() {
        return EnumSet.of(Kind.EVENT_REPORT);
    }

    @Override
    public Future<Response> perform(Operation operation, Dialogue with) {
        return Future.succeededFuture(take(operation, with));
    }

    private Response take(Operation operation, Dialogue with) {
        if (operation.typeId() != Report.COMPLETE && operation.typeId() != Report.WITH_FAILURES) {
            return Response.of(Status.NO_SUCH_EVENT_TYPE, "only event types 1 and 2");
        }
        var report = operation.dataSet().flatMap(Report::read);
        if (report.isEmpty()) {
            return Response.of(Status.INVALID_ARGUMENT, "no transaction UID");
        }
        var asked = Optional.ofNullable(open.get(report.get().transactionUid())).filter(_ -> archive(with));
        if (asked.isEmpty()) {
            return Response.of(Status.INVALID_ARGUMENT, "not a transaction of ours with this archive");
        }
        close(report.get().transactionUid());
        settle(report.get(), asked.get().references());
        LOG.info("association={} commitment of the archive committed={} failed={}", with.number(),
                report.get().committed().size(), report.get().failed().size());
        return Response.success();
    }

    /// On our own association it is the called one, on its own the calling one.
    private boolean archive(Dialogue with) {
        AeTitle title = archive.titles().called();
        return with.titles().calling().equals(title) || with.titles().called().equals(title);
    }

    private void settle(Report report, Set<Reference> asked) {
        var refused = new HashSet<>(report.failed().keySet());
        report.committed().stream().filter(asked::contains).filter(it -> !refused.contains(it))
                .forEach(listener::committed);
        report.failed().forEach((reference, reason) -> {
            if (asked.contains(reference)) {
                listener.refused(reference, reason);
            }
        });
    }
}
