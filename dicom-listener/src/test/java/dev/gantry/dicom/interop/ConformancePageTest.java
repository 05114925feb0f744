// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.DimseTables;
import dev.gantry.dicom.dimse.Provider;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformancePageTest {
    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final Path PAGE = Path.of("..", "docs", "dicom-conformance.md");

    private Settings settings;

    @BeforeEach
    void readTheSmallestSettings(@TempDir Path folder) throws IOException {
        settings = SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                """));
    }

    @Test
    void saysWhatTheCodeDoes() throws IOException {
        var page = new MarkedPage(Files.readString(PAGE)).with(ConformanceTables.all(settings)).text();
        if (System.getProperty("conformance.page", "").equals("write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).as("mvn -q test -pl dicom-listener -am -Dtest=ConformancePageTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dconformance.page=write writes it anew")
                .hasContent(page);
    }

    /// The page says that this is the order of preference, and that each of them is accepted when nothing better is
    /// offered.
    @Test
    void negotiatesInTheOrderOfThePage() {
        var provider = new Provider(_ -> {
            throw new IllegalStateException("nothing is stored here");
        }, List.of(), Provider.listed(settings.dicom()));
        var listed = settings.dicom().transferSyntaxes().stream().map(name -> TransferSyntax.named(name).orElseThrow())
                .map(TransferSyntax::uid).toList();

        assertThat(Provider.listed(settings.dicom())).isEqualTo(DimseTables.exactFirst());
        for (int i = 0; i < listed.size(); i++) {
            var offered = listed.subList(i, listed.size()).reversed();
            assertThat(provider.choose(new ProposedContext(1, CT, offered)).transferSyntax()).isEqualTo(listed.get(i));
        }
        assertThat(Arrays.stream(TransferSyntax.values()).filter(TransferSyntax::storedOnly))
                .allMatch(syntax -> provider.choose(new ProposedContext(1, CT, List.of(syntax.uid()))).accepted())
                .allMatch(syntax -> !provider.choose(new ProposedContext(1, CT, List.of(syntax.uid(), listed.getLast())))
                        .transferSyntax().equals(syntax.uid()));
    }

    @Test
    void acceptsEachStorageClassOfThePageAndNoOtherService() {
        var provider = new Provider(_ -> {
            throw new IllegalStateException("nothing is stored here");
        });

        assertThat(DimseTables.storageClasses()).hasSizeGreaterThan(150);
        assertThat(DimseTables.storageClasses().keySet()).allMatch(uid -> accepts(provider, uid));
        // query/retrieve, worklist, printing, procedure steps, commitment, a private class
        assertThat(List.of("1.2.840.10008.5.1.4.1.2.2.1", "1.2.840.10008.5.1.4.1.2.2.2", "1.2.840.10008.5.1.4.31",
                "1.2.840.10008.5.1.1.9", "1.2.840.10008.3.1.2.3.3", "1.2.840.10008.1.20.1", "1.3.12.2.1107.5.9.1"))
                .noneMatch(uid -> accepts(provider, uid));
    }

    private static boolean accepts(Provider provider, String uid) {
        return provider.choose(new ProposedContext(1, uid, List.of("1.2.840.10008.1.2"))).accepted();
    }
}
