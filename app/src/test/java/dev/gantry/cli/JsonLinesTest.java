// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonLinesTest {
    private static LoggingEvent event(Level level, String message, Throwable thrown) {
        var event = new LoggingEvent("caller", new LoggerContext().getLogger("dev.gantry.desk.ExamDesk"), level, message,
                thrown, null);
        event.setMDCPropertyMap(Map.of());
        return event;
    }

    private static String text(boolean priority, LoggingEvent event) {
        return new String(new JsonLines(priority).encode(event), StandardCharsets.UTF_8);
    }

    private static JsonNode line(String message) {
        return JsonMapper.shared().readTree(text(false, event(Level.INFO, message, null)));
    }

    @Test
    void makesFieldsOfWhatTheMessageNames() {
        var line = line("association=17 exam complete exam=pj3k images=4 known=\"silence of 10 s\" calling='CT 1'");

        assertThat(line.path("level").asString()).isEqualTo("INFO");
        assertThat(line.path("logger").asString()).isEqualTo("dev.gantry.desk.ExamDesk");
        assertThat(line.path("message").asString()).startsWith("association=17 exam complete");
        assertThat(line.path("fields")).hasToString("{\"association\":\"17\",\"exam\":\"pj3k\",\"images\":\"4\","
                + "\"known\":\"silence of 10 s\",\"calling\":\"CT 1\"}");
    }

    @Test
    void makesNoFieldOfWhatIsNone() {
        assertThat(line("a=b=c x-=1 Key=1 3=4 \"quoted key=\"").path("fields").toString())
                .isEqualTo("{\"a\":\"b=c\"}");
    }

    @Test
    void staysOnOneLineWhateverIsSaidAndThrown() {
        var text = text(false, event(Level.ERROR, "two\nlines \u2028 and \"quotes\"", new IllegalStateException("a\nb")));

        assertThat(text.strip()).doesNotContain("\n");
        assertThat(JsonMapper.shared().readTree(text).path("trace").asString())
                .contains("IllegalStateException: a", "JsonLinesTest");
    }

    @Test
    void beginsWithThePriorityThatTheJournalTakesOffAgain() {
        assertThat(text(true, event(Level.WARN, "w", null))).startsWith("<4>{");
        assertThat(text(true, event(Level.DEBUG, "d", null))).startsWith("<7>{");
        assertThat(text(false, event(Level.WARN, "w", null))).startsWith("{");
    }
}
