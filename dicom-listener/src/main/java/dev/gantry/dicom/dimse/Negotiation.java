// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.data.TransferSyntax.*;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pdu.ContextResult;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import java.util.List;

/// Which presentation contexts we accept, and with which transfer syntax (PS3.8 9.3.3.2). Pure.
final class Negotiation {
    private static final List<TransferSyntax> VERIFICATION =
            List.of(EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN);

    /// What keeps every sample comes first, the cheapest to read foremost; the lossy ones only when nothing
    /// else is offered (PS3.5 10.1 lets a sender that has only lossy pixels offer just that).
    static final List<TransferSyntax> STORAGE = List.of(
            EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN,
                    DEFLATED_EXPLICIT_LITTLE_ENDIAN,
            RLE_LOSSLESS, JPEG_LOSSLESS_SV1, JPEG_LOSSLESS, JPEG_LS_LOSSLESS, JPEG_2000_LOSSLESS,
            HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL,
            JPEG_BASELINE, JPEG_EXTENDED, JPEG_LS_NEAR_LOSSLESS, JPEG_2000, HTJ2K);

    private Negotiation() {}

    static ContextAnswer choose(ProposedContext proposed) {
        if (proposed.abstractSyntax().equals(Dimse.VERIFICATION)) {
            return first(VERIFICATION, proposed);
        }
        return StorageClasses.contains(proposed.abstractSyntax())
                ? first(STORAGE, proposed)
                : rejected(proposed, ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED);
    }

    private static ContextAnswer first(List<TransferSyntax> preferred, ProposedContext proposed) {
        return preferred.stream()
                .filter(syntax -> proposed.transferSyntaxes().contains(syntax.uid()))
                .findFirst()
                .map(syntax -> new ContextAnswer(proposed.id(), ContextResult.ACCEPTANCE, syntax.uid()))
                .orElseGet(() -> rejected(proposed, ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED));
    }

    /// The transfer syntax means nothing here, but PS3.8 9.3.3.2 wants the sub-item, and some peers look for
    /// a UID.
    private static ContextAnswer rejected(ProposedContext proposed, ContextResult why) {
        return new ContextAnswer(proposed.id(), why, IMPLICIT_LITTLE_ENDIAN.uid());
    }
}
