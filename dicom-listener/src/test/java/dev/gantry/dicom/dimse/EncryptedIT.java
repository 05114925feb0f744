// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static dev.gantry.dicom.dimse.ScriptedScanner.CT_CONTEXT;
import static dev.gantry.dicom.dimse.ScriptedScanner.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.AccessSettings;
import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.config.PeerSettings;
import dev.gantry.config.TlsSettings;
import dev.gantry.config.TlsSettings.Clients;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.Callee;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.access.Refusal;
import dev.gantry.dicom.association.Listener;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.ReleaseRp;
import dev.gantry.dicom.pdu.Pdu.ReleaseRq;
import dev.gantry.dicom.pdu.Rejection;
import dev.gantry.dicom.tls.Openssl;
import dev.gantry.dicom.tls.Tls;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// TLS with peers that are not ours: OpenSSL and DCMTK.
@Timeout(120)
class EncryptedIT {
    static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    static Path forAll;

    static Openssl made;

    @TempDir
    Path folder;

    final FakeStorage storage = new FakeStorage();
    Openssl openssl;
    Vertx vertx;
    Listener listener;
    Access access;
    Tls tls;

    @BeforeAll
    static void certify() throws Exception {
        Openssl.needs("openssl");
        made = new Openssl(forAll);
        made.authority("hospital");
        made.certificate("gantry", "hospital", 20, "rsa");
        made.certificate("ct1", "hospital", 20, "rsa");
    }

    @BeforeEach
    void make() throws Exception {
        openssl = made.copied(folder);
        vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    }

    @AfterEach
    void close() throws Exception {
        if (vertx instanceof Vertx running) {
            running.close().await(60, TimeUnit.SECONDS);
            access.close();
        }
    }

    private TlsSettings files(Clients clients) {
        return new TlsSettings(0, openssl.file("gantry.pem"), openssl.file("gantry.key"),
                Optional.of(openssl.file("hospital.pem")), clients, false);
    }

    private void listen(Clients clients) throws Exception {
        listen(clients, OptionalInt.of(0), AccessSettings.OPEN);
    }

    private void listen(Clients clients, OptionalInt plain, AccessSettings who) throws Exception {
        listen(clients, plain, who, 50);
    }

    private void listen(Clients clients, OptionalInt plain, AccessSettings who, int associations) throws Exception {
        var settings = new DicomSettings("GANTRY", "127.0.0.1", plain, associations, associations, 131_072,
                Duration.ofSeconds(5), Duration.ofSeconds(30),
                List.of("explicit-little-endian", "implicit-little-endian"), NativeCodecs.OFF,
                Optional.of(files(clients)), who);
        access = Access.of(settings);
        tls = Tls.open(files(clients), Clock.systemUTC());
        listener = new Listener(settings, new Provider(storage), access, Optional.of(tls));
        vertx.deployVerticle(listener).await(60, TimeUnit.SECONDS);
    }

    private Openssl.Run client(String... options) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "s_client", "-connect",
                "127.0.0.1:" + listener.actualTlsPort(), "-CAfile", openssl.file("hospital.pem").toString(),
                "-verify_return_error"));
        command.addAll(List.of(options));
        return Openssl.run(command);
    }

    private String[] as(String who) {
        return new String[] {"-cert", openssl.file(who + ".pem").toString(), "-key",
            openssl.file(who + ".key").toString()};
    }

    private static String[] join(String[] first, String... more) {
        var all = new ArrayList<>(List.of(first));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    private Openssl.Run echoscu(String title, String... options) throws Exception {
        var command = new ArrayList<>(List.of("echoscu", "-v", "-aet", title, "-aec", "GANTRY"));
        command.addAll(List.of(options));
        command.addAll(List.of("127.0.0.1", Integer.toString(listener.actualTlsPort())));
        return Openssl.run(command);
    }

    private String[] secure(String who, String authority) {
        return new String[] {"+tls", openssl.file(who + ".key").toString(), openssl.file(who + ".pem").toString(),
            "+cf", openssl.file(authority + ".pem").toString()};
    }

    /// The refusal that comes to be known within the limit: TLS 1.3 tells the server later than the client.
    private Refusal refusal() throws InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (access.refusals().isEmpty() && System.nanoTime() < end) {
            Thread.sleep(5);
        }
        assertThat(access.refusals()).hasSize(1);
        return access.refusals().getFirst();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void speaksTlsOfToday(String version) throws Exception {
        listen(Clients.REQUIRED);

        var spoken = client(join(as("ct1"), version));

        assertThat(spoken.output()).contains("Verify return code: 0 (ok)")
                .contains(version.equals("-tls1_2")
                        ? "TLSv1.2, Cipher is ECDHE-RSA-AES" : "TLSv1.3, Cipher is TLS_AES_");
    }

    @ParameterizedTest
    @CsvSource({
        "-tls1,   ALL:@SECLEVEL=0",
        "-tls1_1, ALL:@SECLEVEL=0",
    })
    void refusesTlsOfYesterday(String version, String suites) throws Exception {
        listen(Clients.NONE);

        var spoken = client(version, "-cipher", suites);

        assertThat(spoken.output()).contains("Cipher is (NONE)");
        assertThat(refusal().objection()).satisfies(objection -> {
            assertThat(objection.cause()).isEqualTo(Cause.HANDSHAKE);
            assertThat(objection.why()).isEqualTo("it speaks only versions of TLS before 1.2");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"AES128-SHA", "AES128-GCM-SHA256", "ECDHE-RSA-AES128-SHA256", "ECDHE-RSA-AES256-SHA",
        "DHE-RSA-AES256-GCM-SHA384", "NULL-SHA256", "ADH-AES128-SHA"})
    void refusesWeakSuites(String suite) throws Exception {
        listen(Clients.NONE);

        var spoken = client("-tls1_2", "-cipher", suite + ":@SECLEVEL=0");

        assertThat(spoken.output()).contains("Cipher is (NONE)");
        assertThat(refusal().objection().why())
                .isEqualTo("it offers no cipher suite that is safe today (BCP 195)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-RSA-AES256-GCM-SHA384"})
    void speaksTheSuitesOfTheProfile(String suite) throws Exception {
        listen(Clients.NONE);

        assertThat(client("-tls1_2", "-cipher", suite).output()).contains("Cipher is " + suite);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void refusesACallerWithoutACertificate(String version) throws Exception {
        listen(Clients.REQUIRED);

        client(version);

        var refusal = refusal();
        assertThat(refusal.address()).isEqualTo("127.0.0.1");
        assertThat(refusal.objection().why()).isEqualTo("it shows no certificate of its own");
        assertThat(refusal.objection().remedy()).contains("dicom.tls.clients");
    }

    @Test
    void checksAnOptionalCertificateThatIsShown() throws Exception {
        Openssl.needs("echoscu");
        listen(Clients.OPTIONAL);
        openssl.authority("elsewhere");
        openssl.certificate("stranger", "elsewhere", 20, "rsa");

        assertThat(echoscu("CT_1", "+tla", "-ic").exit()).as("none").isZero();
        assertThat(echoscu("CT_1", secure("ct1", "hospital")).exit()).as("a good one").isZero();
        assertThat(echoscu("CT_1", secure("stranger", "hospital")).exit()).as("a bad one").isNotZero();
    }

    @Test
    void servesDcmtkOnBothPortsAtOnce() throws Exception {
        Openssl.needs("echoscu", "storescu", "dump2dcm");
        listen(Clients.REQUIRED);
        var object = DcmtkIT.object(folder);

        var plain = Openssl.run("storescu", "-aec", "GANTRY", "127.0.0.1", "" + listener.actualPort(), "" + object);
        var command = new ArrayList<>(List.of("storescu", "-v", "-aec", "GANTRY", "--repeat", "20"));
        command.addAll(List.of(secure("ct1", "hospital")));
        command.addAll(List.of("127.0.0.1", "" + listener.actualTlsPort(), object.toString()));
        var encrypted = Openssl.run(command);

        assertThat(plain.exit()).as(plain.output()).isZero();
        assertThat(encrypted.exit()).as(encrypted.output()).isZero();
        assertThat(storage.begun).hasSize(21);
        assertThat(access.refusals()).isEmpty();
    }

    @Test
    void refusesDcmtkWithACertificateOfAnotherAuthority() throws Exception {
        Openssl.needs("echoscu");
        listen(Clients.REQUIRED);
        openssl.authority("elsewhere");
        openssl.certificate("stranger", "elsewhere", 20, "rsa");

        assertThat(echoscu("CT_1", secure("stranger", "hospital")).exit()).isNotZero();

        assertThat(refusal().objection().why())
                .isEqualTo("it shows a certificate of an authority that dicom.tls.trust does not name");
    }

    @Test
    void saysThatDcmtkDoesNotBelieveOurCertificate() throws Exception {
        Openssl.needs("echoscu");
        listen(Clients.REQUIRED);
        openssl.authority("elsewhere");

        assertThat(echoscu("CT_1", secure("ct1", "elsewhere")).exit()).isNotZero();

        assertThat(refusal().objection().why()).isEqualTo("it does not believe our certificate (unknown_ca)");
    }

    @Test
    void refusesACertificateThatHasExpired() throws Exception {
        listen(Clients.REQUIRED);
        Openssl.run("openssl", "x509", "-req", "-in", openssl.file("ct1.csr").toString(), "-CA",
                openssl.file("hospital.pem").toString(), "-CAkey", openssl.file("hospital.key").toString(),
                "-days", "-1", "-out", openssl.file("late.pem").toString());
        Files.copy(openssl.file("ct1.key"), openssl.file("late.key"));

        client(join(as("late"), "-tls1_2"));

        assertThat(refusal().objection().why()).isEqualTo("it shows a certificate that has expired");
    }

    @Test
    void saysThatAScannerSpeaksPlainDicomOnTheTlsPort() throws Exception {
        listen(Clients.NONE);

        try (var scanner = new ScriptedScanner(listener.actualTlsPort())) {
            scanner.say(request("GANTRY", CT_CONTEXT));
            assertThat(scanner.hearsEnd()).isTrue();
        }

        assertThat(refusal().objection()).satisfies(objection -> {
            assertThat(objection.cause()).isEqualTo(Cause.WRONG_PORT);
            assertThat(objection.why()).isEqualTo("it speaks no TLS, but calls the TLS port");
        });
    }

    @Test
    void saysThatAScannerSpeaksTlsOnThePlainPort() throws Exception {
        listen(Clients.NONE);

        Openssl.run("openssl", "s_client", "-connect", "127.0.0.1:" + listener.actualPort());

        assertThat(refusal().objection()).satisfies(objection -> {
            assertThat(objection.cause()).isEqualTo(Cause.WRONG_PORT);
            assertThat(objection.why()).isEqualTo("it speaks TLS, but calls a port without");
        });
    }

    @Test
    void countsAssociationsOfBothPortsTogether() throws Exception {
        listen(Clients.NONE, OptionalInt.of(0), AccessSettings.OPEN, 1);

        try (var encrypted = new ScriptedScanner(Tlsed.socket(listener.actualTlsPort()));
                var plain = new ScriptedScanner(listener.actualPort())) {
            encrypted.say(request("GANTRY", CT_CONTEXT));
            assertThat(encrypted.hear()).isInstanceOf(AssociateAc.class);
            plain.say(request("GANTRY", CT_CONTEXT));
            assertThat(plain.hear()).isEqualTo(Rejection.LOCAL_LIMIT_EXCEEDED.pdu());
        }
    }

    @Test
    void closesWhatOneAddressOnlyConnectsBeyondItsShare() throws Exception {
        listen(Clients.NONE);
        var idle = new ArrayList<Socket>();
        for (int i = 0; i < 17; i++) {
            idle.add(new Socket("127.0.0.1", listener.actualTlsPort()));
        }

        idle.getLast().setSoTimeout(5_000); // before the handshake of any ends by itself
        assertThat(idle.getLast().getInputStream().read()).isEqualTo(-1);
        for (var socket : idle) {
            socket.close();
        }

        assertThat(spokenInTheEnd()).contains("Verify return code: 0 (ok)");
    }

    /// What OpenSSL is told, once the closed connections before it are out of the way.
    private String spokenInTheEnd() throws Exception {
        long end = System.nanoTime() + LIMIT.toNanos();
        var spoken = client("-tls1_3").output();
        while (!spoken.contains("Verify return code: 0 (ok)") && System.nanoTime() < end) {
            spoken = client("-tls1_3").output();
        }
        return spoken;
    }

    @Test
    void doesNotMindAPortScan() throws Exception {
        listen(Clients.NONE);

        for (int i = 0; i < 100; i++) {
            new Socket("127.0.0.1", listener.actualTlsPort()).close();
        }

        assertThat(spokenInTheEnd()).contains("Verify return code: 0 (ok)");
        assertThat(access.refusals()).isEmpty();
    }

    @Test
    void knowsAPeerByTheNameInItsCertificate() throws Exception {
        Openssl.needs("echoscu");
        openssl.certificate("ct2", "hospital", 20, "ec");
        listen(Clients.REQUIRED, OptionalInt.of(0), new AccessSettings(List.of(), Policy.LISTED, List.of(
                new PeerSettings("CT_1", List.of(), Optional.empty(), true, Optional.of("CT1"), Optional.empty()))));

        assertThat(echoscu("CT_1", secure("ct1", "hospital")).exit()).isZero();
        var other = echoscu("CT_1", secure("ct2", "hospital"));
        var plain = Openssl.run("echoscu", "-v", "-aet", "CT_1", "-aec", "GANTRY", "127.0.0.1",
                "" + listener.actualPort());

        assertThat(other.output()).contains("Calling AE Title Not Recognized");
        assertThat(plain.output()).contains("Calling AE Title Not Recognized");
        assertThat(access.refusals()).extracting(refusal -> refusal.objection().cause())
                .containsExactly(Cause.NOT_ENCRYPTED, Cause.CERTIFICATE);
        assertThat(access.refusals().getLast().objection().why())
                .isEqualTo("its certificate is made out to '127.0.0.1', 'ct2', 'CT1' is wanted");
    }

    private String serial() throws Exception {
        var shown = client(join(as("ct1"), "-showcerts")).output();
        var certificate = Files.writeString(folder.resolve("shown.pem"), shown);
        var printed = Openssl.run("openssl", "x509", "-noout", "-serial", "-in", certificate.toString()).output();
        var serial = Pattern.compile("serial=([0-9A-F]+)").matcher(printed);
        assertThat(serial.find()).as(shown + printed).isTrue();
        return serial.group(1);
    }

    @Test
    void takesUpANewCertificateAndLetsOpenAssociationsLive() throws Exception {
        listen(Clients.NONE);
        var before = serial();
        try (var scanner = new ScriptedScanner(Tlsed.socket(listener.actualTlsPort()))) {
            scanner.say(request("GANTRY", CT_CONTEXT));
            assertThat(scanner.hear()).isInstanceOf(AssociateAc.class);
            openssl.certificate("renewed", "hospital", 25, "ec");

            openssl.install("renewed");

            long end = System.nanoTime() + LIMIT.toNanos();
            while (serial().equals(before) && System.nanoTime() < end) {
                Thread.sleep(50);
            }
            assertThat(serial()).isNotEqualTo(before);
            scanner.say(new ReleaseRq());
            assertThat(scanner.hear()).isEqualTo(new ReleaseRp());
        }
    }

    @Test
    void keepsTheOldCertificateWhenTheNewFilesCannotBeUsed() throws Exception {
        listen(Clients.NONE);
        var before = serial();
        openssl.certificate("other", "hospital", 25, "rsa");
        Files.copy(openssl.file("other.key"), openssl.file("gantry.key"),
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);

        assertThat(tls.reread()).isFalse();
        assertThat(tls.reread()).isFalse();

        assertThat(serial()).isEqualTo(before);
        assertThat(tls.complaints()).anyMatch(complaint -> complaint.startsWith(
                "the changed TLS files cannot be used, the earlier ones stay in force: dicom.tls.key: ")
                && complaint.contains(" does not belong to the first certificate of "));
    }

    private Peer peer(Optional<String> certificate) throws Exception {
        Files.setPosixFilePermissions(openssl.file("ct1.key"), PosixFilePermissions.fromString("rw-------"));
        var own = Tls.open(new TlsSettings(0, openssl.file("ct1.pem"), openssl.file("ct1.key"),
                Optional.of(openssl.file("hospital.pem")), Clients.REQUIRED, false), Clock.systemUTC());
        return Peer.of(new Callee(new AeTitle("GANTRY"), "127.0.0.1", listener.actualTlsPort(), true, certificate),
                new AeTitle("CT_1"), LIMIT, Optional.of(own));
    }

    @Test
    void callsWithTlsAndShowsItsOwnCertificate() throws Exception {
        listen(Clients.REQUIRED);

        var echoed = new Sender(vertx).echo(peer(Optional.of("gantry"))).await(60, TimeUnit.SECONDS);

        assertThat(echoed).isInstanceOfSatisfying(Echoed.Answered.class, it -> assertThat(it.status()).isZero());
    }

    @Test
    void doesNotCallAPeerWhoseCertificateIsMadeOutToSomebodyElse() throws Exception {
        listen(Clients.REQUIRED);

        var echoed = new Sender(vertx).echo(peer(Optional.of("archive"))).await(60, TimeUnit.SECONDS);

        assertThat(echoed).isEqualTo(new Echoed.Failed(
                "not reached: its certificate is made out to [127.0.0.1, gantry], 'archive' is wanted"));
    }

    @Test
    void doesNotCallAPeerThatItDoesNotBelieve() throws Exception {
        openssl.authority("elsewhere");
        openssl.certificate("gantry", "elsewhere", 20, "rsa");
        listen(Clients.NONE);

        var echoed = new Sender(vertx).echo(peer(Optional.empty())).await(60, TimeUnit.SECONDS);

        assertThat(echoed).isEqualTo(new Echoed.Failed("not reached: it shows a certificate of an authority that"
                + " dicom.tls.trust does not name"));
    }

    @Test
    void listensWithTlsAlone() throws Exception {
        listen(Clients.REQUIRED, OptionalInt.empty(), AccessSettings.OPEN);

        assertThat(client(as("ct1")).output()).contains("Verify return code: 0 (ok)");
    }
}
