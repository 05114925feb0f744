// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import dev.gantry.syslog.Message;
import dev.gantry.syslog.Message.Severity;
import dev.gantry.syslog.Outlet;
import dev.gantry.trail.Event.Effect;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Passes events on; where some cannot be, the trail itself says from when to when, and how many. One thread tells.
final class Telling {
    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);
    /// What DICOM wants as MSGID (PS3.15 A.6).
    private static final String MESSAGE_ID = "DICOM+RFC3881";

    private final AuditXml xml;
    private final Outlet outlet;
    private final Supplier<Instant> clock;
    private final AtomicLong lost = new AtomicLong();
    /// In the gap that is open.
    private long missing;

    Telling(AuditXml xml, Outlet outlet, Supplier<Instant> clock) {
        this.xml = xml;
        this.outlet = outlet;
        this.clock = clock;
    }

    void tell(Event event) {
        var message = message(event);
        if (missing > 0 && outlet.roomy()) {
            outlet.insist(message(new Event.Gap(clock.get(), true, missing)));
            missing = 0;
        }
        if (missing > 0 || !outlet.send(message)) {
            lose(1);
        }
    }

    /// So many were not even told to us.
    void lose(long events) {
        if (missing == 0) {
            LOG.error("audit trail is full: events are lost from now on");
            outlet.insist(message(new Event.Gap(clock.get(), false, 0)));
        }
        missing += events;
        lost.addAndGet(events);
    }

    /// Since the start. Any thread.
    long lost() {
        return lost.get();
    }

    private Message message(Event event) {
        return new Message(event.at(), severity(event), MESSAGE_ID, xml.of(event));
    }

    private static Severity severity(Event event) {
        return switch (event) {
            case Event.Transferred it when it.effect() == Effect.FAILED -> Severity.ERROR;
            case Event.Gap it when !it.over() -> Severity.ERROR;
            case Event.Login it when !it.succeeded() -> Severity.WARNING;
            case Event.Refused _ -> Severity.WARNING;
            default -> Severity.NOTICE;
        };
    }
}
