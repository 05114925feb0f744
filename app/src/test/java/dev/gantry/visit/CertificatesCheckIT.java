// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SettingsFile;
import dev.gantry.doctor.Finding;
import dev.gantry.doctor.Finding.Level;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesCheckIT {
    @TempDir
    Path folder;

    private void keytool(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-keystore",
                folder.resolve("store").toString(), "-storepass", "secret", "-alias", "web"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile()).start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(folder.resolve("keytool.log"))).isZero();
    }

    private List<Finding> at(Instant now) throws IOException {
        var file = Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                web: {tls: {certificate: web.pem, key: web.key}}
                """);
        return new CertificatesCheck(SettingsFile.read(file), Clock.fixed(now, ZoneOffset.UTC)).look();
    }

    @Test
    void warnsSixtyThirtyAndSevenDaysBeforeTheEnd() throws Exception {
        keytool("-genkeypair", "-keyalg", "EC", "-dname", "CN=gantry.example", "-validity", "100");
        keytool("-exportcert", "-rfc", "-file", folder.resolve("web.pem").toString());
        var end = Instant.now().plus(Duration.ofDays(100));

        for (var each : List.of("61 OK is valid for", "59 NOTE ask for the next one", "29 NOTE replace it",
                "6 WRONG replace it now", "-1 WRONG expired on", "101 WRONG is not valid before")) {
            var words = each.split(" ", 3);
            var finding = at(end.minus(Duration.ofDays(Long.parseLong(words[0])))).getFirst();
            assertThat(finding.level()).as(each).isEqualTo(Level.valueOf(words[1]));
            assertThat(finding.text() + " " + finding.remedy().orElse("")).as(each)
                    .startsWith("web.tls.certificate: CN=gantry.example").contains(words[2]);
        }
    }

    @Test
    void namesTheSettingOfAFileThatIsMissingOrIsNone() throws Exception {
        assertThat(at(Instant.now())).singleElement().satisfies(finding ->
                assertThat(finding.text()).startsWith("web.tls.certificate: ").contains("web.pem cannot be read"));
        Files.writeString(folder.resolve("web.pem"), "-----BEGIN NOTHING-----\n");
        assertThat(at(Instant.now())).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.WRONG);
            assertThat(finding.remedy()).isPresent();
        });
    }
}
