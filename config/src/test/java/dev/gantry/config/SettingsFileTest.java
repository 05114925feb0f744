// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.AlertSettings.Receiver;
import dev.gantry.config.AlertSettings.Rung;
import dev.gantry.config.AlertSettings.Step;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.config.InferenceSettings.Provider;
import dev.gantry.config.PrivacySettings.Level;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.config.TlsSettings.Clients;
import dev.gantry.config.WatchSettings.Holidays;
import dev.gantry.config.WatchSettings.Sensitivity;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.SettingsPage;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SettingsFileTest {
    static final String SMALLEST = """
            site: st-anna
            device: cr-room-2
            dicom: {ae-title: GANTRY, port: 11112}
            mqtt: {url: "tcp://127.0.0.1:1883"}
            spool: {path: /var/lib/gantry/spool}
            models: {path: models}
            """;

    /// Every key once, none at its default.
    static final String FULL = """
            site: st-olaf
            device: dx-3
            mode: live
            dicom:
              ae-title: "ROOM 3"
              also-called: [OLD_PACS]
              host: 192.168.10.5
              port: 104
              max-associations: 16
              max-associations-per-host: 4
              max-pdu-bytes: 262144
              artim: 20s
              idle: 1h
              transfer-syntaxes: [implicit-little-endian, explicit-little-endian]
              native-codecs: in-process
              tls:
                port: 2762
                certificate: tls/gantry.pem
                key: /etc/gantry/gantry.key
                trust: tls/ca.pem
                clients: optional
                check-names: true
              access: listed
              peers:
                - ae-title: CT_1
                  addresses: [10.0.4.0/24, "fd00:4::17"]
                  called: OLD_PACS
                  tls: true
                  certificate: ct1.radiology.example
                  host: 10.0.4.17
                  port: 2762
                - {ae-title: "*", addresses: [127.0.0.1]}
            mqtt:
              url: ssl://alerts.st-olaf.example:8883
              username: dx-3
              password-file: secret/mqtt-password
              heartbeat: 30s
              window: 5
              tls:
                trust: tls/hospital-ca.pem
                certificate: tls/mqtt.pem
                key: /etc/gantry/mqtt.key
              fhir: true
            spool:
              path: spool
              durability: write
              role: copy
              archive: CT_1
              evict-percent: 60
              refuse-percent: 95
            models:
              path: /srv/models
              state: /var/lib/models
              trust: trust/packages.pem
              unsigned: refuse
            exam:
              silence: 1500ms
              learn-silence: false
              silence-at-least: 1s
              silence-at-most: 5m
              test-patient-ids: ["PHANTOM-.*", "QC[0-9]+"]
            inference:
              provider: cpu
              threads: 7
              queue: 64
              gpu:
                device: 1
                memory-mb: 4096
                nodes-on-cpu: refuse
            privacy:
              key-file: ../keys/site.key
              key-id: 2026-b
              level: uids
            lookup:
              host: 192.168.10.6
              port: 8443
              certificate: tls/gantry.pem
              key: /etc/gantry/gantry.key
              trust: tls/hospital-ca.pem
              allow: ["CN=ris.st-olaf.example,O=St Olaf", "CN=pacs"]
              per-minute: 30
              keep: 2d
            alerts:
              receivers:
                - {name: ris, roles: [radiologist, technologist], key-file: keys/ris.key}
                - {name: pager, roles: [emergency-physician]}
              stop-escalation: [radiologist, emergency-physician]
              severities: [stat, urgent]
              escalation:
                - {after: 90s, step: repeat}
                - {after: 1h, step: degraded}
              snooze-at-most: 15m
              repeats-per-minute: 6
            watch:
              scanners:
                sensitivity: keen
                ignore: [CT_OLD]
                holidays: [12-25, 2027-04-05]
                time-zone: Europe/Berlin
              models:
                sensitivity: calm
                expected: [{model: chest-pneumonia, positive-percent: 12.5}]
              learn-since: 2026-11-21
            web:
              enabled: false
              host: 192.168.20.5
              port: 9104
              tls: {certificate: tls/web.pem, key: /etc/gantry/web.key}
              accounts: people
              login-idle: 10m
            room:
              identity: initials
              receiver: pager
            log:
              level: debug
            """;

    @TempDir
    Path folder;

    private static List<String> everySyntax() {
        return SettingsPage.keys().stream()
                .filter(key -> key.name().equals("dicom.transfer-syntaxes"))
                .flatMap(key -> key.schema().at("/items/enum").valueStream())
                .map(JsonNode::asString)
                .toList();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("gantry.yaml"), text);
    }

    @Test
    void needsNoMoreThanTheSmallestFile() throws IOException {
        var settings = SettingsFile.read(file(SMALLEST));

        int threads = Math.min(4, Runtime.getRuntime().availableProcessors());
        assertThat(settings).usingRecursiveComparison().isEqualTo(new Settings(
                "st-anna",
                "cr-room-2",
                Mode.SHADOW,
                new DicomSettings("GANTRY", "0.0.0.0", OptionalInt.of(11_112), 64, 16, 131_072,
                        Duration.ofSeconds(30), Duration.ofMinutes(10), everySyntax(), NativeCodecs.PROCESS,
                        Optional.empty(), new AccessSettings(List.of(), Policy.COMMISSIONING, List.of())),
                new SpoolSettings(Path.of("/var/lib/gantry/spool"), Durability.FSYNC, Role.COPY, 70, 90),
                new ExamSettings(Duration.ofSeconds(10), true, Duration.ofSeconds(2), Duration.ofMinutes(2),
                        List.of()),
                new ModelSettings(folder.resolve("models"), Path.of("/var/lib/gantry/spool/models"), Optional.empty(),
                        ModelSettings.Unsigned.ALLOW),
                new InferenceSettings(Provider.AUTO, threads, 256),
                new PrivacySettings(Path.of("/var/lib/gantry/spool/site.key"), "1", Level.PSEUDONYMS),
                new MqttSettings(URI.create("tcp://127.0.0.1:1883"), Optional.empty(), Optional.empty(),
                        Duration.ofSeconds(10), 10),
                new AlertSettings(List.of(), Set.of("radiologist"), Set.of(AlertSettings.Severity.STAT),
                        List.of(new Rung(Duration.ofMinutes(2), Step.REPEAT),
                                new Rung(Duration.ofMinutes(5), Step.SECOND_TOPIC),
                                new Rung(Duration.ofMinutes(10), Step.DEGRADED)),
                        Duration.ofMinutes(30), 20),
                new WatchSettings(
                        new WatchSettings.Scanners(Sensitivity.NORMAL, Set.of(), Holidays.NONE, ZoneId.systemDefault()),
                        new WatchSettings.Models(Sensitivity.NORMAL, Map.of()), Optional.empty()),
                Optional.empty(),
                new WebSettings(true, "127.0.0.1", 8104, Optional.empty(), new WebSettings.Login(
                        Path.of("/var/lib/gantry/spool/web-accounts"), Duration.ofMinutes(30))),
                new RoomSettings(RoomSettings.Identity.NONE, Optional.empty()),
                new LogSettings(LogSettings.Level.INFO)));
        assertThat(settings.alerts().escalates()).as("nobody could answer").isFalse();
    }

    @Test
    void takesEveryKeyFromTheFullFile() throws IOException {
        var settings = SettingsFile.read(file(FULL));

        assertThat(settings).usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.pattern().equals(b.pattern()), Pattern.class)
                .isEqualTo(new Settings(
                        "st-olaf",
                        "dx-3",
                        Mode.LIVE,
                        new DicomSettings("ROOM 3", "192.168.10.5", OptionalInt.of(104), 16, 4, 262_144,
                                Duration.ofSeconds(20), Duration.ofHours(1),
                                List.of("implicit-little-endian", "explicit-little-endian"),
                                NativeCodecs.IN_PROCESS,
                                Optional.of(new TlsSettings(2762, folder.resolve("tls/gantry.pem"),
                                        Path.of("/etc/gantry/gantry.key"), Optional.of(folder.resolve("tls/ca.pem")),
                                        Clients.OPTIONAL, true)),
                                new AccessSettings(List.of("OLD_PACS"), Policy.LISTED, List.of(
                                        new PeerSettings("CT_1",
                                                List.of(new Network("10.0.4.0/24"), new Network("fd00:4::17")),
                                                Optional.of("OLD_PACS"), true, Optional.of("ct1.radiology.example"),
                                                Optional.of(new PeerSettings.CallBack("10.0.4.17", 2762))),
                                        new PeerSettings("*", List.of(new Network("127.0.0.1")),
                                                Optional.empty())))),
                        new SpoolSettings(folder.resolve("spool"), Durability.WRITE, Role.COPY, Optional.of("CT_1"),
                                60, 95),
                        new ExamSettings(Duration.ofMillis(1500), false, Duration.ofSeconds(1), Duration.ofMinutes(5),
                                List.of(Pattern.compile("PHANTOM-.*"), Pattern.compile("QC[0-9]+"))),
                        new ModelSettings(Path.of("/srv/models"), Path.of("/var/lib/models"),
                                Optional.of(folder.resolve("trust/packages.pem")), ModelSettings.Unsigned.REFUSE),
                        new InferenceSettings(Provider.CPU, 7, 64,
                                new GpuSettings(1, 4096, GpuSettings.NodesOnCpu.REFUSE)),
                        new PrivacySettings(folder.resolveSibling("keys").resolve("site.key"), "2026-b", Level.UIDS),
                        new MqttSettings(URI.create("ssl://alerts.st-olaf.example:8883"), Optional.of("dx-3"),
                                Optional.of(folder.resolve("secret/mqtt-password")),
                                Duration.ofSeconds(30), 5,
                                new MqttSettings.Tls(Optional.of(folder.resolve("tls/hospital-ca.pem")),
                                        Optional.of(new MqttSettings.Own(folder.resolve("tls/mqtt.pem"),
                                                Path.of("/etc/gantry/mqtt.key")))), true),
                        new AlertSettings(
                                List.of(new Receiver("ris", Set.of("radiologist", "technologist"),
                                                Optional.of(folder.resolve("keys/ris.key"))),
                                        new Receiver("pager", Set.of("emergency-physician"), Optional.empty())),
                                Set.of("radiologist", "emergency-physician"),
                                Set.of(AlertSettings.Severity.STAT, AlertSettings.Severity.URGENT),
                                List.of(new Rung(Duration.ofSeconds(90), Step.REPEAT),
                                        new Rung(Duration.ofHours(1), Step.DEGRADED)),
                                Duration.ofMinutes(15), 6),
                        new WatchSettings(
                                new WatchSettings.Scanners(Sensitivity.KEEN, Set.of("CT_OLD"),
                                        new Holidays(Set.of(LocalDate.of(2027, 4, 5)), Set.of(MonthDay.of(12, 25))),
                                        ZoneId.of("Europe/Berlin")),
                                new WatchSettings.Models(Sensitivity.CALM, Map.of("chest-pneumonia", 0.125)),
                                Optional.of(LocalDate.of(2026, 11, 21))),
                        Optional.of(new LookupSettings("192.168.10.6", 8443,
                                new LookupSettings.Files(folder.resolve("tls/gantry.pem"),
                                        Path.of("/etc/gantry/gantry.key"), folder.resolve("tls/hospital-ca.pem")),
                                List.of(new X500Principal("CN=ris.st-olaf.example,O=St Olaf"),
                                        new X500Principal("CN=pacs")),
                                30, Duration.ofDays(2))),
                        new WebSettings(false, "192.168.20.5", 9104, Optional.of(new WebSettings.Certificate(
                                folder.resolve("tls/web.pem"), Path.of("/etc/gantry/web.key"))),
                                new WebSettings.Login(folder.resolve("people"), Duration.ofMinutes(10))),
                        new RoomSettings(RoomSettings.Identity.INITIALS, Optional.of("pager")),
                        new LogSettings(LogSettings.Level.DEBUG)));
        assertThat(settings.alerts().escalates()).isTrue();
    }

    @Test
    void setsEveryKeyOfTheSchemaAwayFromItsDefaultInTheFullFile() throws IOException {
        var full = CheckedYaml.read(file(FULL), SettingsPage.SCHEMA);

        // store would need durability at its default
        assertThat(SettingsPage.keys()).filteredOn(key -> !key.name().equals("spool.role")).allSatisfy(key -> {
            assertThat(full.written(key.name().replace("[]", "[0]"))).as(key.name()).isTrue();
            var value = full.tree().at("/" + key.name().replace("[]", ".0").replace('.', '/'));
            assertThat(value.equals(key.schema().path("default")))
                    .as(key.name()).isFalse();
        });
    }

    @Test
    void readsAFileThatStartsWithAByteOrderMarkAndHasWindowsLineEnds() throws IOException {
        var settings = SettingsFile.read(file("\uFEFF" + SMALLEST.replace("\n", "\r\n")));

        assertThat(settings.site()).isEqualTo("st-anna");
    }

    @Test
    void dropsSpacesAroundTheAeTitle() throws IOException {
        var settings = SettingsFile.read(file(SMALLEST.replace("GANTRY", "\" GANTRY  \"")));

        assertThat(settings.dicom().aeTitle()).isEqualTo("GANTRY");
    }

    @ParameterizedTest(name = "access {0}, mode {1} -> {2}")
    @CsvSource({"auto,shadow,COMMISSIONING", "auto,test,COMMISSIONING", "auto,live,LISTED", "listed,shadow,LISTED",
        "listed,live,LISTED", "open,live,OPEN", "open,shadow,OPEN"})
    void keepsOutWhoIsNotListedOnceItIsLive(String access, String mode, Policy policy) throws IOException {
        var settings = SettingsFile.read(file(SMALLEST.replace("11112}",
                "11112, access: " + access + ", peers: [{ae-title: CT_1}]}") + "mode: " + mode + "\n"));

        assertThat(settings.dicom().access().policy()).isEqualTo(policy);
    }

    @Test
    void listensWithTlsAlone() throws IOException {
        var settings = SettingsFile.read(file(SMALLEST.replace("port: 11112}",
                "tls: {port: 2762, certificate: g.pem, key: g.key, trust: ca.pem}}")));

        assertThat(settings.dicom().port()).isEmpty();
        assertThat(settings.dicom().tls()).hasValue(new TlsSettings(2762, folder.resolve("g.pem"),
                folder.resolve("g.key"), Optional.of(folder.resolve("ca.pem")), Clients.REQUIRED, false));
    }

    @Test
    void callsAPeerThatNamesItsCertificateWithTls() throws IOException {
        var settings = SettingsFile.read(file(SMALLEST.replace("11112}", """
                11112,
                  tls: {port: 2762, certificate: g.pem, key: g.key, trust: ca.pem},
                  peers: [{ae-title: CT_1, certificate: ct1, host: ct1.example}]}""")));

        assertThat(settings.dicom().access().peers()).singleElement().satisfies(peer -> {
            assertThat(peer.tls()).isTrue();
            assertThat(peer.callBack()).hasValue(new PeerSettings.CallBack("ct1.example", 104));
        });
    }

    @Test
    void saysThatAStoreWithoutAnArchiveOnlyFills() throws IOException {
        var store = SMALLEST.replace("spool}", "spool, role: store}");

        assertThat(SettingsFile.read(file(SMALLEST)).spool().complaint()).isEmpty();
        assertThat(SettingsFile.read(file(store)).spool().complaint()).hasValueSatisfying(
                said -> assertThat(said).contains("nothing can ever make room", "spool.archive"));
        assertThat(SettingsFile.read(file(store.replace("role: store", "role: store, archive: \" PACS \"")
                .replace("11112", "11112, peers: [{ae-title: PACS}, {ae-title: PACS, host: pacs.example}]")))
                .spool()).satisfies(spool -> {
                    assertThat(spool.archive()).hasValue("PACS");
                    assertThat(spool.complaint()).isEmpty();
                });
    }

    @Test
    void keepsTheSiteKeyInTheSpoolWhereverThatIs() throws IOException {
        var settings = SettingsFile.read(file(SMALLEST.replace("/var/lib/gantry/spool", "data/$1")));

        assertThat(settings.privacy().keyFile()).isEqualTo(folder.resolve("data/$1/site.key"));
    }

    @Test
    void resolvesPathsTheSameWhenTheFileItselfIsNamedRelatively() throws IOException {
        var relative = Path.of("").toAbsolutePath().relativize(file(SMALLEST).toAbsolutePath());

        assertThat(SettingsFile.read(relative).models().path()).isEqualTo(folder.resolve("models"));
    }

    @ParameterizedTest(name = "{0} written, {1} processors -> {2}")
    @CsvSource({"0,1,1", "0,2,2", "0,4,4", "0,64,4", "1,64,1", "8,2,8"})
    void takesAThreadForEachProcessorUpToFourUnlessTold(int written, int processors, int threads) {
        assertThat(SettingsFile.threads(written, processors)).isEqualTo(threads);
    }

    @Test
    void showsTheEffectiveFileWithEachDefaultMarked() throws IOException {
        var effective = SettingsFile.effective(file(SMALLEST));

        assertThat(effective).isEqualTo("""
                site: st-anna
                device: cr-room-2
                mode: shadow  # default
                dicom:
                  ae-title: GANTRY
                  also-called: []  # default
                  host: "0.0.0.0"  # default
                  port: 11112
                  max-associations: 64  # default
                  max-associations-per-host: 16  # default
                  max-pdu-bytes: 131072  # default
                  artim: 30s  # default
                  idle: 10m  # default
                  transfer-syntaxes: %s  # default
                  native-codecs: process  # default
                  access: auto  # default
                  peers: []  # default
                mqtt:
                  url: "tcp://127.0.0.1:1883"
                  heartbeat: 10s  # default
                  window: 10  # default
                  fhir: false  # default
                spool:
                  path: /var/lib/gantry/spool
                  durability: fsync  # default
                  role: copy  # default
                  evict-percent: 70  # default
                  refuse-percent: 90  # default
                models:
                  path: models
                  state: /var/lib/gantry/spool/models  # default
                  unsigned: allow  # default
                exam:
                  silence: 10s  # default
                  learn-silence: true  # default
                  silence-at-least: 2s  # default
                  silence-at-most: 2m  # default
                  test-patient-ids: []  # default
                inference:
                  provider: auto  # default
                  threads: 0  # default: automatic, one for each processor, at most 4
                  queue: 256  # default
                  gpu:
                    device: 0  # default
                    memory-mb: 0  # default: no limit
                    nodes-on-cpu: warn  # default
                privacy:
                  key-file: /var/lib/gantry/spool/site.key  # default
                  key-id: "1"  # default
                  level: pseudonyms  # default
                alerts:
                  receivers: []  # default
                  stop-escalation: ["radiologist"]  # default
                  severities: ["stat"]  # default
                  escalation:  # default
                    - after: 2m
                      step: repeat
                    - after: 5m
                      step: second-topic
                    - after: 10m
                      step: degraded
                  snooze-at-most: 30m  # default
                  repeats-per-minute: 20  # default
                watch:
                  scanners:
                    sensitivity: normal  # default
                    ignore: []  # default
                    holidays: []  # default
                    time-zone: system  # default
                  models:
                    sensitivity: normal  # default
                    expected: []  # default
                web:
                  enabled: true  # default
                  host: "127.0.0.1"  # default
                  port: 8104  # default
                  accounts: /var/lib/gantry/spool/web-accounts  # default
                  login-idle: 30m  # default
                room:
                  identity: none  # default
                log:
                  level: info  # default
                """.formatted(everySyntax().stream().collect(Collectors.joining("\",\"", "[\"", "\"]"))));
    }

    @ParameterizedTest
    @CsvSource({"SMALLEST", "FULL"})
    void readsTheEffectiveFileBackAsTheSameSettings(String which) throws IOException {
        var written = file(which.equals("FULL") ? FULL : SMALLEST);
        var settings = SettingsFile.read(written);

        var effective = SettingsFile.effective(written);

        assertThat(SettingsFile.read(file(effective))).usingRecursiveComparison()
                .withEqualsForType((a, b) -> a.pattern().equals(b.pattern()), Pattern.class)
                .isEqualTo(settings);
        assertThat(SettingsFile.effective(file(effective))).as("nothing is a default any more")
                .isEqualTo(effective.replaceAll(" +# default.*", ""));
    }
}
