// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.outcome.Examples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PseudonymsTest {
    static final Path DOCUMENT = Path.of("../docs/mqtt.md");

    /// Computed with Python's hmac module; the same rows stand in docs/mqtt.md.
    @ParameterizedTest
    @CsvSource({
        "study,,1.2.840.113619.2.55.3.604688119.971.1234567890.1,16iba9XpLm2cp77wLTwjkA",
        "series,,1.2.840.113619.2.55.3.604688119.971.1234567890.2,VU1lViizXC1BLaJMV1007g",
        "instance,,1.2.840.113619.2.55.3.604688119.971.1234567890.3,YZeD2ouPHF-J6KIGkmtJ7A",
        "accession,,A-2026-0042,oGujHf9wIg9TfYlHIXP5aw",
        "accession,HOSP,A-2026-0042,CuWlFhWLV6MpYEA1EvbFbQ",
        "accession,,Zugang Ä 7,vvXi823ShV-TlNbVDkHPyw",
    })
    void computesThePublishedVectors(String field, String issuer, String value, String expected)
            throws IOException {
        var from = issuer == null ? "" : issuer;

        assertThat(new Pseudonyms(Examples.key(), "k").of(field, from, value)).isEqualTo(expected);
        assertThat(Files.readString(DOCUMENT))
                .contains("| %s | %s | `%s` | `%s` |".formatted(field, from.isEmpty() ? "–" : from, value,
                        expected))
                .contains(Base64.getEncoder().encodeToString(Examples.key()));
    }

    @Test
    void namesEachFieldDifferently() {
        var pseudonyms = Examples.PSEUDONYMS;

        assertThat(pseudonyms.study("1.2")).isEqualTo(pseudonyms.of("study", "", "1.2"));
        assertThat(pseudonyms.series("1.2")).isEqualTo(pseudonyms.of("series", "", "1.2"));
        assertThat(pseudonyms.instance("1.2")).isEqualTo(pseudonyms.of("instance", "", "1.2"));
        assertThat(pseudonyms.accession("I", "1.2")).isEqualTo(pseudonyms.of("accession", "I", "1.2"));
        assertThat(pseudonyms.study("1.2")).isNotEqualTo(pseudonyms.series("1.2"));
    }

    @Test
    void ignoresThePaddingOfDicomValues() {
        assertThat(Examples.PSEUDONYMS.study("1.2.3\0")).isEqualTo(Examples.PSEUDONYMS.study("1.2.3"));
        assertThat(Examples.PSEUDONYMS.accession("", " A1 "))
                .isEqualTo(Examples.PSEUDONYMS.accession("", "A1"));
    }
}
