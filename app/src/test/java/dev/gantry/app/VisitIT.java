// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SettingsFile;
import dev.gantry.doctor.Doctor;
import dev.gantry.doctor.Doctor.Report;
import dev.gantry.doctor.Finding;
import dev.gantry.doctor.Finding.Level;
import dev.gantry.visit.Visit;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `gantry doctor --config` on a site where all is well, and on one where nothing runs.
class VisitIT {
    @TempDir
    Path folder;

    private Report visit(int port, URI broker, String peers) throws Exception {
        var file = Files.writeString(folder.resolve("visited.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, host: 127.0.0.1, port: %d, peers: [%s]}
                mqtt: {url: "%s"}
                spool: {path: "%s", evict-percent: 98, refuse-percent: 99}
                models: {path: "%s"}
                web: {enabled: false}
                """.formatted(port, peers, broker, folder.resolve("spool"), Site.MODELS));
        try (var visit = new Visit(SettingsFile.read(file), 4)) {
            return new Doctor(visit.checks()).examine();
        }
    }

    private static List<String> wrong(Report report, String check) {
        return report.findings().get(check).stream().filter(it -> it.level() == Level.WRONG).map(Finding::text).toList();
    }

    @Test
    void sendsAnExamThroughTheApplianceAndTimesIt() throws Exception {
        try (var broker = new Broker(folder); var site = new Site(folder, broker.url(), "")) {
            var report = visit(site.port(), broker.url(),
                    "{ae-title: GANTRY, host: 127.0.0.1, port: " + site.port() + "}");

            assertThat(wrong(report, "ports")).isEmpty();
            assertThat(wrong(report, "broker")).isEmpty();
            assertThat(wrong(report, "peers")).isEmpty();
            assertThat(report.findings().get("broker").getFirst().figures()).containsKeys("p50-ms", "p99-ms");
            assertThat(report.findings().get("exam")).extracting(Finding::text).anySatisfy(text ->
                    assertThat(text).startsWith("4 synthetic images (films made by chest-phantom/1.0.0), from the first byte sent"))
                    .anySatisfy(text -> assertThat(text).startsWith("outcomes: {negative=2, positive=2}, all of mode test"));
        }
    }

    @Test
    void saysWhatToDoWhereNothingRuns() throws Exception {
        var report = visit(GantryRun.freePort(), URI.create("tcp://127.0.0.1:" + GantryRun.freePort()),
                "{ae-title: PACS, host: 127.0.0.1, port: " + GantryRun.freePort() + "}");

        assertThat(report.well()).isFalse();
        assertThat(wrong(report, "broker")).singleElement().asString().contains("nobody listens at 127.0.0.1:");
        assertThat(wrong(report, "peers")).singleElement().asString().startsWith("PACS at 127.0.0.1:");
        assertThat(report.findings().get("ports")).extracting(Finding::text)
                .anySatisfy(text -> assertThat(text).endsWith(" is free"));
        assertThat(report.findings().get("exam")).singleElement().satisfies(finding ->
                assertThat(finding.text()).startsWith("not tried: the appliance does not run"));
        assertThat(report.findings().values()).allSatisfy(findings -> assertThat(findings)
                .filteredOn(it -> it.level() == Level.WRONG).allSatisfy(it -> assertThat(it.remedy()).isPresent()));
    }
}
