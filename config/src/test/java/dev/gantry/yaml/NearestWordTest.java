// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NearestWordTest {
    private static final List<String> KNOWN = List.of("host", "port", "ae-title", "max-pdu-bytes", "idle");

    @ParameterizedTest
    @CsvSource({"prt,port", "prot,port", "ports,port", "post,host", "ae-titel,ae-title", "aetitle,ae-title",
        "max_pdu_bytes,max-pdu-bytes", "max-pdu,max-pdu-bytes"})
    void forgivesASlipInThreeLetters(String wrong, String meant) {
        assertThat(NearestWord.to(wrong, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "colour", "timeout", "max"})
    void doesNotGuessWildly(String wrong) {
        assertThat(NearestWord.to(wrong, List.of("host", "port", "ae-title", "idle"))).isEmpty();
    }

    @Test
    void prefersTheFewestSlips() {
        assertThat(NearestWord.to("silencer", List.of("silences", "silence"))).contains("silences");
        assertThat(NearestWord.to("silence", List.of("silences", "silence"))).contains("silence");
    }
}
