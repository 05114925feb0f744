// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.pdu.ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED;
import static dev.gantry.dicom.pdu.ContextResult.ACCEPTANCE;
import static dev.gantry.dicom.pdu.ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class NegotiationTest {
    private static ContextAnswer choose(String sopClass, List<String> transferSyntaxes) {
        return Negotiation.choose(new ProposedContext(1, sopClass, transferSyntaxes));
    }

    @Test
    void takesTheMostExactTransferSyntaxWhateverTheOrderOfTheOffer() {
        var uids = Negotiation.STORAGE.stream().map(TransferSyntax::uid).toList();
        for (int from = 0; from < uids.size(); from++) {
            var offer = new java.util.ArrayList<>(uids.subList(from, uids.size()));
            Collections.reverse(offer);

            assertThat(choose(ScriptedScanner.CT, offer)).isEqualTo(new ContextAnswer(1, ACCEPTANCE, uids.get(from)));
        }
        assertThat(Negotiation.STORAGE).containsExactlyInAnyOrder(TransferSyntax.values());
    }

    @Test
    void takesEveryStandardStorageClassAndNoOther() {
        var offer = List.of(ScriptedScanner.EXPLICIT);

        assertThat(StorageClasses.NAMES).hasSizeGreaterThan(180);
        assertThat(StorageClasses.NAMES.keySet())
                .allSatisfy(uid -> assertThat(choose(uid, offer).result()).isEqualTo(ACCEPTANCE));
        assertThat(choose("1.2.840.10008.5.1.4.1.1.9999", offer).result()).isEqualTo(ACCEPTANCE);
        assertThat(choose("1.2.840.113619.4.26", offer).result()).isEqualTo(ABSTRACT_SYNTAX_NOT_SUPPORTED);
        assertThat(choose("1.2.840.10008.5.1.4.1.2.2.1", offer).result()).isEqualTo(ABSTRACT_SYNTAX_NOT_SUPPORTED);
    }

    @Test
    void verifiesInUncompressedLittleEndianOnly() {
        assertThat(choose(Dimse.VERIFICATION, List.of("1.2.840.10008.1.2")).result()).isEqualTo(ACCEPTANCE);
        assertThat(choose(Dimse.VERIFICATION, List.of("1.2.840.10008.1.2.2")).result())
                .isEqualTo(TRANSFER_SYNTAXES_NOT_SUPPORTED);
        assertThat(choose(ScriptedScanner.CT, List.of()).result()).isEqualTo(TRANSFER_SYNTAXES_NOT_SUPPORTED);
    }
}
