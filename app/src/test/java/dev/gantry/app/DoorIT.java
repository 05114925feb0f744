// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.Tag;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// One appliance with a plain and a TLS port that lets in only who is listed, as a field engineer meets it with DCMTK
/// and `gantry access`.
@Timeout(120)
@TestInstance(Lifecycle.PER_CLASS)
class DoorIT {
    private static final Pattern REMEDY = Pattern.compile("to allow it: gantry (access allow .*)");

    @TempDir
    static Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Hospital hospital;
    private GantryRun gantry;
    private int tlsPort;

    @BeforeAll
    void open() throws Exception {
        certificate("gantry");
        certificate("scanner");
        var broker = new Broker(folder);
        opened.push(broker::close);
        hospital = new Hospital(broker.url());
        opened.push(hospital::close);
        tlsPort = GantryRun.freePort();
        gantry = new GantryRun(folder, broker.url(), """
                access: listed, tls: {port: %d, certificate: gantry.pem, key: gantry.key, trust: scanner.pem}, \
                peers: [{ae-title: CR_PLAIN}, {ae-title: CR_TLS, certificate: scanner}]""".formatted(tlsPort), "",
                "exam: {silence: 300ms}");
        var process = gantry.start();
        opened.push(() -> process.destroyForcibly().waitFor());
        var silent = new Socket("127.0.0.1", tlsPort); // for a test below, which so need not wait for it
        opened.push(silent::close);
    }

    @AfterAll
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
    }

    /// One that signs itself: `<name>.pem` and `<name>.key`.
    private void certificate(String name) throws Exception {
        var printed = Site.run(List.of(Peers.program("openssl", "openssl").toString(), "req", "-x509", "-newkey", "ec",
                "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                "-keyout", folder.resolve(name + ".key").toString(),
                "-out", folder.resolve(name + ".pem").toString()));
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        Files.setPosixFilePermissions(folder.resolve(name + ".key"), PosixFilePermissions.fromString("rw-------"));
    }

    private Site.Printed dcmtk(String tool, String title, List<String> options, int port, CrObject... objects)
            throws Exception {
        var command = new ArrayList<>(
                List.of(Peers.program(tool, "dcmtk").toString(), "-aet", title, "-aec", "GANTRY"));
        command.addAll(options);
        command.addAll(List.of("127.0.0.1", Integer.toString(port)));
        for (var object : objects) {
            command.add(object.write(folder.resolve("objects")).toString());
        }
        return Site.run(command);
    }

    private List<String> secure() {
        return List.of("+tls", folder.resolve("scanner.key").toString(), folder.resolve("scanner.pem").toString(),
                "+cf", folder.resolve("gantry.pem").toString());
    }

    /// `gantry ...` beside the appliance that runs.
    private String gantry(String... arguments) throws Exception {
        var printed = gantry.command(List.of(arguments));
        assertThat(printed.exitCode()).as(printed.text()).isZero();
        return printed.text();
    }

    private interface Question {
        String ask() throws Exception;
    }

    private static String await(Question question, Predicate<String> enough) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        var answer = question.ask();
        while (!enough.test(answer) && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(100);
            answer = question.ask();
        }
        return answer;
    }

    private void hears(CrObject object) throws Exception {
        var study = gantry.pseudonyms().study(object.studyUid());
        assertThat(hospital.await(outcomes -> outcomes.stream().anyMatch(it -> study(it).equals(study))))
                .extracting(DoorIT::study).contains(study);
    }

    private static String study(Hospital.Message outcome) {
        return outcome.payload().path("exam").path("study").asString();
    }

    @Test
    void servesDcmtkOnBothPortsSideBySide() throws Exception {
        var plain = CrObject.named("plain");
        var encrypted = CrObject.named("encrypted");

        assertThat(dcmtk("echoscu", "CR_PLAIN", List.of(), gantry.port())).extracting(Site.Printed::exitCode)
                .isEqualTo(0);
        assertThat(dcmtk("echoscu", "CR_TLS", secure(), tlsPort)).extracting(Site.Printed::exitCode).isEqualTo(0);
        assertThat(dcmtk("storescu", "CR_PLAIN", List.of(), gantry.port(), plain).exitCode()).isZero();
        assertThat(dcmtk("storescu", "CR_TLS", secure(), tlsPort, encrypted).exitCode()).isZero();
        assertThat(dcmtk("echoscu", "CR_TLS", List.of(), gantry.port()).exitCode()).as("with TLS only").isNotZero();

        hears(plain);
        hears(encrypted);
    }

    @Test
    void letsInARefusedCallerByTheCommandThatItPrintsAndWithoutARestart() throws Exception {
        var image = CrObject.named("new-scanner");
        var refused = dcmtk("storescu", "CR_NEW", List.of("-v"), gantry.port(), image);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.text()).contains("Calling AE Title Not Recognized");

        var told = await(() -> gantry("access", "refused"), text -> text.contains("CR_NEW"));

        assertThat(told).contains("CR_NEW was refused from 127.0.0.1 calling GANTRY", "no peer 'CR_NEW' is listed");
        var remedy = REMEDY.matcher(told.substring(told.indexOf("CR_NEW was refused")));
        assertThat(remedy.find()).as(told).isTrue();
        gantry(remedy.group(1).split(" "));
        var allowed = dcmtk("storescu", "CR_NEW", List.of(), gantry.port(), image);
        assertThat(allowed.exitCode()).as(allowed.text()).isZero();
        hears(image);
    }

    @Test
    void remembersWhoOnlyConnectsToTheTlsPort() throws Exception {
        assertThat(await(gantry::log, text -> text.contains("TLS handshake")))
                .contains("refused calling='' called='' peer=127.0.0.1 reason=\"it did not finish the TLS handshake");
    }

    @Test
    void saysInItsLogHowItKnewThatAnExamWasComplete() throws Exception {
        var one = CrObject.named("one").ofStudy("counted").ofModality("US")
                .with(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, "2");
        var two = CrObject.named("two").ofStudy("counted").ofModality("US")
                .with(Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, "2");
        var other = CrObject.named("uncounted").ofModality("US");
        assertThat(dcmtk("storescu", "CR_PLAIN", List.of(), gantry.port(), one, two, other).exitCode()).isZero();
        hears(two);
        hears(other);

        assertThat(completion(two)).contains("images=2 known=\"2 images, as (0020,1208) says\"");
        assertThat(completion(other)).contains("images=1 known=\"silent for ");
    }

    private String completion(CrObject object) throws Exception {
        var study = gantry.pseudonyms().study(object.studyUid());
        return gantry.log().lines().filter(line -> line.contains("exam complete exam=" + study))
                .collect(Collectors.joining());
    }
}
