// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.audit.Audit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuditTest {
    private static final Instant NOVEMBER = Instant.parse("2026-11-30T23:59:59Z");

    @TempDir
    Path spool;

    private LocalAudit open() throws IOException {
        return LocalAudit.open(spool.resolve("audit"), spool.resolve("followed"));
    }

    private void enter(Instant at, String what, String... facts) throws IOException {
        var all = new LinkedHashMap<String, String>();
        for (int i = 0; i < facts.length; i += 2) {
            all.put(facts[i], facts[i + 1]);
        }
        Audit.in(spool, Clock.fixed(at, ZoneOffset.UTC)).enter(what, all);
    }

    private void asked(Instant at, String pseudonym) throws IOException {
        enter(at, "lookup", "who", "CN=ris", "serial", "1f", "from", "10.0.6.1", "pseudonym", pseudonym, "status",
                "200", "outcome", "found");
    }

    private static Event.Asked question(Instant at, String pseudonym) {
        return new Event.Asked(at, "CN=ris", "10.0.6.1", pseudonym, "200");
    }

    @Test
    void passesOnWhatIsEnteredFromItsFirstStartOn() throws IOException {
        asked(NOVEMBER, "before");
        var audit = open();
        assertThat(audit.news()).isEmpty();

        asked(NOVEMBER, "a");
        enter(NOVEMBER, "key-export", "who", "root", "receiver", "RIS", "keys", "1, 2");

        assertThat(audit.news()).containsExactly(question(NOVEMBER, "a"),
                new Event.Keys(NOVEMBER, "root", "key-export", "receiver=RIS, keys=1, 2"));
        assertThat(audit.news()).isEmpty();
    }

    @Test
    void passesOnAgainWhatADeathKeptFromBeingTold() throws IOException {
        open();
        asked(NOVEMBER, "a");
        open().news();

        var audit = open();
        assertThat(audit.news()).hasSize(1);
        audit.told();

        assertThat(open().news()).isEmpty();
    }

    @Test
    void goesOnWithTheNextMonth() throws IOException {
        open();
        var audit = open();
        asked(NOVEMBER, "a");
        asked(NOVEMBER.plusSeconds(2), "b");

        assertThat(audit.news()).containsExactly(question(NOVEMBER, "a"));
        assertThat(audit.news()).containsExactly(question(NOVEMBER.plusSeconds(2), "b"));
        audit.told();
        assertThat(open().news()).isEmpty();
    }

    @Test
    void waitsForTheEndOfALineAndSkipsWhatIsNone() throws IOException {
        var audit = open();
        asked(NOVEMBER, "a");
        var file = spool.resolve("audit/2026-11.jsonl");
        var whole = Files.readString(file);
        Files.writeString(file, "garbage\n[1]\n" + whole.substring(0, 40));

        assertThat(audit.news()).isEmpty();
        Files.writeString(file, whole.substring(40), StandardOpenOption.APPEND);

        assertThat(audit.news()).containsExactly(question(NOVEMBER, "a"));
    }

    @Test
    void saysWhichFileIsInTheWay() throws IOException {
        Files.writeString(spool.resolve("followed"), "2026-11.jsonl x\n");

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessageContaining("followed: is damaged");
    }

    @Test
    void factsAreNeitherTimeNorWhatNorWho() throws IOException {
        open();
        var audit = open();
        enter(NOVEMBER, "key-backup", "who", "anna", "file", "/mnt/keys");

        assertThat(audit.news()).containsExactly(new Event.Keys(NOVEMBER, "anna", "key-backup", "file=/mnt/keys"));
    }
}
