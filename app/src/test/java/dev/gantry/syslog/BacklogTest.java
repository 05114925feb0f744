// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacklogTest {
    @TempDir
    Path folder;

    private Backlog backlog;

    @BeforeEach
    void open() throws IOException {
        backlog = Backlog.open(folder, 10);
    }

    @AfterEach
    void close() throws IOException {
        backlog.close();
    }

    private void again() throws IOException {
        backlog.close();
        backlog = Backlog.open(folder, 10);
    }

    private boolean add(String text) {
        return backlog.add(number -> (number + text).getBytes(UTF_8), false);
    }

    /// Writes all that waits.
    private List<String> write(long atNanos) {
        var written = new ArrayList<String>();
        while (backlog.next().isPresent()) {
            written.add(new String(backlog.next().get().frame(), UTF_8));
            backlog.wrote(atNanos);
        }
        return written;
    }

    @Test
    void givesWhatWasAddedInItsOrderOverARestart() throws IOException {
        add("a");
        add("b");
        again();
        add("c");

        assertThat(write(0)).containsExactly("1a", "2b", "3c");
    }

    @Test
    void givesAgainWhatMayNotHaveComeWhenTheConnectionBreaks() {
        add("a");
        add("b");
        add("c");
        write(100);
        add("d");
        backlog.delivered(100);
        backlog.rewind();

        assertThat(write(200)).containsExactly("1a", "2b", "3c", "4d");
        backlog.delivered(201);
        backlog.rewind();
        assertThat(write(300)).isEmpty();
        assertThat(backlog.size()).isZero();
    }

    @Test
    void forgetsWhatWasDeliveredAndGoesOnCounting() throws IOException {
        add("a");
        add("b");
        backlog.next();
        backlog.wrote(1);
        backlog.delivered(2);
        again();
        assertThat(write(3)).containsExactly("2b");
        backlog.delivered(4);
        again();
        add("c");

        assertThat(write(5)).containsExactly("3c");
    }

    @Test
    void takesNoMoreThanItHasRoomForUnlessItMust() {
        for (int i = 0; i < 10; i++) {
            assertThat(add("x")).isTrue();
        }

        assertThat(add("x")).isFalse();
        assertThat(backlog.roomy()).isFalse();
        assertThat(backlog.add(_ -> new byte[1], true)).isTrue();
        backlog.wrote(1);
        backlog.wrote(1);
        backlog.delivered(2);
        assertThat(backlog.size()).isEqualTo(9);
        assertThat(backlog.roomy()).as("a tenth is free").isFalse();
        backlog.wrote(1);
        backlog.delivered(2);
        assertThat(backlog.roomy()).isTrue();
    }

    @Test
    void doesNotGrowOnDiskWithWhatWasDelivered() throws IOException {
        for (int round = 0; round < 40; round++) {
            backlog.add(_ -> new byte[400_000], false);
            write(round);
            backlog.delivered(round + 1);
        }
        add("left");
        again();
        again();

        assertThat(write(100)).containsExactly("41left");
        try (var files = Files.list(folder)) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(6L << 20);
        }
    }
}
