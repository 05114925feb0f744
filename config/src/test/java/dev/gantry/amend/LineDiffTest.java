// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.amend.Draft.Sign;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LineDiffTest {
    private static List<String> words(String before, String after) {
        return LineDiff.between(before, after).stream().map(line -> line.sign() + line.text()).toList();
    }

    @Test
    void showsWhatWentAndWhatCame() {
        assertThat(words("a\nb\nc", "a\nB\nc")).containsExactly("SAMEa", "WENTb", "CAMEB", "SAMEc");
        assertThat(words("a\nb", "a\nb\nc")).containsExactly("SAMEa", "SAMEb", "CAMEc");
        assertThat(words("a\nb\na\nb", "a\nb")).containsExactly("SAMEa", "SAMEb", "WENTa", "WENTb");
        assertThat(words("a", "a")).isEmpty();
        assertThat(words("", "a")).containsExactly("CAMEa");
    }

    @Test
    void leavesOutWhatLiesBetween() {
        var before = "1\n2\n3\n4\n5\n6\n7\n8\n9";

        assertThat(words(before, before.replace("1", "one").replace("9", "nine"))).containsExactly("WENT1", "CAMEone",
                "SAME2", "SAME3", "GAP", "SAME7", "SAME8", "WENT9", "CAMEnine");
    }

    @Test
    void comparesALongFileInBoundedMemory() {
        var before = IntStream.range(0, 100_000).mapToObj(i -> "a" + i % 7).collect(Collectors.joining("\n"));
        var after = IntStream.range(0, 100_000).mapToObj(i -> "b" + i % 7).collect(Collectors.joining("\n"));

        assertThat(LineDiff.between(before, after)).hasSize(200_000)
                .noneMatch(line -> line.sign() == Sign.SAME);
    }
}
