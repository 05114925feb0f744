// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.association.Association;
import dev.gantry.dicom.association.Ending;
import dev.gantry.dicom.association.Ending.Aborted;
import dev.gantry.dicom.association.Ending.Released;
import dev.gantry.dicom.association.ServiceUser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pdu.Pdu.Pdv;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;

/// One C-ECHO as its user (PS3.7 9.1.5).
final class Echo implements ServiceUser {
    private static final int MESSAGE_ID = 1;

    private final Vertx vertx;
    private final Association association;
    private final Promise<Echoed> result;
    private final Reply reply = new Reply();
    private final long startedAtNanos = System.nanoTime();
    private final long timer;

    Echo(Vertx vertx, Association association, Duration limit, Promise<Echoed> result) {
        this.vertx = vertx;
        this.association = association;
        this.result = result;
        this.timer = vertx.setTimer(limit.toMillis(), _ ->
                association.abort("no answer to the C-ECHO in time"));
        association.execute(this::ask);
    }

    private void ask() {
        if (association.contexts().isEmpty()) {
            result.tryComplete(new Echoed.Failed("verification is not accepted there"));
            association.release();
            return;
        }
        var request = CommandSet.empty()
                .uid(Tag.AFFECTED_SOP_CLASS_UID, Dimse.VERIFICATION)
                .number(Tag.COMMAND_FIELD, Dimse.C_ECHO_RQ)
                .number(Tag.MESSAGE_ID, MESSAGE_ID)
                .number(Tag.COMMAND_DATA_SET_TYPE, Dimse.NO_DATA_SET);
        association.send(Fragments.of(1, true, true, request.write(), association.sendableBytes()));
    }

    @Override
    public void received(Pdv value) {
        switch (reply.add(value)) {
            case Reply.Read.More _ -> {}
            case Reply.Read.Wrong(var why) -> association.abort(why);
            case Reply.Read.Whole(var command) -> {
                result.tryComplete(new Echoed.Answered(
                        command.number(Tag.STATUS).orElse(Dimse.CANNOT_UNDERSTAND),
                        Duration.ofNanos(System.nanoTime() - startedAtNanos)));
                vertx.cancelTimer(timer);
                association.release();
            }
        }
    }

    @Override
    public void releaseRequested() {
        association.release();
    }

    @Override
    public void ended(Ending how) {
        vertx.cancelTimer(timer);
        result.tryComplete(new Echoed.Failed(switch (how) {
            case Released _ -> "released before the answer";
            case Aborted(var why) -> why;
        }));
    }
}
