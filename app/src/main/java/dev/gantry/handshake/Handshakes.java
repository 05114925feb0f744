// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.handshake;

import dev.gantry.config.Network;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.Allowed;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.access.Refusal;
import dev.gantry.dicom.association.AssociationService;
import dev.gantry.dicom.association.Overheard;
import dev.gantry.handshake.Handshake.Advice;
import dev.gantry.handshake.Handshake.What;
import dev.gantry.handshake.Handshake.Who;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Who calls, as it happens: the latest some hundred handshakes, and whoever listens hears of each. Any thread.
public final class Handshakes {
    /// What one click can put right: a caller that is not listed, or not from there.
    private static final Set<Cause> ALLOWABLE = Set.of(Cause.CALLING, Cause.ADDRESS, Cause.CALLED_BY_IT);
    private static final String ANY = "*";
    static final int MOST = 300;

    private final Clock clock;
    private final Deque<Handshake> latest = new ArrayDeque<>();
    private final List<Consumer<Handshake>> listeners = new CopyOnWriteArrayList<>();
    private long seq;

    public Handshakes(Clock clock) {
        this.clock = clock;
    }

    /// Hears of all whom `access` refuses.
    public void follow(Access access) {
        access.listen(refusal -> happened(who(refusal), what(refusal)));
    }

    /// The same service, overheard.
    public AssociationService overheard(AssociationService service) {
        return new Overheard(service, new Listening(this));
    }

    void happened(Who who, What what) {
        Handshake handshake;
        synchronized (this) {
            handshake = new Handshake(++seq, now(), who, what);
            latest.addLast(handshake);
            if (latest.size() > MOST) {
                latest.removeFirst();
            }
        }
        listeners.forEach(listener -> listener.accept(handshake));
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// The latest one last.
    public synchronized List<Handshake> latest() {
        return List.copyOf(latest);
    }

    /// From now on `listener` hears of each, on any thread; it must not block.
    ///
    /// @return ends that
    public Runnable listen(Consumer<Handshake> listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /// Whether an allow would let this caller in.
    public static boolean allowable(Refusal refusal) {
        return ALLOWABLE.contains(refusal.objection().cause()) && !refusal.calling().isEmpty()
                && !refusal.calling().equals(ANY);
    }

    /// The entry that lets the caller in, as `gantry access allow` would make it of the remedy: from its address alone,
    /// and to the title it called where we have several.
    ///
    /// @param several we answer to more than one AE title
    public Allowed entry(Refusal refusal, boolean several) {
        return new Allowed(refusal.calling(), List.of(new Network(refusal.address())),
                several ? Optional.of(refusal.called()) : Optional.empty(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private static Who who(Refusal refusal) {
        return new Who(refusal.calling(), refusal.called(), refusal.address(), refusal.implementation());
    }

    private static What what(Refusal refusal) {
        var advice = new Advice(refusal.objection().why(), refusal.objection().remedy());
        return refusal.letIn()
                ? new What.LetIn(advice, allowable(refusal))
                : new What.Refused(advice, allowable(refusal));
    }
}
