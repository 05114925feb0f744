// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.model.ModelId.Version;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ModelIdTest {
    @Test
    void ordersVersionsAsNumbers() {
        var ordered = Stream.of("1.10.0", "0.9.9", "1.9.12", "1.9.2").map(Version::of).sorted()
                .map(Version::toString);

        assertThat(ordered).containsExactly("0.9.9", "1.9.2", "1.9.12", "1.10.0");
    }

    @Test
    void isWrittenAsItsFolder() {
        assertThat(new ModelId("chest-pneumonia", Version.of("1.0.0"))).hasToString("chest-pneumonia/1.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.0", "1.0.0.0", "01.0.0", "1.0.x", "", "9999999999.0.0"})
    void refusesWhatIsNoVersion(String text) {
        assertThatThrownBy(() -> Version.of(text)).hasMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Chest", "a b", "../x", "-a", "a--b"})
    void refusesWhatIsNoName(String text) {
        assertThatThrownBy(() -> new ModelId(text, Version.of("1.0.0")))
                .hasMessageContaining("'" + text + "'");
    }
}
