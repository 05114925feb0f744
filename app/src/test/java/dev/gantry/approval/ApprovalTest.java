// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApprovalTest {
    private static final byte[] PAGE = "<html>report</html>".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path spool;
    private Approval approval;

    @BeforeEach
    void open() throws IOException {
        spool = Files.createDirectory(folder.resolve("spool"));
        approval = Approval.in(spool);
    }

    private Settings settings(String device, String mode) throws IOException {
        return SettingsFile.read(Files.writeString(folder.resolve("gantry.yaml"), """
                site: st-anna
                device: %s
                mode: %s
                dicom: {ae-title: GANTRY, port: 11112, access: open}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: spool}
                models: {path: models}
                """.formatted(device, mode)));
    }

    private static Signed signed(Optional<String> despite) {
        return new Signed("st-anna", "cr-room-2", "gantry 0.1.0", Instant.parse("2026-11-21T10:00:00Z"), "A. Meier",
                "B. Huber", despite, Instant.parse("2026-11-21T12:00:00Z"), Approval.sha256(PAGE));
    }

    @Test
    void alertsNobodyBeforeTheReportIsSigned() throws IOException {
        var ruling = approval.rule(settings("cr-room-2", "live"));

        assertThat(ruling.settings().mode()).isEqualTo(Mode.SHADOW);
        assertThat(ruling.remark()).hasValueSatisfying(why -> assertThat(why)
                .startsWith("mode is shadow, not live: no acceptance report was signed")
                .contains("gantry acceptance sign"));
        assertThat(ruling.settings().in(Mode.LIVE)).isEqualTo(settings("cr-room-2", "live").in(Mode.LIVE));
    }

    @Test
    void isLiveOnceTheReportIsSignedUntilItIsWithdrawn() throws IOException {
        approval.sign(signed(Optional.of("no clock to compare with")), PAGE);

        assertThat(approval.signed()).contains(signed(Optional.of("no clock to compare with")));
        assertThat(approval.rule(settings("cr-room-2", "live")).settings().mode()).isEqualTo(Mode.LIVE);
        assertThat(approval.rule(settings("cr-room-2", "live")).remark()).isEmpty();
        assertThat(approval.withdraw()).isTrue();
        assertThat(approval.withdraw()).isFalse();
        assertThat(approval.rule(settings("cr-room-2", "live")).settings().mode()).isEqualTo(Mode.SHADOW);
        assertThat(spool).isEmptyDirectory();
    }

    @Test
    void keepsTheReportAsItWasSignedForItsOwnerAlone() throws IOException {
        approval.sign(signed(Optional.of("first")), "before".getBytes(StandardCharsets.UTF_8));
        approval.sign(signed(Optional.empty()), PAGE);

        assertThat(spool.resolve("acceptance.html")).hasBinaryContent(PAGE);
        assertThat(approval.signed().orElseThrow().sha256()).isEqualTo(Approval.sha256(PAGE));
        assertThat(spool.toFile().list()).containsExactlyInAnyOrder("acceptance.html", "acceptance.json");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(spool.resolve("acceptance.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void takesACopiedDiskForANewInstallation() throws IOException {
        approval.sign(signed(Optional.empty()), PAGE);

        var ruling = approval.rule(settings("cr-room-3", "live"));

        assertThat(ruling.settings().mode()).isEqualTo(Mode.SHADOW);
        assertThat(ruling.remark().orElseThrow()).contains("that of st-anna/cr-room-2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"shadow", "test"})
    void hasNothingToSayOfOtherModes(String mode) throws IOException {
        var ruling = approval.rule(settings("cr-room-2", mode));

        assertThat(ruling.settings()).isEqualTo(settings("cr-room-2", mode));
        assertThat(ruling.remark()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "{\"site\": \"st-anna\"}", "null"})
    void alertsNobodyOnADamagedRecordAndSaysSo(String content) throws IOException {
        Files.writeString(spool.resolve("acceptance.json"), content);

        var ruling = approval.rule(settings("cr-room-2", "live"));

        assertThat(ruling.settings().mode()).isEqualTo(Mode.SHADOW);
        assertThat(ruling.remark().orElseThrow()).contains("acceptance.json is damaged: sign the report again");
    }

    @Test
    void signsNothingWhereNoApplianceHasRun() {
        assertThatThrownBy(() -> Approval.in(folder.resolve("none")).sign(signed(Optional.empty()), PAGE))
                .isInstanceOf(IOException.class).hasMessageContaining("there is no such spool; start the appliance");
    }
}
