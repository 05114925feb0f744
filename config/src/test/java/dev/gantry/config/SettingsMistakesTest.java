// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import static dev.gantry.config.SettingsFileTest.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import dev.gantry.yaml.SettingsPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// One test for each kind of mistake, with the whole line the operator reads.
class SettingsMistakesTest {
    private static final String MARKS = "{}[]:,-#&*!|>'\"%@`\t\n 0a~?";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("gantry.yaml"), text);
    }

    private InvalidYaml refusal(Path file) {
        return catchThrowableOfType(InvalidYaml.class, () -> SettingsFile.read(file));
    }

    /// The problems as the operator reads them, without the folder of this test.
    private List<String> said(String text) throws IOException {
        var refusal = refusal(file(text));
        assertThat(refusal).as("the file is refused").isNotNull();
        return refusal.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
    }

    private static String with(String line, String instead) {
        var changed = SMALLEST.replace(line, instead);
        assertThat(changed).as("the line is in the smallest file").isNotEqualTo(SMALLEST);
        return changed;
    }

    private static String plus(String lines) {
        return SMALLEST + lines;
    }

    @Test
    void wantsKeysWhereUnsignedPackagesAreRefused() throws IOException {
        assertThat(said(with("models: {path: models}", "models: {path: models, unsigned: refuse}"))).containsExactly(
                "gantry.yaml:6: models.unsigned: must be allow while models.trust names no keys: every package would"
                        + " be refused, found \"refuse\"");
    }

    @Test
    void wantsTlsWhereAPatientIsNamed() throws IOException {
        assertThat(said(plus("privacy: {level: accession}"))).containsExactly(
                "gantry.yaml:7: privacy.level: must be pseudonyms unless mqtt.url begins with ssl://: what names a"
                        + " patient never travels in clear, found \"accession\"");
        assertThat(SettingsFile.read(file(with("tcp://127.0.0.1:1883", "ssl://127.0.0.1:8883")
                + "privacy: {level: demographics}")).privacy().level()).isEqualTo(PrivacySettings.Level.DEMOGRAPHICS);
    }

    private static String lookup(String allow, int port) {
        return plus("lookup: {port: %d, certificate: c, key: k, trust: t, allow: [\"%s\"]}".formatted(port, allow));
    }

    @Test
    void wantsSubjectsOfCertificatesAtTheLookup() throws IOException {
        assertThat(said(lookup("ris.st-anna.example", 8443))).containsExactly(
                "gantry.yaml:7: lookup.allow: each must be the subject of a certificate, as openssl x509 -noout"
                        + " -subject -nameopt RFC2253 shows it, such as CN=ris.st-anna.example,O=St Anna, found"
                        + " [\"ris.st-anna.example\"]");
    }

    @Test
    void wantsAPortOfItsOwnForTheLookup() throws IOException {
        assertThat(said(lookup("CN=ris", 11112))).containsExactly(
                "gantry.yaml:7: lookup.port: must be another than dicom.port, found 11112");
        assertThat(said(lookup("CN=ris", 2762).replace("port: 11112}",
                "port: 11112, tls: {port: 2762, certificate: c, key: k, trust: t}}"))).containsExactly(
                "gantry.yaml:7: lookup.port: must be another than dicom.tls.port, found 2762");
    }

    @Test
    void namesTypeRangeAndLineOfAWrongValue() throws IOException {
        assertThat(said(with("port: 11112}", "\n  port: eleven}")))
                .containsExactly(
                        "gantry.yaml:4: dicom.port: must be an integer from 0 to 65535, found \"eleven\"");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            exam: {silence: 10}           | exam.silence: must be a duration such as 150ms, 30s, \
            10m, 1h or 1d (a whole number from 1 to 99999 and a unit) (in quotes, to make it text), found 10
            exam: {silence: 0s}           | exam.silence: must be a duration such as 150ms, 30s, \
            10m, 1h or 1d (a whole number from 1 to 99999 and a unit), found "0s"
            exam: {test-patient-ids: x}   | exam.test-patient-ids: must be a list of at most 100 items, \
            none twice, found "x"
            exam: {test-patient-ids: [1]} | exam.test-patient-ids[0]: must be text of 1 to 256 characters \
            (in quotes, to make it text), found 1
            exam: {test-patient-ids: [(]} | exam.test-patient-ids: each must be a regular expression \
            of Java, found ["("]
            exam: 10s                     | exam: must be a mapping of keys to values, found "10s"
            exam:                         | exam: must be a mapping of keys to values, found nothing
            mode: Live                    | mode: must be one of live, shadow, test; did you mean live?, \
            found "Live"
            mode: loud                    | mode: must be one of live, shadow, test, found "loud"
            mode: [live]                  | mode: must be one of live, shadow, test, found ["live"]
            inference: {threads: -1}      | inference.threads: must be an integer from 0 to 256, found -1
            inference: {threads: 2.5}     | inference.threads: must be an integer from 0 to 256, found 2.5
            inference: {threads: true}    | inference.threads: must be an integer from 0 to 256, found true
            inference: {queue: 0}         | inference.queue: must be an integer from 1 to 65536, found 0
            inference: {queue: 1e999999}  | inference.queue: must be an integer from 1 to 65536, \
            found "1e999999"
            privacy: {key-id: 2}          | privacy.key-id: must be 1 to 32 letters, digits, dots, \
            hyphens or underscores, a letter or digit first (in quotes, to make it text), found 2
            """)
    void saysTheRuleAndTheValueFound(String line, String said) throws IOException {
        assertThat(said(plus(line + "\n"))).containsExactly("gantry.yaml:7: " + said);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            watch: {scanners: {holidays: [02-30]}}      | watch.scanners.holidays: each must be a day that exists, such \
            as 12-25 (each year) or 2027-04-05 (once), found ["02-30"]
            watch: {scanners: {holidays: [2027-02-29]}} | watch.scanners.holidays: each must be a day that exists, such \
            as 12-25 (each year) or 2027-04-05 (once), found ["2027-02-29"]
            watch: {scanners: {holidays: [Easter]}}     | watch.scanners.holidays[0]: must be a day such as 12-25 (each \
            year) or 2027-04-05 (once), found "Easter"
            watch: {scanners: {time-zone: Europe/Bonn}} | watch.scanners.time-zone: must be system or the name of a time \
            zone, such as Europe/Berlin; this one is not known, found "Europe/Bonn"
            watch: {scanners: {sensitivity: high}}      | watch.scanners.sensitivity: must be one of off, calm, normal, \
            keen, found "high"
            watch: {scanners: {ignored: [CT]}}          | watch.scanners.ignored: unknown key, did you mean ignore?
            watch: {models: {expected: [{model: a, positive-percent: 0}]}} | watch.models.expected[0].positive-percent: \
            must be a number from 0.1 to 99.9, found 0
            watch: {models: {expected: [{model: a, positive-percent: 1}, {model: a, positive-percent: 2}]}} | \
            watch.models.expected: must name each model once, found \
            [{"model":"a","positive-percent":1},{"model":"a","positive-percent":2}]
            watch: {learn-since: 2026-13-01}            | watch.learn-since: must be a day that exists, found "2026-13-01"
            """)
    void saysWhatIsWrongWithTheWatch(String line, String said) throws IOException {
        assertThat(said(plus(line + "\n"))).containsExactly("gantry.yaml:7: " + said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"St-Anna", "st anna", "st/anna", "st+anna", "'#'", "-st", "''", "sankt-änna"})
    void keepsMqttWildcardsAndSlashesOutOfTheTopics(String site) throws IOException {
        assertThat(said(with("site: st-anna", "site: " + site))).singleElement().asString().startsWith(
                "gantry.yaml:1: site: must be 1 to 64 lower-case letters, digits or hyphens");
    }

    @ParameterizedTest
    @ValueSource(strings = {"''", "'   '", "SEVENTEEN-LETTERS", "'A\\B'", "\"A\\tB\"", "ÄE"})
    void acceptsOnlyAeTitlesOfTheStandard(String title) throws IOException {
        assertThat(said(with("GANTRY", title))).singleElement().asString().startsWith(
                "gantry.yaml:3: dicom.ae-title: must be an AE title: 1 to 16 ASCII characters, no backslash");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            http://broker:1883       | must be tcp://host:port or ssl://host:port, \
            without a user or a password
            tcp://broker             | must be tcp://host:port or ssl://host:port, \
            without a user or a password
            tcp://broker:1883/gantry | must be tcp://host:port or ssl://host:port, \
            without a user or a password
            tcp://broker:0           | must name a host and a port from 1 to 65535
            tcp://broker:65536       | must name a host and a port from 1 to 65535
            tcp://-:1883             | must name a host and a port from 1 to 65535
            """)
    void acceptsOnlyBrokersThatCanBeReached(String url, String rule) throws IOException {
        assertThat(said(with("tcp://127.0.0.1:1883", url)))
                .containsExactly("gantry.yaml:4: mqtt.url: " + rule + ", found \"" + url + "\"");
    }

    @Test
    void neverRepeatsAPasswordFromTheUrl() throws IOException {
        var refusal = refusal(file(with("tcp://127", "tcp://gantry:s3cret@127")));

        assertThat(refusal).hasMessageContaining("found \"tcp://***@127.0.0.1:1883\"")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void sendsAPasswordToItsFileWithoutRepeatingIt() throws IOException {
        assertThat(said(with("1883\"", "1883\", password: s3cret"))).containsExactly(
                "gantry.yaml:4: mqtt.password: unknown key, did you mean password-file?");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            exma: {silence: 10s}      | exma: unknown key, did you mean exam?
            exam: {silense: 10s}      | exam.silense: unknown key, did you mean silence?
            exam: {Silence: 10s}      | exam.Silence: unknown key, did you mean silence?
            artim: 30s                | artim: unknown key, did you mean dicom.artim?
            exam: {window: 3}         | exam.window: unknown key, did you mean mqtt.window?
            colour: blue              | colour: unknown key
            <<: {}                    | <<: unknown key
            """)
    void asksWhatAnUnknownKeyWasMeantToBe(String line, String said) throws IOException {
        assertThat(said(plus(line + "\n"))).containsExactly("gantry.yaml:7: " + said);
    }

    @Test
    void refusesAKeyGivenTwiceAndNamesBothLines() throws IOException {
        assertThat(said(plus("exam:\n  silence: 10s\n  silence: 20s\nsite: st-olaf\n"))).containsExactly(
                "gantry.yaml:9: exam.silence: is given twice, first in line 8",
                "gantry.yaml:10: site: is given twice, first in line 1");
    }

    @Test
    void missesARequiredKeyAtTheLineOfTheMappingAroundIt() throws IOException {
        var text = "# a comment\n"
                + with("{ae-title: GANTRY, port: 11112}", "{}").replace("site: st-anna\n", "");

        assertThat(said(text)).containsExactly(
                "gantry.yaml:2: site: is required",
                "gantry.yaml:3: dicom.ae-title: is required",
                "gantry.yaml:3: dicom: must have a port (plain TCP), a section tls, or both; without either nobody"
                        + " could call");
    }

    @Test
    void wouldRatherNotStartThanBeLiveAndLockEverybodyOut() throws IOException {
        assertThat(said(plus("mode: live\n"))).containsExactly(
                "gantry.yaml:7: dicom.access: must be open, or dicom.peers must list who may call, when mode is live;"
                        + " as it is nobody could call (listed says so on purpose: then gantry access allow lets them"
                        + " in one by one), found \"auto\" (default)");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            access: closed               | access: must be one of auto, listed, open, found "closed"
            access: Open                 | access: must be one of auto, listed, open; did you mean open?, found "Open"
            also-called: OLD             | also-called: must be a list of at most 32 items, none twice, found "OLD"
            also-called: ['A\\B']        | also-called[0]: must be an AE title: 1 to 16 ASCII characters, \
            no backslash, not only spaces, found "A\\\\B"
            peers: [CT_1]                | peers[0]: must be a mapping of keys to values, found "CT_1"
            peers: [{called: GANTRY}]    | peers[0].ae-title: is required
            peers: [{aet: CT_1}]         | peers[0].ae-title: is required
            peers: [{ae-title: CT_1, addresses: [ct1.example]}] | peers[0].addresses[0]: must be an address such as \
            10.0.4.7 or fd00:4::7, or a network such as 10.0.4.0/24 or fd00:4::/64, found "ct1.example"
            peers: [{ae-title: A}, {ae-title: B, addresses: [10.0.4.7/24]}] | peers[1].addresses: each must be an \
            address such as 10.0.4.7 or fd00:4::7, or a network such as 10.0.4.0/24 or fd00:4::/64 with no bit set \
            beyond its length, found ["10.0.4.7/24"]
            peers: [{ae-title: A, host: a, port: 0}] | peers[0].port: must be an integer from 1 to 65535, found 0
            peers: [{ae-title: A, tls: true}] | peers: can ask for TLS (tls, certificate) only where there is a \
            section dicom.tls, found [{"ae-title":"A","addresses":[],"tls":true,"port":104}]
            tls: {port: 2762, certificate: c, key: k} | tls.clients: must be none as long as dicom.tls.trust names \
            no file: nothing else says whose certificates to believe, found "required" (default)
            tls: {port: 11112, certificate: c, key: k, trust: t} | port: must be another than dicom.tls.port, \
            found 11112
            tls: {port: 2762, trust: t, key: k} | tls.certificate: is required
            tls: {port: 2762, certificate: c, key: k, trust: t, cert: c} | tls.cert: unknown key
            tls: true                    | tls: must be a mapping of keys to values, found true
            """)
    void saysWhatIsWrongWithWhoMayCall(String line, String said) throws IOException {
        assertThat(said(with("port: 11112}", "port: 11112, " + line + "}"))).contains("gantry.yaml:3: dicom." + said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "[{ae-title: PACS}]", "[{ae-title: OTHER, host: pacs.example}]",
        "[{ae-title: '*', host: pacs.example}]"})
    void wantsAnArchiveThatItCanCall(String peers) throws IOException {
        assertThat(said(with("spool}", "spool, role: store, archive: PACS}")
                .replace("port: 11112}", "port: 11112, peers: " + peers + "}"))).containsExactly(
                "gantry.yaml:5: spool.archive: must be the ae-title of one of dicom.peers that has a host: that is"
                        + " where it is asked, found \"PACS\"");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            web: {port: 99999}      | web.port: must be an integer from 0 to 65535, found 99999
            web: {port: 11112}      | web.port: must be another than dicom.port, found 11112
            web: {enabled: 'off'}   | web.enabled: must be true or false, found "off"
            web: {prot: 8104}       | web.prot: unknown key, did you mean port?
            web: {host: 'a b'}      | web.host: must be a host name or an IP address, found "a b"
            web: {tls: {key: a}}    | web.tls.certificate: is required
            room: {receiver: ris}   | room.receiver: must be the name of one of alerts.receivers: the page answers as any other receiver does, found "ris"
            web: false              | web: must be a mapping of keys to values, found false
            log: {level: trace}     | log.level: must be one of debug, info, warn, found "trace"
            log: {level: Debug}     | log.level: must be one of debug, info, warn; did you mean debug?, found "Debug"
            """)
    void saysWhatIsWrongWithTheWebServerAndTheLog(String line, String said) throws IOException {
        assertThat(said(plus(line + "\n"))).containsExactly("gantry.yaml:7: " + said);
    }

    @Test
    void comparesTheTwoWatermarks() throws IOException {
        assertThat(said(with("spool}", "spool, evict-percent: 95, refuse-percent: 95}"))).containsExactly(
                "gantry.yaml:5: spool.evict-percent: must be less than spool.refuse-percent (95), found 95");
    }

    @Test
    void comparesAWatermarkWithTheDefaultOfTheOther() throws IOException {
        assertThat(said(with("spool}", "spool,\n  refuse-percent: 50}"))).containsExactly(
                "gantry.yaml:6: spool.evict-percent: must be less than spool.refuse-percent (50), "
                        + "found 70 (default)");
    }

    @Test
    void doesNotCompareAWatermarkThatIsWrongItself() throws IOException {
        assertThat(said(with("spool}", "spool, evict-percent: 95, refuse-percent: many}"))).containsExactly(
                "gantry.yaml:5: spool.refuse-percent: must be an integer from 2 to 99, found \"many\"");
    }

    @Test
    void wantsAHeartbeatOfAtLeastASecond() throws IOException {
        assertThat(said(with("1883\"", "1883\", heartbeat: 999ms"))).containsExactly(
                "gantry.yaml:4: mqtt.heartbeat: must be at least 1s, found \"999ms\"");
    }

    @Test
    void encryptsNothingWithoutSsl() throws IOException {
        assertThat(said(with("1883\"", "1883\", tls: {trust: ca.pem}"))).containsExactly(
                "gantry.yaml:4: mqtt.url: must begin with ssl:// as long as there is a section mqtt.tls; tcp:// encrypts"
                        + " nothing, found \"tcp://127.0.0.1:1883\"");
    }

    @Test
    void wantsTheKeyOfTheCertificateThatABrokerIsShown() throws IOException {
        assertThat(said(with("\"tcp://127.0.0.1:1883\"", "\"ssl://127.0.0.1:8883\", tls: {certificate: own.pem}")))
                .singleElement().asString()
                .startsWith("gantry.yaml:4: mqtt.tls: must name both a certificate and its key, or neither");
    }

    @Test
    void saysSoWhenTheFileIsNotThere() {
        assertThat(refusal(folder.resolve("missing.yaml")).problems())
                .containsExactly(problem(folder.resolve("missing.yaml"), "no such file"));
    }

    @Test
    void saysSoWhenTheFileIsAFolder() {
        assertThat(refusal(folder).problems()).singleElement()
                .extracting(Problem::rule).asString().startsWith("cannot be read (");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " \n\n", "# only a comment\n", "---\n"})
    void saysSoWhenTheFileIsEmpty(String text) throws IOException {
        assertThat(said(text)).singleElement().asString()
                .matches("gantry.yaml(:\\d)?: (is empty; it )?must be a mapping of keys to values");
    }

    @Test
    void saysSoWhenTheFileIsNotText() throws IOException {
        var file = Files.write(folder.resolve("gantry.yaml"), new byte[] {'s', ':', ' ', (byte) 0xE4, '\n'});

        assertThat(refusal(file).problems()).containsExactly(problem(file, "must be text in UTF-8"));
    }

    private static Problem problem(Path file, String rule) {
        return new Problem(file, 0, "", rule, Optional.empty());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', ignoreLeadingAndTrailingWhitespace = false, textBlock = """
            exam:\\n\\tsilence: 10s|gantry.yaml:8: not valid YAML: a tab cannot indent or separate; use spaces
            exam: {silence: 10s|gantry.yaml:8: not valid YAML: expected ',' or '}', but got <stream end>
            exam: "10s|gantry.yaml:8: not valid YAML: found unexpected end of stream
            exam: *other|gantry.yaml:7: aliases are not read; write the value out instead of *other
            --- \\nsite: other|gantry.yaml:7: must hold one YAML document; this starts another
            mode: !secret live|gantry.yaml:7: mode: tags are not read; leave out !secret
            ? [a, b]\\n: c|gantry.yaml:7: a key must be a plain word
            """)
    void refusesWhatIsNotPlainYaml(String lines, String said) throws IOException {
        assertThat(said(plus(lines.translateEscapes() + "\n"))).containsExactly(said);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            receivers: [{name: ris}] | receivers[0].roles: is required
            receivers: [{name: RIS, roles: [radiologist]}] | receivers[0].name: must be 1 to 64 lower-case letters, \
            digits or hyphens, no hyphen first, found "RIS"
            receivers: [{name: ris, roles: [radiologist]}, {name: ris, roles: [nurse]}] | receivers: must have each \
            name only once: a receiver is bound to its topic by its name, found [{"name":"ris","roles":\
            ["radiologist"]},{"name":"ris","roles":["nurse"]}]
            receivers: [{name: a, roles: [radiologist], key-file: k}, {name: b, roles: [nurse], key-file: ./k}] | \
            receivers: must have a key-file of its own for each: with the same key, one could answer for the other, \
            found [{"name":"a","roles":["radiologist"],"key-file":"k"},{"name":"b","roles":["nurse...
            receivers: [{name: ris, roles: [technologist]}] | stop-escalation: each must be one of the roles of \
            alerts.receivers: nobody could answer in this role, found ["radiologist"] (default)
            escalation: [{after: 2m, step: repeat}] | escalation: needs alerts.receivers: as long as nobody can \
            answer, nothing escalates, found [{"after":"2m","step":"repeat"}]
            """)
    void saysWhatIsWrongWithTheReceivers(String line, String said) throws IOException {
        assertThat(said(plus("alerts: {" + line + "}\n"))).containsExactly("gantry.yaml:7: alerts." + said);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            escalation: [{after: 500ms, step: repeat}] | escalation[0].after: must be from 1s to 12h, found "500ms"
            escalation: [{after: 1d, step: repeat}] | escalation[0].after: must be from 1s to 12h, found "1d"
            escalation: [{after: 2m, step: page}] | escalation[0].step: must be one of repeat, second-topic, \
            degraded, found "page"
            escalation: [{after: 5m, step: repeat}, {after: 5m, step: degraded}] | escalation: each step must come \
            later than the one before, found [{"after":"5m","step":"repeat"},{"after":"5m","step":"degraded"}]
            escalation: [{after: 1m, step: degraded}, {after: 5m, step: degraded}] | escalation: can have the step \
            degraded only once, found [{"after":"1m","step":"degraded"},{"after":"5m","step":"degraded"}]
            snooze-at-most: 30s | snooze-at-most: must be from 1m to 12h, found "30s"
            snooze-at-most: 1d | snooze-at-most: must be from 1m to 12h, found "1d"
            repeats-per-minute: 0 | repeats-per-minute: must be an integer from 1 to 600, found 0
            severities: [] | severities: must be a list of at least 1 item, none twice, found []
            """)
    void saysWhatIsWrongWithTheEscalation(String line, String said) throws IOException {
        assertThat(said(plus("alerts: {receivers: [{name: ris, roles: [radiologist]}], " + line + "}\n")))
                .containsExactly("gantry.yaml:7: alerts." + said);
    }

    @Test
    void refusesADeepNestThatWouldUseUpTheStack() throws IOException {
        assertThat(said(plus("exam: " + "[".repeat(100_000) + "]".repeat(100_000) + "\n")))
                .containsExactly("gantry.yaml:7: must be nested at most 32 deep");
    }

    @Test
    void refusesAFileTooLargeToBeOne() throws IOException {
        assertThat(said(plus("#".repeat(2_000_000)))).singleElement().asString()
                .contains("must be at most 262144 bytes");
    }

    @Test
    void saysAllAtOnceInTheOrderOfTheLinesAndWhereToReadOn() throws IOException {
        var file = file("""
                site: St Anna
                device: cr-room-2
                dicom:
                  ae-titel: GANTRY
                  port: eleven
                spool: {path: spool, evict-percent: 95}
                models: {path: models}
                """);

        assertThat(refusal(file)).hasMessage("""
                F:1: site: must be 1 to 64 lower-case letters, digits or hyphens, no hyphen first, \
                found "St Anna"
                F:1: mqtt: is required
                F:3: dicom.ae-title: is required
                F:4: dicom.ae-titel: unknown key, did you mean ae-title?
                F:5: dicom.port: must be an integer from 0 to 65535, found "eleven"
                F:6: spool.evict-percent: must be less than spool.refuse-percent (90), found 95
                See docs/configuration.md for every key.""".replace("F:", file + ":"));
    }

    /// Whatever stands in the file: settings, or a refusal with at least one problem; nothing else.
    @Test
    void endsAnyFileInSettingsOrARefusal() throws IOException {
        var random = new Random(20_261_121);
        int refused = 0;
        for (int round = 0; round < 500; round++) {
            var text = new StringBuilder(round % 2 == 0 ? SettingsFileTest.FULL : SMALLEST);
            for (int slip = 0; slip <= random.nextInt(4); slip++) {
                int at = random.nextInt(text.length());
                int mark = random.nextInt(MARKS.length());
                text.replace(at, at + random.nextInt(3), MARKS.substring(mark, mark + 1));
            }
            try {
                assertThat(SettingsFile.read(file(text.toString()))).isNotNull();
            } catch (InvalidYaml e) {
                assertThat(e.problems()).isNotEmpty();
                refused++;
            }
        }
        assertThat(refused).isBetween(250, 499);
    }

    @Test
    void hasARecordForEachSectionOfTheSchema() {
        var sections = Arrays.stream(Settings.class.getRecordComponents())
                .map(c -> c.getName()).collect(Collectors.toSet());

        assertThat(SettingsPage.keys().stream().map(key -> key.name().replaceFirst("\\..*", "")))
                .containsAll(sections).isSubsetOf(sections);
    }
}
