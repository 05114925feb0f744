// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.config;

import static dev.gantry.config.SettingsFileTest.SMALLEST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.yaml.InvalidYaml;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Values that stand elsewhere, and what is said when they do not.
class SettingsReferencesTest {
    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void fillEnvironment() throws IOException {
        var credentials = Files.createDirectories(folder.resolve("credentials"));
        Files.writeString(credentials.resolve("mqtt-user"), "s3cret-user\n");
        Files.writeString(credentials.resolve("mqtt-password"), "s3cret");
        Files.writeString(credentials.resolve("nothing"), "\n");
        Files.writeString(credentials.resolve("lines"), "one\ntwo\n");
        Files.writeString(credentials.resolve("long"), "x".repeat(5000));
        Files.write(credentials.resolve("binary"), new byte[] {(byte) 0xE4});
        environment.putAll(Map.of("CREDENTIALS_DIRECTORY", credentials.toString(), "BROKER", "broker.example",
                "PORT", "104", "SHOUT", "LOUD-S3CRET", "EMPTY", "", "NESTED", "${env:PORT}", "YES", "true"));
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("gantry.yaml"), text);
    }

    private Settings settings(String text) throws IOException {
        return SettingsFile.read(file(text), environment);
    }

    private List<String> said(String text) throws IOException {
        var file = file(text);
        var refusal = catchThrowableOfType(InvalidYaml.class, () -> SettingsFile.read(file, environment));
        assertThat(refusal).as("the file is refused").isNotNull();
        return refusal.problems().stream().map(p -> p.toString().replace(folder + "/", "")).toList();
    }

    @Test
    void putsInVariablesAloneAndWithinAText() throws IOException {
        var settings = settings(SMALLEST.replace("tcp://127.0.0.1:1883", "tcp://${env:BROKER}:1883")
                .replace("11112", "\"${env:PORT}\"") + "exam: {learn-silence: \"${env:YES}\"}\n");

        assertThat(settings.mqtt().url()).isEqualTo(URI.create("tcp://broker.example:1883"));
        assertThat(settings.dicom().port()).hasValue(104);
        assertThat(settings.exam().learnSilence()).isTrue();
    }

    @Test
    void takesACredentialForItsContentsButWhereAPathIsWantedForItsFile() throws IOException {
        var settings = settings(SMALLEST.replace("1883\"", """
                1883", username: "${credential:mqtt-user}", password-file: "${credential:mqtt-password}\""""));

        assertThat(settings.mqtt().username()).hasValue("s3cret-user");
        assertThat(settings.mqtt().passwordFile()).hasValue(folder.resolve("credentials/mqtt-password"));
    }

    @Test
    void putsInWhatItIsGivenOnceOnlyAndLeavesAPlainDollarBraceAlone() throws IOException {
        var settings = settings(SMALLEST.replace("1883\"", "1883\", username: \"$${env:PORT}$\"")
                + "privacy: {key-id: \"${env:PORT}\"}\n");

        assertThat(settings.mqtt().username()).hasValue("${env:PORT}$");
        assertThat(settings.privacy().keyId()).as("text stays text").isEqualTo("104");
    }

    @Test
    void followsADefaultThatIsMadeOfAnotherKey() throws IOException {
        environment.put("STATE", "/var/lib/elsewhere");
        var text = SMALLEST.replace("/var/lib/gantry/spool", "\"${env:STATE}/spool\"");

        assertThat(settings(text).privacy().keyFile()).isEqualTo(Path.of("/var/lib/elsewhere/spool/site.key"));
        assertThat(SettingsFile.effective(file(text), environment))
                .contains("key-file: \"${env:STATE}/spool/site.key\"  # default").doesNotContain("elsewhere");
    }

    @Test
    void showsNeitherInTheEffectiveFileNorInAProblemWhatAValueStandsFor() throws IOException {
        var text = SMALLEST.replace("1883\"", "1883\", username: \"${credential:mqtt-user}\"");

        assertThat(SettingsFile.effective(file(text), environment))
                .contains("username: \"${credential:mqtt-user}\"").doesNotContain("s3cret");
        assertThat(said(text + "mode: ${env:SHOUT}\n")).containsExactly("gantry.yaml:7: mode: must be one of live,"
                + " shadow, test, found \"${env:SHOUT}\" (what it stands for is not shown)");
        assertThat(said(text + "spool2: ${env:SHOUT}\n")).noneMatch(line -> line.contains("S3CRET"));
    }

    @Test
    void comparesWhatKeysStandForWithoutShowingIt() throws IOException {
        assertThat(said(SMALLEST.replace("spool}", "spool, refuse-percent: 50, evict-percent: \"${env:PERCENT}\"}"
        ))).containsExactly("gantry.yaml:5: spool.evict-percent: refers to the environment variable PERCENT, which is"
                + " not set, found \"${env:PERCENT}\"");
        environment.put("PERCENT", "77");
        assertThat(said(SMALLEST.replace("spool}", "spool, refuse-percent: 50, evict-percent: \"${env:PERCENT}\"}"
        ))).containsExactly("gantry.yaml:5: spool.evict-percent: must be less than spool.refuse-percent (50), found"
                + " \"${env:PERCENT}\" (what it stands for is not shown)");
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
            ${env:BROKR}           | refers to the environment variable BROKR, which is not set; did you mean BROKER?
            ${env:NOWHERE_AT_ALL}  | refers to the environment variable NOWHERE_AT_ALL, which is not set
            ${env:EMPTY}           | refers to the environment variable EMPTY, which is empty
            ${env:1A}              | must name an environment variable: letters, digits and underscores, no digit first
            ${env:}                | must name an environment variable: letters, digits and underscores, no digit first
            ${BROKER}              | must refer as ${env:NAME} or ${credential:NAME} (a plain ${ is written $${)
            ${evn:BROKER}          | must refer as ${env:NAME} or ${credential:NAME}; did you mean env? \
            (a plain ${ is written $${)
            ${credentials:a}       | must refer as ${env:NAME} or ${credential:NAME}; did you mean credential? \
            (a plain ${ is written $${)
            ${file:/etc/passwd}    | must refer as ${env:NAME} or ${credential:NAME} (a plain ${ is written $${)
            ${env:BROKER           | must refer as ${env:NAME} or ${credential:NAME} (a plain ${ is written $${)
            ${credential:mqtt-usr} | refers to the credential mqtt-usr, which is not in CREDENTIALS_DIRECTORY; \
            did you mean mqtt-user?
            ${credential:../a}     | must name a credential: letters, digits, dots, hyphens and underscores, no dot first
            ${credential:nothing}  | refers to the credential nothing, which is empty
            ${credential:lines}    | refers to the credential lines, which must be one line of at most 4096 characters
            ${credential:long}     | refers to the credential long, which is longer than 4096 bytes
            ${credential:binary}   | refers to the credential binary, which is no text in UTF-8
            """)
    void saysWhyAReferenceLeadsNowhere(String reference, String rule) throws IOException {
        assertThat(said(SMALLEST.replace("1883\"}", "1883\",\n  username: \"" + reference + "\"}")))
                .containsExactly("gantry.yaml:5: mqtt.username: " + rule + ", found \"" + reference + "\"");
    }

    @Test
    void saysHowToGetCredentialsWhereThereAreNone() throws IOException {
        environment.remove("CREDENTIALS_DIRECTORY");

        assertThat(said(SMALLEST + "log: {level: \"${credential:level}\"}\n")).containsExactly(
                "gantry.yaml:7: log.level: refers to the credential level, but CREDENTIALS_DIRECTORY is not set: systemd"
                        + " sets it where the unit says LoadCredential=level:FILE; by hand set it to the folder that"
                        + " holds level, found \"${credential:level}\"");
    }

    @Test
    void wantsACredentialAloneWhereItStandsForAPath() throws IOException {
        assertThat(said(SMALLEST + "privacy: {key-file: \"${credential:mqtt-user}.key\"}\n")).containsExactly(
                "gantry.yaml:7: privacy.key-file: must be ${credential:mqtt-user} alone: in a key that takes a path it"
                        + " stands for the whole path, found \"${credential:mqtt-user}.key\"");
    }

    @Test
    void doesNotFollowAReferenceInWhatItPutsIn() throws IOException {
        assertThat(said(SMALLEST.replace("11112", "\"${env:NESTED}\""))).containsExactly("gantry.yaml:3: dicom.port:"
                + " must be an integer from 0 to 65535, found \"${env:NESTED}\" (what it stands for is not shown)");
    }

    @Test
    void asksForQuotesWhereBracesAreTakenForAMapping() throws IOException {
        assertThat(said(SMALLEST.replace("11112", "${env:PORT}"))).singleElement().asString()
                .startsWith("gantry.yaml:3: ").endsWith("; put \"${...}\" in quotes");
    }

    @Test
    void readsCredentialsWithCharactersOutsideAscii() throws IOException {
        Files.writeString(folder.resolve("credentials/umlaut"), "Jürgen", StandardCharsets.UTF_8);

        assertThat(settings(SMALLEST.replace("1883\"", "1883\", username: \"${credential:umlaut}\"")).mqtt().username())
                .hasValue("Jürgen");
    }
}
