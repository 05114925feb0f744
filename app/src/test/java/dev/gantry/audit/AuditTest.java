// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class AuditTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-21T09:30:00Z"), ZoneOffset.UTC);

    @TempDir
    Path spool;

    @Test
    void writesALineForEachEntryThatOnlyTheOwnerCanRead() throws IOException {
        Audit.in(spool, CLOCK).enter("lookup", Map.of("who", "CN=\"ris\"\n"));
        Audit.in(spool, CLOCK).enter("key-export", Map.of());

        var file = spool.resolve("audit/2026-11.jsonl");
        assertThat(file).hasContent("""
                {"at":"2026-11-21T09:30:00Z","what":"lookup","who":"CN=\\"ris\\"\\n"}
                {"at":"2026-11-21T09:30:00Z","what":"key-export"}
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    /// The command line may be root's, and the folder is another user's.
    @Test
    void followsNoLink() throws IOException {
        var elsewhere = Files.writeString(spool.resolve("elsewhere"), "as it was");
        var audit = Audit.in(spool, CLOCK);
        Files.createSymbolicLink(spool.resolve("audit/2026-11.jsonl"), elsewhere);

        assertThatThrownBy(() -> audit.enter("lookup", Map.of())).isInstanceOf(IOException.class);

        assertThat(elsewhere).hasContent("as it was");
    }

    @Test
    void keepsLinesWholeWhenSeveralWrite() throws Exception {
        try (var pool = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 40; i++) {
                pool.submit(() -> {
                    Audit.in(spool, CLOCK).enter("lookup", Map.of("who", "CN=ris".repeat(20)));
                    return null;
                });
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(Files.readAllLines(spool.resolve("audit/2026-11.jsonl"))).hasSize(40)
                .allSatisfy(line -> assertThat(JsonMapper.shared().readTree(line).path("what").stringValue())
                        .isEqualTo("lookup"));
    }

    @Test
    void failsWhenItCannotWrite() throws IOException {
        var audit = Audit.in(spool, CLOCK);
        Files.createDirectory(spool.resolve("audit/2026-11.jsonl"));

        assertThatThrownBy(() -> audit.enter("lookup", Map.of())).isInstanceOf(IOException.class);
    }
}
