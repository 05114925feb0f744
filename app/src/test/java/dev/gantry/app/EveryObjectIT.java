// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every real object at hand, odd ones included, sent by DCMTK in its own transfer syntax: it ends in an outcome, a
/// rejected context or a failure status, and the appliance lives on.
class EveryObjectIT {
    private static final Path PYDICOM = Path.of("/usr/lib/python3/dist-packages/pydicom/data");
    /// Reports, key object notes and presentation states speak about images: they are kept and open no exam.
    private static final Pattern ACCOMPANYING =
            Pattern.compile("1\\.2\\.840\\.10008\\.5\\.1\\.4\\.1\\.1\\.(88|11)\\..*");
    private static final Pattern REPORT_STATUS = Pattern.compile("(?:C-STORE|DIMSE) [Ss]tatus +: (.*)");
    private static final Pattern REPORT_FILE = Pattern.compile("Filename +: (.*)");

    @TempDir
    Path folder;

    @Test
    void endsInAnOutcomeARejectedContextOrAFailure() throws Exception {
        var files = objects();
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), "exam: {silence: 1s}")) {
            var sent = send(site, files);
            var stored = files.stream().filter(file -> sent.getOrDefault(file, "").contains("Success"))
                    .collect(Collectors.toSet());
            var answered = answered(hospital, site, stored);

            var ends = new TreeMap<String, Integer>();
            var silent = new ArrayList<Path>();
            for (var file : files) {
                var end = stored.contains(file) ? answered.getOrDefault(file, "nothing")
                        : sent.getOrDefault(file, "not sent: dcmsend cannot read it");
                ends.merge(end, 1, Integer::sum);
                if (end.equals("nothing")) {
                    silent.add(file.getFileName());
                }
            }
            System.out.println("every object: " + files.size() + " files, " + ends);
            assertThat(silent).as("acknowledged, and nothing was said of them").isEmpty();
            assertThat(stored.size()).as("most are accepted").isGreaterThan(files.size() * 3 / 4);
            var echo = Site.run(List.of(Peers.program("echoscu", "dcmtk").toString(), "-aec", "GANTRY",
                    "127.0.0.1", Integer.toString(site.port())));
            assertThat(echo.exitCode()).as("it still answers").isZero();
        }
    }

    private static List<Path> objects() throws IOException {
        try (Stream<Path> shared = Files.walk(Peers.shared("dicom"));
                Stream<Path> debian = Files.exists(PYDICOM) ? Files.walk(PYDICOM) : Stream.empty()) {
            return Stream.concat(shared, debian)
                    .filter(Files::isRegularFile)
                    .filter(file -> !file.toString().matches(".*\\.(py|pyc|md|rst|txt|json|gz|dump)"))
                    .sorted()
                    .toList();
        }
    }

    /// Sends each file with dcmsend; returns what it reports of each that it sent.
    private Map<Path, String> send(Site site, List<Path> files) throws Exception {
        var dcmsend = Peers.program("dcmsend", "dcmtk").toString();
        var report = folder.resolve("report.txt");
        var command = new ArrayList<>(List.of(dcmsend, "-dn", "-nh", "-nuc", "+f", "-aec", "GANTRY", "-aet", "CR1",
                "+crf", report.toString(), "127.0.0.1", Integer.toString(site.port())));
        files.forEach(file -> command.add(file.toString()));
        var printed = Site.run(command);
        assertThat(report).as(printed.text()).exists();
        var sent = new HashMap<Path, String>();
        var file = Path.of("");
        for (var line : Files.readAllLines(report)) {
            var name = REPORT_FILE.matcher(line);
            var status = REPORT_STATUS.matcher(line);
            if (name.find()) {
                file = Path.of(name.group(1).strip());
            } else if (status.find()) {
                sent.put(file, status.group(1).strip());
            }
        }
        return sent;
    }

    /// What was said of each acknowledged file: by its instance, or by its study when no model applied.
    private static Map<Path, String> answered(Hospital hospital, Site site, Set<Path> stored) throws Exception {
        var pseudonyms = site.pseudonyms();
        var expected = new HashMap<Path, Set<String>>();
        var ends = new HashMap<Path, String>();
        for (var file : stored) {
            var header = ((Part10.Opened) Part10.open(file)).header();
            var instance = header.text(Tag.SOP_INSTANCE_UID).orElse("");
            if (ACCOMPANYING.matcher(header.text(Tag.SOP_CLASS_UID).orElse("")).matches()) {
                ends.put(file, "kept, opens no exam");
            } else {
                expected.put(file, Set.of(pseudonyms.instance(instance),
                        pseudonyms.study(header.text(Tag.STUDY_INSTANCE_UID).orElse(instance))));
            }
        }
        hospital.await(outcomes -> said(outcomes).containsAll(
                expected.values().stream().filter(keys -> said(outcomes).stream().noneMatch(keys::contains))
                        .flatMap(Set::stream).collect(Collectors.toSet())));
        var said = hospital.outcomes();
        expected.forEach((file, keys) -> said.stream()
                .filter(message -> keys.contains(unit(message)))
                .findFirst()
                .ifPresent(message ->
                        ends.put(file, "outcome " + message.text("result") + " " + message.text("reason"))));
        return ends;
    }

    private static Set<String> said(List<Hospital.Message> outcomes) {
        return outcomes.stream().map(EveryObjectIT::unit).collect(Collectors.toSet());
    }

    private static String unit(Hospital.Message message) {
        var exam = message.payload().path("exam");
        return exam.path("instance").isString() ? exam.path("instance").asString() : exam.path("study").asString();
    }
}
