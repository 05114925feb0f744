// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static dev.gantry.app.AuditTrailIT.event;
import static dev.gantry.app.AuditTrailIT.xml;
import static dev.gantry.trail.AuditMessages.at;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.account.QuickAccounts;
import dev.gantry.envelope.Certificates;
import dev.gantry.syslog.Rsyslog;
import dev.gantry.trail.AuditMessages;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What people do at the pages, as a real rsyslog gets it in the audit trail.
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class PageAuditIT {
    @TempDir
    Path folder;

    @Test
    void whoLogsInAndWhatAnEngineerChangesIsInTheTrail() throws Exception {
        Certificates.need("openssl");
        var made = new Certificates(folder).authority("hospital").issue("gantry", "hospital", "ec")
                .issue("receiver", "hospital", "ec");
        try (var rsyslog = new Rsyslog(folder, made).start(); var broker = new Broker(folder);
                var site = new SteeredSite(folder, broker.url(), SteeredSite.chest(folder, "1.0.0"),
                        "access: listed", """
                        web: {port: 0}
                        audit-trail: {host: 127.0.0.1, port: %d, trust: hospital.pem, certificate: gantry.pem, \
                        key: gantry.key}
                        """.formatted(rsyslog.port()))) {
            comeAndGo(site);
            change(site);

            var received = rsyslog.await(lines -> lines.stream().anyMatch(line -> line.contains("urn:gantry:models")));
            for (var line : received) {
                AuditMessages.validate(xml(line));
            }
            assertThat(received).filteredOn(line -> line.contains("110114")).map(line -> event(line) + " "
                            + at(xml(line), "//ActiveParticipant[1]/@UserID"))
                    .containsExactly("User Authentication: Login 4 unknown", "User Authentication: Login 4 anna",
                            "User Authentication: Login 4 unknown kiosk", "User Authentication: Login 0 kiosk room-2",
                            "User Authentication: Logout 0 kiosk room-2", "User Authentication: Login 0 vera",
                            "User Authentication: Logout 0 vera", "User Authentication: Login 0 anna");
            assertThat(received).filteredOn(line -> at(xml(line), "//ActiveParticipant[2]/@UserID").equals("anna"))
                    .map(line -> event(line) + " " + words(line))
                    .containsExactly("Security Alert: Security Configuration 0 allowed: CT_7 from 127.0.0.1",
                            "Security Alert: Security Configuration 0 allow taken back: CT_7",
                            "Security Alert: Software Configuration 0 written: exam.silence",
                            "Security Alert: Software Configuration 0 off: chest-pneumonia");
            assertThat(String.join("", received)).doesNotContain(SteeredSite.PASSWORD, "a wrong password", "25s");
        }
    }

    private static String words(String line) {
        return new String(Base64.getDecoder().decode(
                at(xml(line), "//ParticipantObjectDetail[@type='Alert Description']/@value")), UTF_8);
    }

    private static void comeAndGo(SteeredSite site) throws Exception {
        try (var somebody = new Engineer(site.webPort())) {
            somebody.login(SteeredSite.PASSWORD, "");
            somebody.login("anna", "a wrong password");
            assertThat(somebody.post("/api/login", "{\"kiosk\": \"forged\"}").status()).isEqualTo(401);
        }
        var token = QuickAccounts.in(site.live().now().web().login().accounts()).putKiosk("room-2");
        try (var screen = new Engineer(site.webPort())) {
            screen.kiosk(token);
            assertThat(screen.post("/api/logout", "{}").status()).isEqualTo(204);
        }
        try (var vera = site.login("vera")) {
            assertThat(vera.post("/api/logout", "{}").status()).isEqualTo(204);
        }
    }

    private static void change(SteeredSite site) throws Exception {
        assertThat(site.echoscu("CT_7").exitCode()).isNotZero();
        try (var anna = site.login("anna")) {
            for (var done : List.of(
                    anna.post("/api/setup/allow",
                            "{\"calling\": \"CT_7\", \"called\": \"GANTRY\", \"address\": \"127.0.0.1\"}"),
                    anna.post("/api/setup/remove", "{\"ae-title\": \"CT_7\"}"),
                    anna.post("/api/setup/settings/apply", """
                            {"edition": "%s", "changes": [{"key": "exam.silence", "value": "25s"}]}"""
                            .formatted(anna.get("/api/setup/settings").json().path("edition").asString())),
                    anna.post("/api/setup/models", "{\"name\": \"chest-pneumonia\", \"action\": \"off\"}"))) {
                assertThat(done.status()).as(done.json().toString()).isBetween(200, 204);
            }
        }
    }
}
