// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.commitment.Courier.Round;
import dev.gantry.dicom.dimse.Caller;
import dev.gantry.dicom.dimse.Dialogue;
import dev.gantry.dicom.dimse.NormalizedService;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.dimse.Response;
import dev.gantry.dicom.dimse.Status;
import dev.gantry.dicom.pdu.AeTitle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers for the safekeeping of objects: the SCP of the Storage Commitment Push Model (PS3.4 J.3).
///
/// For `role: store` only. With `role: copy` it is not to be given to the provider: the SOP class is then refused when
/// the association is negotiated, which no modality can take for a commitment.
///
/// A request is synced to the disk before it is answered, so its report is sent even after kill -9. The report goes out
/// on the requester's association when that still stands a second later, else on one of our own.
public final class CommitmentProvider implements NormalizedService, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(CommitmentProvider.class);
    private static final int REQUEST_COMMITMENT = 1;

    private final Debts debts;
    private final Vertx vertx;
    private final Clock clock;
    private final Pace pace;
    private final Round round;
    private final Map<AeTitle, Courier> couriers = new HashMap<>();

    /// @param onSameAssociation how long after the request its own association is tried
    /// @param firstPause        before the second attempt on an association of ours; it doubles
    record Pace(Duration onSameAssociation, Duration firstPause, Duration longestPause) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(10));
    }

    private CommitmentProvider(Debts debts, Vertx vertx, Function<String, Optional<String>> holds,
            Function<AeTitle, Optional<Peer>> addresses, Clock clock, Pace pace) {
        this.debts = debts;
        this.vertx = vertx;
        this.clock = clock;
        this.pace = pace;
        this.round = new Round(vertx.getOrCreateContext(), new Caller(vertx), addresses,
                transaction -> Report.of(transaction, holds), transaction -> debts.settled(transaction.id()), clock,
                pace.firstPause(), pace.longestPause());
    }

    /// Opens what is owed in `folder`, made when missing, and begins to report it. Blocks.
    ///
    /// @param holds     the SOP class of an object that is kept for good, by its instance UID; on an event loop
    /// @param addresses where a requester listens, by its AE title
    /// @throws IOException when the folder cannot be used, or is used already
    public static CommitmentProvider open(Path folder, Vertx vertx, Function<String, Optional<String>> holds,
            Function<AeTitle, Optional<Peer>> addresses, Clock clock) throws IOException {
        return open(folder, vertx, holds, addresses, clock, Pace.USUAL);
    }

    static CommitmentProvider open(Path folder, Vertx vertx, Function<String, Optional<String>> holds,
            Function<AeTitle, Optional<Peer>> addresses, Clock clock, Pace pace) throws IOException {
        var provider = new CommitmentProvider(Debts.open(folder), vertx, holds, addresses, clock, pace);
        provider.debts.all().forEach(provider::bring);
        return provider;
    }

    @Override
    public String sopClassUid() {
        return Report.SOP_CLASS_UID;
    }

    @Override
    public Set<Kind> performs() {
        return EnumSet.of(Kind.ACTION);
    }

    @Override
    public Future<Response> perform(Operation operation, Dialogue with) {
        if (!operation.sopInstanceUid().equals(Report.SOP_INSTANCE_UID)) {
            return refuse(Status.NO_SUCH_SOP_INSTANCE, "not the storage commitment instance");
        }
        if (operation.typeId() != REQUEST_COMMITMENT) {
            return refuse(Status.NO_SUCH_ACTION_TYPE, "only action type 1, request storage commitment");
        }
        return operation.dataSet().flatMap(Transaction::read)
                .map(asked -> owe(asked, with))
                .orElseGet(() -> refuse(Status.INVALID_ARGUMENT, "no transaction UID, or no objects with class and UID"));
    }

    private static Future<Response> refuse(Status status, String why) {
        return Future.succeededFuture(Response.of(status, why));
    }

    private Future<Response> owe(Transaction.Asked asked, Dialogue with) {
        var requester = with.titles().calling();
        var known = debts.of(requester, asked.uid());
        var transaction = new Transaction(
                UUID.randomUUID(), requester, asked.uid(), asked.references(), !known.isEmpty(), clock.instant());
        if (known.stream().anyMatch(transaction::repeats)) {
            return Future.succeededFuture(Response.success()); // its report is on the way
        }
        var record = transaction.encode();
        if (!debts.hasRoom(record.length)) {
            return refuse(Status.RESOURCE_LIMITATION, "too many commitment reports are owed");
        }
        LOG.info("association={} commitment requested requester='{}' objects={}", with.number(), requester,
                asked.references().size());
        var done = Promise.<Response>promise();
        debts.add(transaction, record).whenComplete((_, failure) -> {
            if (failure == null) {
                done.complete(Response.success());
                soon(transaction, with);
            } else {
                done.fail(failure);
            }
        });
        return done.future();
    }

    /// Who waits for the report has it on its own association; who has released or is about to gets a call.
    private void soon(Transaction transaction, Dialogue with) {
        vertx.setTimer(pace.onSameAssociation().toMillis(), _ ->
                Courier.report(with, transaction, round).onSuccess(trouble -> trouble.ifPresentOrElse(
                        _ -> bring(transaction), () -> debts.settled(transaction.id()))));
    }

    private void bring(Transaction transaction) {
        round.context().runOnContext(_ -> couriers
                .computeIfAbsent(transaction.requester(), requester -> new Courier(requester, round))
                .add(transaction));
    }

    @Override
    public void close() throws IOException {
        debts.close();
    }
}
