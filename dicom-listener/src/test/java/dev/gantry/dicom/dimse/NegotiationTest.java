// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.pdu.ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED;
import static dev.gantry.dicom.pdu.ContextResult.ACCEPTANCE;
import static dev.gantry.dicom.pdu.ContextResult.TRANSFER_SYNTAXES_NOT_SUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.UserItem.Role;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NegotiationTest {
    private static final Negotiation NEGOTIATION = new Negotiation(
            new Services(new FakeStorage(), List.of(new FakeService())), Negotiation.EXACT_FIRST);

    private static ContextAnswer choose(String sopClass, List<String> transferSyntaxes) {
        return NEGOTIATION.choose(new ProposedContext(1, sopClass, transferSyntaxes));
    }

    @Test
    void takesTheMostExactTransferSyntaxWhateverTheOrderOfTheOffer() {
        var uids = Negotiation.EXACT_FIRST.stream().map(TransferSyntax::uid).toList();
        for (int from = 0; from < uids.size(); from++) {
            var offer = new java.util.ArrayList<>(uids.subList(from, uids.size()));
            Collections.reverse(offer);

            assertThat(choose(ScriptedScanner.CT, offer)).isEqualTo(new ContextAnswer(1, ACCEPTANCE, uids.get(from)));
        }
        assertThat(Negotiation.EXACT_FIRST).containsExactlyInAnyOrderElementsOf(
                Arrays.stream(TransferSyntax.values()).filter(syntax -> !syntax.storedOnly()).toList());
    }

    @Test
    void knowsEveryNameOfTheSettings() {
        var names = Negotiation.EXACT_FIRST.stream().map(TransferSyntax::text).toList();

        assertThat(names).contains("explicit-little-endian", "jpeg-ls-near-lossless", "htj2k-lossless-rpcl");
        assertThat(Provider.listed(settings(names))).isEqualTo(Negotiation.EXACT_FIRST);
        assertThatIllegalArgumentException().isThrownBy(() -> Provider.listed(settings(List.of("jpeg2000"))))
                .withMessageContaining("dicom.transfer-syntaxes: there is no jpeg2000");
    }

    private static DicomSettings settings(List<String> names) {
        return new DicomSettings("GANTRY", "127.0.0.1", 0, 50, 50, 131_072, Duration.ofSeconds(5),
                Duration.ofSeconds(20), names, NativeCodecs.OFF);
    }

    @Test
    void takesTheOrderOfTheSettings() {
        var listed = new Negotiation(new Services(new FakeStorage(), List.of()),
                Stream.of("jpeg-baseline", "implicit-little-endian").map(TransferSyntax::named)
                        .map(Optional::orElseThrow).toList());

        assertThat(listed.choose(new ProposedContext(1, ScriptedScanner.CT, List.of(
                "1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.4.50"))))
                .isEqualTo(new ContextAnswer(1, ACCEPTANCE, "1.2.840.10008.1.2.4.50"));
        assertThat(listed.choose(new ProposedContext(1, ScriptedScanner.CT, List.of(ScriptedScanner.EXPLICIT)))
                .result()).isEqualTo(TRANSFER_SYNTAXES_NOT_SUPPORTED);
    }

    @Test
    void takesWhatNobodyCanDecodeOnlyWhenNothingBetterIsOffered() {
        var video = "1.2.840.10008.1.2.4.107";

        assertThat(choose(ScriptedScanner.CT, List.of(video, "1.2.840.10008.1.2.4.91")).transferSyntax())
                .isEqualTo("1.2.840.10008.1.2.4.91");
        assertThat(choose(ScriptedScanner.CT, List.of(video))).isEqualTo(new ContextAnswer(1, ACCEPTANCE, video));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.10008.1.2.4.94", "1.2.840.10008.1.2.4.205", "1.2.840.10008.1.2.7.1",
        "1.2.840.10008.1.2.6.2", "1.2.840.113619.5.2", ""})
    void refusesWhatHoldsNoPixelsOrIsPrivate(String transferSyntax) {
        assertThat(choose(ScriptedScanner.CT, List.of(transferSyntax)).result())
                .isEqualTo(TRANSFER_SYNTAXES_NOT_SUPPORTED);
    }

    @Test
    void grantsTheProvidersRoleOnlyWhereItsNotificationsAreTaken() {
        var provider = new Provider(new FakeStorage(), List.of(new FakeService()), Negotiation.EXACT_FIRST);

        assertThat(provider.role(new Role(FakeService.CLASS, false, true)))
                .isEqualTo(new Role(FakeService.CLASS, false, true));
        assertThat(provider.role(new Role(ScriptedScanner.CT, true, true)))
                .isEqualTo(new Role(ScriptedScanner.CT, true, false));
    }

    @Test
    void takesTheClassesOfFurtherServicesWithoutCompression() {
        assertThat(choose(FakeService.CLASS, List.of(ScriptedScanner.EXPLICIT)).result()).isEqualTo(ACCEPTANCE);
        assertThat(choose(FakeService.CLASS, List.of("1.2.840.10008.1.2.1.99")).result())
                .isEqualTo(TRANSFER_SYNTAXES_NOT_SUPPORTED);
        assertThat(new Negotiation(new Services(new FakeStorage(), List.of()), Negotiation.EXACT_FIRST)
                .choose(new ProposedContext(1, FakeService.CLASS, List.of(ScriptedScanner.EXPLICIT))).result())
                .isEqualTo(ABSTRACT_SYNTAX_NOT_SUPPORTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.840.10008.5.1.4.1.1.200.4", "1.2.840.10008.5.1.4.1.1.201.5",
        "1.2.840.10008.5.1.4.39.1", "1.2.840.10008.5.1.4.38.1", "1.2.840.10008.1.3.10", "1.2.840.10008.1.20.1"})
    void storesNothingThatIsNoObjectOfAPatient(String sopClass) {
        assertThat(choose(sopClass, List.of(ScriptedScanner.EXPLICIT)).result())
                .isEqualTo(ABSTRACT_SYNTAX_NOT_SUPPORTED);
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
