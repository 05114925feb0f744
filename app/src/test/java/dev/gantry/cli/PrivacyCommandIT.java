// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.envelope.Certificates;
import dev.gantry.pseudonym.KeyRing;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands of docs/privacy.md, and the openssl of the machine as the receiver's.
class PrivacyCommandIT {
    @TempDir
    static Path certificates;

    private static Certificates made;

    @TempDir
    Path folder;

    @BeforeAll
    static void certificates() throws Exception {
        Certificates.need("openssl");
        made = new Certificates(certificates).authority("hospital").issue("ris", "hospital", "rsa");
    }

    @BeforeEach
    void site() throws IOException {
        Files.createDirectories(folder.resolve("spool"));
        Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                """);
        KeyRing.open(keyFile(), "1");
        own("passphrase", "correct horse battery staple\n");
    }

    private Path keyFile() {
        return folder.resolve("spool/site.key");
    }

    private void own(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
        Files.setPosixFilePermissions(folder.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private record Printed(int exit, String text) {}

    /// `{}` in an argument stands for the test's folder.
    private Printed privacy(String... arguments) {
        var all = new ArrayList<>(List.of("privacy", "--config", folder.resolve("gantry.yaml").toString()));
        Arrays.stream(arguments).map(it -> it.replace("{}", folder.toString())).forEach(all::add);
        var text = new StringWriter();
        var printer = new PrintWriter(text, true);
        int exit = Main.commandLine().setOut(printer).setErr(printer).execute(all.toArray(String[]::new));
        return new Printed(exit, text.toString().replace(folder.toString(), "{}"));
    }

    private List<JsonNode> audit() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("spool/audit"))) {
            return files.flatMap(file -> {
                try {
                    return Files.readAllLines(file).stream();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }).map(line -> JsonMapper.shared().readTree(line)).toList();
        }
    }

    private JsonNode opened(String sealed, String... how) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "cms", "-decrypt", "-inform", "DER",
                "-in", folder.resolve(sealed).toString(), "-out", folder.resolve("opened").toString()));
        command.addAll(List.of(how));
        var run = Certificates.run(command);
        assertThat(run.exit()).as(run.output()).isZero();
        return JsonMapper.shared().readTree(Files.readString(folder.resolve("opened")));
    }

    @Test
    void listsKeysWithoutShowingThem() throws IOException {
        privacy("rotate", "--key-id", "2027", "--from", "2999-01-04T08:00:00Z");

        var listed = privacy("keys");

        assertThat(listed.exit()).isZero();
        assertThat(listed.text().lines()).satisfiesExactly(
                first -> assertThat(first).startsWith("1 ").endsWith("makes pseudonyms"),
                second -> assertThat(second).isEqualTo("%-32s since 2999-01-04T08:00:00Z  will make pseudonyms"
                        .formatted("2027")));
        var json = JsonMapper.shared().readTree(privacy("keys", "--json").text());
        assertThat(json.valueStream().map(key -> key.path("active").asBoolean())).containsExactly(true, false);
        assertThat(listed.text() + json).doesNotContainPattern(Pattern.compile("[A-Za-z0-9+/]{43}="));
    }

    @Test
    void rotatesAndSaysWhatIsNext() throws IOException {
        var rotated = privacy("rotate", "--key-id", "2027");

        assertThat(rotated.exit()).isZero();
        assertThat(rotated.text()).startsWith("key 2027 makes pseudonyms from 2")
                .contains("gantry privacy export", "gantry privacy backup");
        assertThat(KeyRing.open(keyFile(), "1").newest().keyId()).isEqualTo("2027");
        assertThat(privacy("keys").text()).contains("still matches");
        assertThat(privacy("rotate", "--key-id", "2027")).isEqualTo(
                new Printed(Main.WRONG_SETTINGS, "--key-id: 2027 is in the ring already (1, 2027)\n"));
        assertThat(privacy("rotate", "--key-id", "a b").exit()).isEqualTo(Main.WRONG_SETTINGS);
    }

    @Test
    void handsAllKeysToTheHolderOfACertificate() throws Exception {
        privacy("rotate", "--key-id", "2027");

        var exported = privacy("export", "--to", "{}/ris.p7m", "--receiver", "RIS St Anna",
                "--certificate", made.certificate("ris").toString());

        assertThat(exported.exit()).as(exported.text()).isZero();
        assertThat(exported.text()).startsWith("{}/ris.p7m: keys 1, 2027 for RIS St Anna\n")
                .contains("openssl cms -decrypt -inform DER -in {}/ris.p7m -recip ");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ris.p7m"))))
                .isEqualTo("rw-------");
        var keys = opened("ris.p7m", "-recip", made.certificate("ris").toString(), "-inkey", made.key("ris").toString());
        assertThat(keys.path("gantry-keys").asInt()).isEqualTo(1);
        assertThat(keys.path("site").asString()).isEqualTo("st-anna");
        var ring = KeyRing.open(keyFile(), "1");
        assertThat(keys.path("keys").valueStream().map(key -> key.path("key").asString())).containsExactlyElementsOf(
                ring.keys().stream().map(key -> Base64.getEncoder().encodeToString(key.secret().getEncoded())).toList());
        var entry = audit().getLast();
        assertThat(entry.path("what").asString()).isEqualTo("key-export");
        assertThat(entry.path("receiver").asString()).isEqualTo("RIS St Anna");
        assertThat(entry.path("keys").asString()).isEqualTo("1, 2027");
        assertThat(entry.path("sealed").asString()).isEqualTo("certificate CN=ris,O=Gantry test");
        assertThat(entry.path("who").asString()).isNotEmpty();
    }

    @Test
    void handsOneKeyToWhoKnowsAPassphrase() throws Exception {
        privacy("rotate", "--key-id", "2027");

        assertThat(privacy("export", "--to", "{}/pager.p7m", "--key-id", "2027", "--passphrase-file", "{}/passphrase")
                .exit()).isZero();

        var keys = opened("pager.p7m", "-pwri_password", "correct horse battery staple");
        assertThat(keys.path("keys").valueStream().map(key -> key.path("key-id").asString())).containsExactly("2027");
    }

    @Test
    void writesPlainKeysOnlyWhenToldTo() throws IOException {
        assertThat(privacy("export", "--to", "{}/keys.json").exit()).as("nothing is sealed by chance").isEqualTo(2);
        assertThat(folder.resolve("keys.json")).doesNotExist();

        assertThat(privacy("export", "--to", "{}/keys.json", "--plain").exit()).isZero();
        assertThat(JsonMapper.shared().readTree(Files.readString(folder.resolve("keys.json"))).path("keys")).hasSize(1);
        assertThat(privacy("export", "--to", "{}/keys.json", "--plain"))
                .isEqualTo(new Printed(Main.FAILED, "gantry: {}/keys.json exists already; nothing is replaced\n"));
    }

    @Test
    void bringsKeysBackAfterTheDiskIsLost() throws Exception {
        privacy("rotate", "--key-id", "2027");
        var before = KeyRing.open(keyFile(), "1").newest().study("1.2");

        assertThat(privacy("backup", "--to", "{}/backup.p7m", "--passphrase-file", "{}/passphrase").exit()).isZero();
        assertThat(privacy("restore", "--from", "{}/backup.p7m", "--passphrase-file", "{}/passphrase").text())
                .isEqualTo("{}/spool/site.key: has all of them (1, 2027) already\n");
        Files.delete(keyFile());
        assertThat(privacy("restore", "--from", "{}/backup.p7m", "--passphrase-file", "{}/passphrase").text())
                .isEqualTo("{}/spool/site.key: keys 1, 2027 are back\n");

        assertThat(KeyRing.open(keyFile(), "1").newest().study("1.2")).isEqualTo(before);
        Files.delete(keyFile());
        KeyRing.open(keyFile(), "1");
        assertThat(privacy("restore", "--from", "{}/backup.p7m", "--passphrase-file", "{}/passphrase"))
                .satisfies(it -> assertThat(it.exit()).isEqualTo(Main.WRONG_SETTINGS))
                .satisfies(it -> assertThat(it.text()).contains("holds other keys (1) than the backup (1, 2027)"));
        assertThat(audit()).extracting(entry -> entry.path("what").asString())
                .containsExactly("key-rotate", "key-backup", "key-restore", "key-restore", "key-restore");
    }

    @Test
    void refusesWhatWouldNotKeepASecret() throws IOException {
        own("short", "hunter2\n");
        Files.writeString(folder.resolve("open"), "correct horse battery staple\n");
        Files.setPosixFilePermissions(folder.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(privacy("backup", "--to", "{}/b", "--passphrase-file", "{}/short").text())
                .contains("12 characters or more");
        assertThat(privacy("backup", "--to", "{}/b", "--passphrase-file", "{}/open").text()).contains("chmod 600");
        assertThat(privacy("export", "--to", "{}/b", "--certificate", "{}/passphrase").text())
                .contains("--certificate").contains("cannot be used");
        assertThat(folder.resolve("b")).doesNotExist();
    }

    @Test
    void saysThatThereIsNoKeyBeforeTheFirstStart() throws IOException {
        Files.delete(keyFile());

        assertThat(privacy("keys").text()).contains("privacy.key-file").contains("first start");
        assertThat(privacy("rotate", "--key-id", "2").exit()).isEqualTo(Main.WRONG_SETTINGS);
        assertThat(keyFile()).doesNotExist();
    }
}
