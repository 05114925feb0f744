// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import dev.gantry.dicom.dimse.Dialogue;
import dev.gantry.dicom.dimse.NormalizedService;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.dimse.Response;
import dev.gantry.dicom.mpps.Rules.Verdict;
import dev.gantry.journal.Journal;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The performed procedure steps that scanners tell us of: the SCP of the Modality Performed Procedure Step SOP class
/// (PS3.4 F.7).
///
/// A step that was acknowledged is synced to the disk and survives kill -9. Kept are at most 10 000 steps in 32 MiB;
/// ended ones for 7 days, others for 30.
public final class PerformedSteps implements NormalizedService, AutoCloseable {
    /// PS3.4 F.7.2.
    public static final String SOP_CLASS_UID = "1.2.840.10008.3.1.2.3.3";

    private static final Logger LOG = LoggerFactory.getLogger(PerformedSteps.class);

    private final Journal journal;
    private final Shelf shelf;
    private final Context context;
    private final Clock clock;
    private final Listener listener;

    /// Who is told of steps.
    public interface Listener {
        /// The step was created or changed, and is on the disk. On one event loop, that of [#open]'s caller or one of
        /// its own; must not block. Calls come in the order of the changes.
        void told(PerformedStep step);
    }

    private PerformedSteps(Journal journal, Shelf shelf, Context context, Clock clock, Listener listener) {
        this.journal = journal;
        this.shelf = shelf;
        this.context = context;
        this.clock = clock;
        this.listener = listener;
    }

    /// Opens what is kept in `folder`, made when missing. Blocks.
    ///
    /// @throws IOException when the folder cannot be used, or is used already
    public static PerformedSteps open(Path folder, Vertx vertx, Clock clock, Listener listener) throws IOException {
        var journal = Journal.open(folder, Journal.Durability.SYNC);
        try {
            var shelf = new Shelf();
            journal.replay(bytes -> Kept.decode(bytes).ifPresent(kept -> shelf.put(kept, bytes)));
            shelf.age(clock.instant());
            return new PerformedSteps(journal, shelf, vertx.getOrCreateContext(), clock, listener);
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
    }

    /// Hands out every step that is kept, in the order of their last changes: what a start needs to know. Those that
    /// come later go to the listener.
    public void replay(Consumer<PerformedStep> each) {
        for (var bytes : shelf.records()) {
            Kept.decode(bytes).map(Kept::step).ifPresent(each);
        }
    }

    @Override
    public String sopClassUid() {
        return SOP_CLASS_UID;
    }

    @Override
    public Set<Kind> performs() {
        return EnumSet.of(Kind.CREATE, Kind.SET);
    }

    @Override
    public synchronized Future<Response> perform(Operation operation, Dialogue with) {
        var now = clock.instant();
        shelf.age(now);
        var uid = operation.sopInstanceUid();
        var before = shelf.get(uid);
        var existing = before.flatMap(Kept::decode);
        var verdict = operation.kind() == Kind.CREATE
                ? Rules.create(uid, existing, operation.dataSet(), now)
                : Rules.set(existing, operation.dataSet(), now);
        return switch (verdict) {
            case Verdict.Refused(var response) -> Future.succeededFuture(response);
            case Verdict.Accepted(var kept) -> keep(kept, before, with);
        };
    }

    private Future<Response> keep(Kept kept, Optional<byte[]> before, Dialogue with) {
        var bytes = kept.encode();
        if (bytes.length > Journal.MAX_RECORD_BYTES || before.isEmpty() && !shelf.hasRoom(bytes.length)) {
            return Future.succeededFuture(Response.of(dev.gantry.dicom.dimse.Status.RESOURCE_LIMITATION,
                    before.isEmpty() ? "too many steps are kept" : "the step is too large"));
        }
        shelf.put(kept, bytes);
        var done = Promise.<Response>promise();
        journal.append(bytes).whenComplete((_, failure) -> {
            if (failure == null) {
                context.runOnContext(_ -> tell(kept.step()));
                done.complete(Response.success());
            } else {
                undo(kept, before, bytes);
                done.fail(failure);
            }
        });
        compact();
        var step = kept.step();
        LOG.info("association={} performed-step status=\"{}\" station='{}' modality={} series={} instances={}",
                with.number(), step.status().text(), step.origin().stationAeTitle(), step.origin().modality(),
                step.series().size(), step.series().stream().mapToInt(each -> each.instances().size()).sum());
        return done.future();
    }

    private void tell(PerformedStep step) {
        try {
            listener.told(step);
        } catch (RuntimeException bug) {
            LOG.error("a performed step was not taken in", bug);
        }
    }

    private synchronized void undo(Kept kept, Optional<byte[]> before, byte[] bytes) {
        if (shelf.get(kept.step().sopInstanceUid()).filter(now -> now == bytes).isPresent()) {
            before.flatMap(Kept::decode).ifPresentOrElse(
                    old -> shelf.put(old, before.get()), () -> shelf.remove(kept.step().sopInstanceUid()));
        }
    }

    /// Copies what is kept once the journal is mostly history.
    private void compact() {
        if (journal.bytes() > Shelf.MAX_BYTES && journal.bytes() > 4 * shelf.bytes()) {
            journal.rotate(shelf.records()).whenComplete((_, failure) -> {
                if (failure != null) {
                    LOG.warn("the journal of performed steps could not be compacted reason=\"{}\"",
                            failure.getMessage());
                }
            });
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
