// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tail;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

class TailTest {
    private static final Logger LOG = LoggerFactory.getLogger(TailTest.class);

    @Test
    void keepsTheEndOfTheLogInOrder() {
        try (var tail = Tail.begin()) {
            for (int i = 0; i < Tail.MOST_LINES + 5; i++) {
                LOG.warn("line={}", i);
            }

            var ours = tail.after(0, Tail.MOST_LINES).stream().filter(it -> it.logger().equals("TailTest")).toList();
            assertThat(ours.getLast().message()).isEqualTo("line=" + (Tail.MOST_LINES + 4));
            assertThat(ours).hasSizeLessThanOrEqualTo(Tail.MOST_LINES);
            assertThat(tail.after(ours.getLast().seq() - 1, 10)).startsWith(ours.getLast());
            assertThat(tail.after(0, 3)).hasSize(3);
        }
    }

    @Test
    void keepsNeitherTheWordsOfAnExceptionNorControlCharactersNorLongLines() {
        try (var tail = Tail.begin()) {
            LOG.error("a\nb {}", "x".repeat(1000), new IllegalStateException("Doe^John"));

            var line = tail.after(0, Tail.MOST_LINES).stream().filter(it -> it.logger().equals("TailTest")).toList()
                    .getLast();
            assertThat(line.message()).startsWith("a b xxx").hasSizeLessThan(510);
            assertThat(line.trouble().orElseThrow()).startsWith("java.lang.IllegalStateException at ")
                    .doesNotContain("Doe");
        }
    }

    @Test
    void keepsNothingOnceItIsClosed() {
        var tail = Tail.begin();
        tail.close();
        LOG.warn("too late");

        assertThat(tail.after(0, 10)).noneMatch(it -> it.message().equals("too late"));
    }
}
