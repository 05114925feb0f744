// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import static dev.gantry.trail.AuditMessages.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.AuditTrailSettings.Identifiers;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.syslog.Message;
import dev.gantry.syslog.Message.Severity;
import dev.gantry.syslog.Outlet;
import dev.gantry.trail.Event.Effect;
import dev.gantry.trail.Event.Sender;
import dev.gantry.trail.Event.Subject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TellingTest {
    private static final Instant AT = Instant.parse("2026-11-22T02:30:00Z");
    private static final Event LOGIN = new Event.Login(AT, "anna", "10.0.5.3", false, true);

    @TempDir
    Path folder;

    private final Narrow outlet = new Narrow();
    private Telling telling;

    /// Has room for so many, and is roomy while there is room for two.
    private static final class Narrow implements Outlet {
        final List<Message> taken = new ArrayList<>();
        int room = 3;

        @Override
        public boolean send(Message message) {
            if (room == 0) {
                return false;
            }
            room--;
            return taken.add(message);
        }

        @Override
        public void insist(Message message) {
            taken.add(message);
        }

        @Override
        public boolean roomy() {
            return room > 1;
        }

        List<String> events() {
            return taken.stream().map(Message::text)
                    .map(xml -> at(xml, "//EventTypeCode/@csd-code")).toList();
        }
    }

    @BeforeEach
    void open() throws IOException {
        var ring = KeyRing.open(folder.resolve("site.key"), "1");
        telling = new Telling(new AuditXml(new Ourselves("st-anna", "cr-room-2", "gantry-2", "4242", List.of("GANTRY")),
                new Naming(Identifiers.PSEUDONYMS, ring)), outlet, () -> AT);
    }

    private void login(int times) {
        for (int i = 0; i < times; i++) {
            telling.tell(LOGIN);
        }
    }

    @Test
    void saysInTheTrailItselfWhereEventsAreMissingAndHowMany() {
        login(5);
        assertThat(outlet.events()).containsExactly("110122", "110122", "110122", "110133");

        outlet.room = 1;
        login(1);
        assertThat(telling.lost()).as("a gap does not open and close with each place that gets free").isEqualTo(3);
        outlet.room = 5;
        login(2);

        assertThat(outlet.events()).containsExactly("110122", "110122", "110122", "110133", "110134", "110122", "110122");
        assertThat(new String(Base64.getDecoder().decode(at(outlet.taken.get(4).text(),
                "//ParticipantObjectDetail/@value")), StandardCharsets.UTF_8)).isEqualTo("3 events were lost");
        assertThat(telling.lost()).isEqualTo(3);
    }

    @Test
    void countsWhatItWasNotEvenTold() {
        telling.lose(100);
        login(1);

        assertThat(outlet.events()).containsExactly("110133", "110134", "110122");
        assertThat(telling.lost()).isEqualTo(100);
    }

    @Test
    void saysHowSeriousAnEventIs() {
        var sender = new Sender("CT_1", "GANTRY", "10.0.4.1");
        var subject = new Subject("1.2", "P", "");
        outlet.room = 10;
        telling.tell(LOGIN);
        telling.tell(new Event.Login(AT, "anna", "10.0.5.3", false, false));
        telling.tell(new Event.Refused(AT, "X", "10.0.4.9", true, "why", 1));
        telling.tell(new Event.Transferred(AT, sender, subject, Map.of("1.2", 1), Effect.NEW));
        telling.tell(new Event.Transferred(AT, sender, subject, Map.of("1.2", 1), Effect.FAILED));
        telling.lose(1);

        assertThat(outlet.taken).extracting(Message::severity).containsExactly(Severity.NOTICE, Severity.WARNING,
                Severity.WARNING, Severity.NOTICE, Severity.ERROR, Severity.ERROR);
        assertThat(outlet.taken).extracting(Message::id).containsOnly("DICOM+RFC3881");
    }
}
