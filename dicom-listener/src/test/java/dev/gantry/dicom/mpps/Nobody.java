// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.mpps;

import dev.gantry.dicom.dimse.Dialogue;
import dev.gantry.dicom.dimse.Invoked;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Future;

/// An association on which nobody listens.
final class Nobody implements Dialogue {
    @Override
    public long number() {
        return 1;
    }

    @Override
    public Titles titles() {
        return new Titles(new AeTitle("GANTRY"), new AeTitle("CT01"));
    }

    @Override
    public String peer() {
        return "127.0.0.1";
    }

    @Override
    public Future<Invoked> invoke(Operation operation) {
        return Future.succeededFuture(new Invoked.Unanswered("nobody there"));
    }

    @Override
    public void release() {}
}
