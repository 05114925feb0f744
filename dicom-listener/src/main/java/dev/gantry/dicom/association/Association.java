// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.PData;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;

/// One established association, as its service-user sees it. On its event loop only.
///
/// After [ServiceUser#ended] it must not be used.
public interface Association {

    /// A presentation context both sides agreed on.
    record Context(int id, String abstractSyntax, String transferSyntax) {}

    /// For logs; unique within this process.
    long number();

    Titles titles();

    /// The other side's network address, without port.
    String peer();

    /// The accepted contexts by their ids.
    Map<Integer, Context> contexts();

    /// The roles that the side which asked for this association has for a SOP class: as negotiated, else SCU only
    /// (PS3.7 D.3.3.4). The other side has the opposite ones.
    Role role(String sopClass);

    /// The largest P-DATA-TF variable field the peer takes, in bytes.
    int sendableBytes();

    /// Sends all of it in one write; completes when the bytes are with the operating system.
    Future<Void> send(List<PData> data);

    /// Stops reading. What was already received (one read at most) is still indicated.
    void pause();

    void resume();

    /// Runs `work` on the association's event loop: at once when called there, else soon. From any thread.
    void execute(Runnable work);

    /// Ends it in order: asks for the release, or answers the peer who did. A peer that is asked may still send, and
    /// is aborted when it does not answer in time.
    void release();

    /// Ends it at once; the service-user hears `why` in its [Ending].
    void abort(String why);
}
