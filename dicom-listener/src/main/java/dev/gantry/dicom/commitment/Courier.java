// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.dimse.Called;
import dev.gantry.dicom.dimse.Caller;
import dev.gantry.dicom.dimse.Caller.Side;
import dev.gantry.dicom.dimse.Dialogue;
import dev.gantry.dicom.dimse.Invoked;
import dev.gantry.dicom.pdu.AeTitle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings reports to one requester on associations of our own, all that wait on one; again and again, ever more
/// seldom, until they are 3 days old. On one context only.
final class Courier {
    static final Duration GIVE_UP_AFTER = Duration.ofDays(3);

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    private final AeTitle requester;
    private final Round round;
    private final ArrayDeque<Transaction> waiting = new ArrayDeque<>();
    private boolean underway;
    private boolean timed;
    private Duration pause;

    /// What all couriers share.
    ///
    /// @param settled no report is owed any more
    record Round(Context context, Caller caller, Function<AeTitle, Optional<Peer>> addresses,
            Function<Transaction, Report> report, Consumer<Transaction> settled, Clock clock, Duration firstPause,
            Duration longestPause) {}

    Courier(AeTitle requester, Round round) {
        this.requester = requester;
        this.round = round;
        this.pause = round.firstPause();
    }

    void add(Transaction transaction) {
        waiting.add(transaction);
        go();
    }

    private void go() {
        giveUpOld();
        if (underway || waiting.isEmpty()) {
            return;
        }
        underway = true;
        round.addresses().apply(requester)
                .map(peer -> round.caller().call(peer, Report.SOP_CLASS_UID, Side.PROVIDER, List.of()))
                .orElseGet(() -> Future.succeededFuture(
                        new Called.Failed("no address of it is in the settings' peers")))
                .onSuccess(called -> round.context().runOnContext(_ -> {
                    switch (called) {
                        case Called.Standing(var dialogue) -> hand(dialogue);
                        case Called.Failed(var why) -> later(why);
                    }
                }));
    }

    private void hand(Dialogue dialogue) {
        if (waiting.isEmpty()) {
            underway = false;
            dialogue.release();
            return;
        }
        var transaction = waiting.peek();
        report(dialogue, transaction, round).onSuccess(trouble -> round.context().runOnContext(_ -> {
            if (trouble.isPresent()) {
                dialogue.release();
                later(trouble.get());
            } else {
                waiting.poll();
                pause = round.firstPause();
                round.settled().accept(transaction);
                hand(dialogue);
            }
        }));
    }

    /// Completes with why the requester does not have it; never fails. From any thread.
    static Future<Optional<String>> report(Dialogue dialogue, Transaction transaction, Round round) {
        var report = round.report().apply(transaction);
        return dialogue.invoke(report.operation()).map(invoked -> switch (invoked) {
            case Invoked.Unanswered(var why) -> Optional.of(why);
            case Invoked.Answered(var response) when response.successful() || response.warning() -> {
                LOG.info("association={} commitment reported requester='{}' committed={} failed={}",
                        dialogue.number(), transaction.requester(), report.committed().size(),
                        report.failed().size());
                yield Optional.empty();
            }
            case Invoked.Answered(var response) -> Optional.of("it answered the report with %04XH %s".formatted(
                    response.status(), response.comment()));
        });
    }

    private void later(String why) {
        underway = false;
        LOG.warn("commitment not reported yet requester='{}' reports={} again-in={}s reason=\"{}\"", requester,
                waiting.size(), pause.toSeconds(), why);
        if (!timed) {
            timed = true;
            round.context().owner().setTimer(pause.toMillis(), _ -> round.context().runOnContext(_ -> {
                timed = false;
                go();
            }));
        }
        pause = pause.multipliedBy(2).compareTo(round.longestPause()) < 0 ? pause.multipliedBy(2)
                : round.longestPause();
    }

    private void giveUpOld() {
        var oldest = round.clock().instant().minus(GIVE_UP_AFTER);
        while (!waiting.isEmpty() && !underway && waiting.peek().receivedAt().isBefore(oldest)) {
            var given = waiting.poll();
            LOG.error("commitment never reported requester='{}' transaction={} reason=\"not reached for {} days\"",
                    requester, given.uid(), GIVE_UP_AFTER.toDays());
            round.settled().accept(given);
        }
    }
}
