// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.gantry.config.TlsSettings;
import dev.gantry.config.TlsSettings.Clients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Files as OpenSSL writes them, right and wrong.
@Timeout(60)
class TlsFilesIT {
    @TempDir
    static Path forAll;

    static Openssl made;

    @TempDir
    Path folder;

    Openssl openssl;

    @BeforeAll
    static void certify() throws Exception {
        Openssl.needs("openssl");
        made = new Openssl(forAll);
        made.authority("hospital");
        made.certificate("gantry", "hospital", 40, "rsa");
    }

    @BeforeEach
    void make() throws Exception {
        openssl = made.copied(folder);
    }

    private TlsSettings files() {
        return new TlsSettings(0, openssl.file("gantry.pem"), openssl.file("gantry.key"),
                Optional.of(openssl.file("hospital.pem")), Clients.REQUIRED, false);
    }

    private Tls open(Duration later) {
        return Tls.open(files(), Clock.offset(Clock.systemUTC(), later));
    }

    private String mistake() {
        var refusal = catchThrowableOfType(IllegalArgumentException.class, () -> open(Duration.ZERO));
        assertThat(refusal).as("the files are refused").isNotNull();
        return refusal.getMessage().replace(folder + "/", "");
    }

    private void convert(String... arguments) throws Exception {
        var made = Openssl.run(arguments);
        assertThat(made.exit()).as(made.output()).isZero();
    }

    @Test
    void saysWhichFileIsNotThere() throws Exception {
        Files.delete(openssl.file("hospital.pem"));
        assertThat(mistake()).isEqualTo("dicom.tls.trust: hospital.pem is not there");
        Files.delete(openssl.file("gantry.key"));
        assertThat(mistake()).isEqualTo("dicom.tls.key: gantry.key is not there");
        Files.delete(openssl.file("gantry.pem"));
        assertThat(mistake()).isEqualTo("dicom.tls.certificate: gantry.pem is not there");
    }

    @Test
    void saysThatAFileHoldsSomethingElse() throws Exception {
        Files.writeString(openssl.file("hospital.pem"), "secret");
        assertThat(mistake()).isEqualTo(
                "dicom.tls.trust: hospital.pem holds no PEM block -----BEGIN CERTIFICATE-----");
        Files.copy(openssl.file("gantry.key"), openssl.file("gantry.pem"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(mistake()).isEqualTo(
                "dicom.tls.certificate: gantry.pem holds no PEM block -----BEGIN CERTIFICATE-----");
    }

    @Test
    void saysThatACertificateIsDamaged() throws Exception {
        Files.writeString(openssl.file("gantry.pem"),
                "-----BEGIN CERTIFICATE-----\nQUJD\n-----END CERTIFICATE-----\n");
        assertThat(mistake()).startsWith("dicom.tls.certificate: gantry.pem holds a certificate that cannot be read");
    }

    @Test
    void saysThatTheKeyBelongsToAnotherCertificate() throws Exception {
        openssl.certificate("other", "hospital", 40, "rsa");
        Files.copy(openssl.file("other.key"), openssl.file("gantry.key"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(mistake())
                .isEqualTo("dicom.tls.key: gantry.key does not belong to the first certificate of gantry.pem");

        Files.copy(openssl.file("hospital.key"), openssl.file("gantry.key"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(mistake()).isEqualTo(
                "dicom.tls.key: gantry.key holds no RSA key, as the certificate has, or a damaged one");
    }

    @Test
    void tellsHowToDecryptAKey() throws Exception {
        convert("openssl", "pkcs8", "-topk8", "-in", openssl.file("gantry.key").toString(), "-passout", "pass:secret",
                "-out", openssl.file("encrypted.key").toString());
        Files.move(openssl.file("encrypted.key"), openssl.file("gantry.key"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(mistake()).startsWith("dicom.tls.key: gantry.key is encrypted")
                .endsWith("openssl pkcs8 -topk8 -nocrypt -in gantry.key -out gantry.key");
    }

    @Test
    void tellsHowToConvertAnOlderFormOfKey() throws Exception {
        convert("openssl", "rsa", "-traditional", "-in", openssl.file("gantry.key").toString(), "-out",
                openssl.file("old.key").toString());
        Files.move(openssl.file("old.key"), openssl.file("gantry.key"), StandardCopyOption.REPLACE_EXISTING);

        assertThat(mistake()).startsWith("dicom.tls.key: gantry.key is in an older form")
                .contains("openssl pkcs8 -topk8 -nocrypt");
    }

    @Test
    void takesEllipticCurvesAndWholeChains() throws Exception {
        openssl.certificate("gantry", "hospital", 40, "ec");
        Files.writeString(openssl.file("gantry.pem"), Files.readString(openssl.file("gantry.pem"))
                + Files.readString(openssl.file("hospital.pem")));

        assertThat(open(Duration.ZERO).complaints()).isEmpty();
        assertThat(Credentials.read(files()).chain()).hasSize(2);
    }

    @Test
    void complainsAMonthBeforeTheCertificateExpires() {
        assertThat(open(Duration.ZERO).daysLeft()).isEqualTo(39);
        assertThat(open(Duration.ZERO).complaints()).isEmpty();
        assertThat(open(Duration.ofDays(20)).complaints()).singleElement().asString()
                .startsWith("the TLS certificate expires in 19 days, on ");
        assertThat(open(Duration.ofDays(50)).complaints()).singleElement().asString()
                .startsWith("the TLS certificate expired on ").endsWith(": peers will not believe it");
        assertThat(open(Duration.ofDays(-1)).complaints()).singleElement().asString()
                .startsWith("the TLS certificate is not valid before ");
    }

    @Test
    void keepsACertificateThatIsBetterThanTheNewOne() throws Exception {
        var tls = open(Duration.ofDays(30));
        openssl.certificate("old", "hospital", 10, "rsa");
        openssl.install("old");

        assertThat(tls.reread()).as("they may still be changing").isFalse();
        assertThat(tls.complaints()).hasSize(1).allMatch(complaint -> complaint.contains(" expires in 9 days"));
        assertThat(tls.reread()).as("they rest").isFalse();

        assertThat(tls.daysLeft()).isEqualTo(9);
        assertThat(tls.complaints()).anyMatch(complaint -> complaint.contains("the earlier ones stay in force"));
        openssl.certificate("renewed", "hospital", 90, "rsa");
        openssl.install("renewed");
        assertThat(tls.reread()).isFalse();
        assertThat(tls.reread()).isTrue();
        assertThat(tls.complaints()).isEmpty();
        assertThat(tls.reread()).as("nothing changed since").isFalse();
    }

    @Test
    void noticesAKeyThatOthersCanRead() throws Exception {
        Files.setPosixFilePermissions(openssl.file("gantry.key"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(Credentials.exposedKey(files())).hasValue(openssl.file("gantry.key"));

        Files.setPosixFilePermissions(openssl.file("gantry.key"), PosixFilePermissions.fromString("rw-------"));
        assertThat(Credentials.exposedKey(files())).isEmpty();
    }
}
