// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.Pdv;

/// What the layer above hears of one association (the UL service-user of PS3.8 7). On its event loop only.
public interface ServiceUser {

    /// The next presentation data value; its context is one of those accepted.
    void received(Pdv value);

    /// The peer wants to end. Answer with [Association#release] once everything owed to it has been sent.
    void releaseRequested();

    /// Nothing more comes, nothing more may be sent. Called exactly once.
    void ended(Ending how);
}
