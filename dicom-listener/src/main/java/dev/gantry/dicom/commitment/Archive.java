// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.commitment.Asking.Pace;
import dev.gantry.dicom.commitment.CommitmentUser.Asked;
import dev.gantry.dicom.dimse.NormalizedService;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The archive that is to keep what we hold: asked again and again for all it has not committed to, so that those
/// objects may make room (storage commitment, PS3.4 J).
///
/// It is asked for at most [CommitmentUser#MAX_OBJECTS] at a time, one request at a time; ever more seldom while it is
/// away or refuses, and the same for each object that it lacks. What it has committed to is for the holdings to write
/// down; all else is forgotten at a restart, and asked anew.
public final class Archive implements CommitmentUser.Listener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Archive.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final Holdings holdings;
    private final LongSupplier nanoClock;
    private final String title;
    private final CommitmentUser user;
    private final Asking asking;
    private final Duration look;
    private final AtomicBoolean listing = new AtomicBoolean();
    private OptionalLong timer = OptionalLong.empty();

    /// What we hold that it should keep.
    public interface Holdings {
        /// Those that wait longest, each instance once, at most `most`, and only instances that `which` accepts; on a
        /// worker thread.
        List<Reference> uncommitted(int most, Predicate<String> which);

        /// The archive answers for it. On an event loop; must not block.
        void committed(String sopInstanceUid);
    }

    public Archive(Vertx vertx, Peer archive, Holdings holdings, LongSupplier nanoClock) {
        this(vertx, archive, holdings, nanoClock, Pace.USUAL, LOOK);
    }

    /// @param look how often it is seen to whether there is something to ask
    Archive(Vertx vertx, Peer archive, Holdings holdings, LongSupplier nanoClock, Pace pace, Duration look) {
        this.vertx = vertx;
        this.holdings = holdings;
        this.nanoClock = nanoClock;
        this.title = archive.titles().called().text();
        this.user = new CommitmentUser(vertx, archive, this);
        this.asking = new Asking(pace, nanoClock.getAsLong());
        this.look = look;
    }

    /// Begins to ask; to be called once, when [#reports] are taken: there are archives that bring a report once only.
    public void begin() {
        timer = OptionalLong.of(vertx.setPeriodic(
                Math.min(FIRST_LOOK.toMillis(), look.toMillis()), look.toMillis(), _ -> look()));
    }

    /// Takes its reports where it opens associations of its own for them.
    public NormalizedService reports() {
        return user;
    }

    private void look() {
        int room = room();
        if (room > 0 && listing.compareAndSet(false, true)) {
            vertx.executeBlocking(() -> holdings.uncommitted(room, this::due))
                    .onSuccess(this::ask)
                    .onFailure(e -> LOG.error("what the archive should keep cannot be listed cause={}", e.toString()))
                    .onComplete(_ -> listing.set(false));
        }
    }

    private synchronized int room() {
        asking.takeNews().forEach((reason, objects) ->
                LOG.info("archive does not keep objects; they are asked for again archive='{}' objects={} reason={}",
                        title, objects, hexadecimal(reason)));
        return asking.room(nanoClock.getAsLong());
    }

    private synchronized boolean due(String sopInstanceUid) {
        return asking.due(sopInstanceUid, nanoClock.getAsLong());
    }

    private void ask(List<Reference> objects) {
        if (objects.isEmpty()) {
            return;
        }
        synchronized (this) {
            asking.asked(objects, nanoClock.getAsLong());
        }
        user.request(objects).onSuccess(asked -> {
            switch (asked) {
                case Asked.Taken _ -> taken(objects);
                case Asked.Refused(var why) -> refused(objects, why);
            }
        });
    }

    private synchronized void taken(List<Reference> objects) {
        boolean news = asking.taken();
        LOG.info("archive asked to commit{} archive='{}' objects={}", news ? ", it takes requests again" : "", title,
                objects.size());
    }

    private synchronized void refused(List<Reference> objects, String why) {
        if (asking.refused(objects, why, nanoClock.getAsLong())) {
            LOG.warn("archive takes no request to commit; it is asked again archive='{}' objects={} reason=\"{}\"",
                    title, objects.size(), why);
        }
    }

    @Override
    public void committed(Reference reference) {
        holdings.committed(reference.sopInstanceUid());
        synchronized (this) {
            asking.committed(reference.sopInstanceUid());
        }
    }

    @Override
    public synchronized void refused(Reference reference, int reason) {
        LOG.debug("archive does not commit archive='{}' reason={}", title, hexadecimal(reason));
        asking.lacks(reference.sopInstanceUid(), reason, nanoClock.getAsLong());
    }

    private static String hexadecimal(int reason) {
        return "%04XH".formatted(reason);
    }

    /// What a person should see to, one sentence each.
    public synchronized List<String> complaints() {
        return asking.complaints(title, nanoClock.getAsLong());
    }

    /// Asks no more.
    @Override
    public void close() {
        timer.ifPresent(vertx::cancelTimer);
    }
}
