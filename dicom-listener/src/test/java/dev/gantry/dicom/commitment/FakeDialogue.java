// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import dev.gantry.dicom.dimse.Dialogue;
import dev.gantry.dicom.dimse.Invoked;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Future;
import java.util.concurrent.LinkedBlockingQueue;

/// The association of a requester that takes what it is told, or has gone.
final class FakeDialogue implements Dialogue {
    final LinkedBlockingQueue<Operation> asked = new LinkedBlockingQueue<>();
    private final AeTitle calling;
    private final Invoked answer;

    FakeDialogue(String calling, Invoked answer) {
        this.calling = new AeTitle(calling);
        this.answer = answer;
    }

    @Override
    public long number() {
        return 1;
    }

    @Override
    public Titles titles() {
        return new Titles(new AeTitle("GANTRY"), calling);
    }

    @Override
    public String peer() {
        return "127.0.0.1";
    }

    @Override
    public Future<Invoked> invoke(Operation operation) {
        asked.add(operation);
        return Future.succeededFuture(answer);
    }

    @Override
    public void release() {}
}
