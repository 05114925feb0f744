// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;

/// What the layer above decides for associations that peers ask for. On the listener's event loop only.
public interface AssociationService {

    /// Accepts or rejects one proposed presentation context (PS3.8 9.3.3.2).
    ContextAnswer choose(ProposedContext proposed);

    /// An association was accepted; gives who is to hear of it.
    ServiceUser accepted(Association association);
}
