// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.pdu.Pdu.Titles;
import io.vertx.core.Future;

/// One association as a normalized service sees it: requests may go both ways (PS3.7 7.5). From any thread.
public interface Dialogue {

    /// Of the association, for logs.
    long number();

    /// Who is the called and who the calling one.
    Titles titles();

    /// The other side's network address, without port.
    String peer();

    /// Asks the peer. Operations are sent one after the other; each waits at most 30 seconds for its answer,
    /// then the association is aborted. Never fails.
    Future<Invoked> invoke(Operation operation);

    /// Ends an association that we opened, once everything owed to the peer is sent.
    void release();
}
