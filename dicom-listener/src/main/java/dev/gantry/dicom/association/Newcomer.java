// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.access.Verdict;
import dev.gantry.dicom.pdu.Decoded.Malformed;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Rejection;
import io.netty.buffer.ByteBuf;
import io.vertx.core.net.NetSocket;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who opened a connection, as long as it has no association: whether it gets one, and what the log and the list of
/// refusals say when it gets none.
final class Newcomer {
    private static final Logger LOG = LoggerFactory.getLogger(Newcomer.class);

    private final long number;
    private final NetSocket socket;
    private final String peer;
    private final Access access;
    private final AssociationService service;

    /// @param number  of the association that it would have
    /// @param service hears of it when it gets none
    Newcomer(long number, NetSocket socket, String peer, Access access, AssociationService service) {
        this.number = number;
        this.socket = socket;
        this.peer = peer;
        this.access = access;
        this.service = service;
    }

    /// Its first PDU.
    void says(Pdu first) {
        Unwelcome.why(first).ifPresent(why -> {
            LOG.warn("association={} peer={} refused reason=\"{}\"", number, peer, why);
            service.turnedAway(peer, "", why, "see that a DICOM node of today calls here");
        });
    }

    /// It connected and never asked for an association.
    void saysNothing() {
        LOG.info("association={} peer={} closed reason=\"no request in time\"", number, peer);
        service.turnedAway(peer, "", "it connected and asked for no association in time",
                "see that it speaks DICOM on this port, and TLS only on dicom.tls.port");
    }

    /// Its first bytes are no PDU.
    void saysWhatIsNotDicom(Malformed malformed, ByteBuf start) {
        var glimpse = Glimpse.of(start);
        LOG.warn("association={} peer={} not-dicom looks-like=\"{}\" first-bytes={} detail=\"{}\"",
                number, peer, glimpse.guess(), glimpse.hex(), malformed.detail());
        glimpse.objection().ifPresentOrElse(why -> access.refused(Callers.address(socket), Cause.WRONG_PORT, why,
                        "let it call dicom.tls.port, or switch TLS off there"),
                () -> service.turnedAway(peer, "", "it speaks no DICOM here; it looks like " + glimpse.guess(),
                        "let it call the port of what it speaks"));
    }

    /// On any thread, within seconds.
    CompletionStage<Verdict> judged(AssociateRq asked) {
        return access.judge(Callers.of(asked, socket));
    }

    /// Why it gets no association; else it is admitted.
    ///
    /// @param association the one that it would have
    Optional<Rejection> objection(AssociateRq asked, Verdict verdict, Roster roster, AcceptedAssociation association) {
        if (verdict instanceof Verdict.Refused refused) {
            return Optional.of(refused.rejection()); // told of by the room that refused it
        }
        if (!asked.applicationContext().equals(Pdu.DICOM_APPLICATION_CONTEXT)) {
            roster.refused("application-context");
            return rejected(asked, "application context '" + start(asked.applicationContext()) + "'",
                    "see that it is a DICOM node: each names the same application context",
                    Rejection.APPLICATION_CONTEXT_NOT_SUPPORTED);
        }
        if (roster.draining()) {
            roster.refused("stopping");
            return rejected(asked, "the listener stops", "let it call again in a minute",
                    Rejection.TEMPORARY_CONGESTION);
        }
        var full = roster.admit(association);
        full.ifPresent(_ -> roster.refused("too-many-associations"));
        return full.flatMap(why -> rejected(asked, why,
                "let it end its associations, or raise dicom.max-associations and dicom.max-associations-per-host",
                Rejection.LOCAL_LIMIT_EXCEEDED));
    }

    private Optional<Rejection> rejected(AssociateRq asked, String why, String remedy, Rejection rejection) {
        LOG.warn("association={} peer={} calling='{}' rejected reason=\"{}\"", number, peer,
                asked.titles().calling(), why);
        service.turnedAway(peer, asked.titles().calling().text(), why, remedy);
        return Optional.of(rejection);
    }

    /// No UID is longer (PS3.5 9.1), so a log need not be.
    private static String start(String uid) {
        return uid.substring(0, Math.min(uid.length(), 64));
    }
}
