// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.data.TransferSyntax.*;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pdu.ContextResult;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which presentation contexts we accept, and with which transfer syntax (PS3.8 9.3.3.2). Pure.
///
/// Of the transfer syntaxes that Gantry can decode, a site takes those it lists, in its order. The others are
/// taken only when a context offers nothing that is listed, and whatever the list says: PS3.5 10.1 lets a
/// sender that has only such pixels offer just that, and an object refused would be an object lost.
final class Negotiation {
    /// What keeps every sample comes first, the cheapest to read foremost.
    static final List<TransferSyntax> EXACT_FIRST = List.of(
            EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN,
            DEFLATED_EXPLICIT_LITTLE_ENDIAN,
            RLE_LOSSLESS, JPEG_LOSSLESS_SV1, JPEG_LOSSLESS, JPEG_LS_LOSSLESS, JPEG_2000_LOSSLESS,
            HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL,
            JPEG_BASELINE, JPEG_EXTENDED, JPEG_LS_NEAR_LOSSLESS, JPEG_2000, HTJ2K);

    /// For messages without pixels.
    private static final List<TransferSyntax> PLAIN =
            List.of(EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN, EXPLICIT_BIG_ENDIAN);

    private static final List<TransferSyntax> VERIFICATION =
            List.of(EXPLICIT_LITTLE_ENDIAN, IMPLICIT_LITTLE_ENDIAN);

    private final Services services;
    private final List<TransferSyntax> storage;

    Negotiation(Services services, List<TransferSyntax> listed) {
        this.services = services;
        this.storage = Stream.concat(listed.stream(), Arrays.stream(values()).filter(TransferSyntax::storedOnly))
                .distinct()
                .toList();
    }

    ContextAnswer choose(ProposedContext proposed) {
        var abstractSyntax = proposed.abstractSyntax();
        if (abstractSyntax.equals(Dimse.VERIFICATION)) {
            return first(VERIFICATION, proposed);
        }
        if (services.offers(abstractSyntax)) {
            return first(PLAIN, proposed);
        }
        return StorageClasses.contains(abstractSyntax)
                ? first(storage, proposed)
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
