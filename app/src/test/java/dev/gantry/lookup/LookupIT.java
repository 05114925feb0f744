// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import static dev.gantry.lookup.Sights.RECEIVED;
import static dev.gantry.lookup.Sights.image;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.config.LookupSettings;
import dev.gantry.envelope.Certificates;
import dev.gantry.pseudonym.KeyRing;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asked by the curl of the machine, with certificates made by its openssl.
class LookupIT {
    private static final String STUDY = "1.2.840.113619.2.55.3.4711";
    private static final int PER_MINUTE = 40;
    private static final Schema SCHEMA = schema();

    private static Schema schema() {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(Path.of("../docs/schema/lookup.schema.json")));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void answersAsTheDocumentShows() throws IOException {
        var page = Files.readString(Path.of("../docs/privacy.md"));
        var example = page.substring(page.indexOf("```json\n") + "```json\n".length()).split("```")[0];

        assertThat(SCHEMA.validate(example, InputFormat.JSON)).isEmpty();
    }

    @TempDir
    static Path certificates;

    private static Certificates made;

    @TempDir
    Path folder;

    private final Vertx vertx = Vertx.vertx();
    private KeyRing ring;
    private Lookup lookup;

    @BeforeAll
    static void certificates() throws Exception {
        Certificates.need("openssl", "curl");
        made = new Certificates(certificates).authority("hospital").authority("stranger")
                .issue("gantry", "hospital", "ec")
                .issue("ris", "hospital", "rsa")
                .issue("nosy", "hospital", "ec")
                .issue("forged", "stranger", "ec");
    }

    @BeforeEach
    void start() throws Exception {
        ring = KeyRing.open(folder.resolve("site.key"), "1");
        for (var kind : List.of(".pem", ".key")) {
            Files.copy(made.file("gantry" + kind), folder.resolve("own" + kind));
        }
        lookup = Lookup.start(vertx, settings(), folder, ring, Clock.fixed(RECEIVED, ZoneOffset.UTC));
        lookup.received(image(STUDY, "A-2026-0042", "HOSP", "SECRET-PID", RECEIVED));
    }

    private LookupSettings settings() {
        return new LookupSettings("127.0.0.1", 0,
                new LookupSettings.Files(folder.resolve("own.pem"), folder.resolve("own.key"),
                        made.certificate("hospital")),
                List.of(new X500Principal("CN=ris,O=Gantry test")), PER_MINUTE, Duration.ofDays(7));
    }

    @AfterEach
    void stop() throws Exception {
        lookup.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    /// @param body   what came, headers first
    private record Answer(int exit, int status, String type, String body) {
        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }
    }

    private Answer curl(String path, String... how) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("curl", "--silent", "--show-error", "--max-time", "20",
                "--cacert", made.certificate("hospital").toString(), "--path-as-is",
                "--output", folder.resolve("body").toString(),
                "--write-out", "%{http_code} %{content_type}"));
        command.addAll(List.of(how));
        command.add("https://127.0.0.1:" + lookup.actualPort() + path);
        Files.deleteIfExists(folder.resolve("body"));
        var run = Certificates.run(command);
        var words = run.output().strip().split(" ", 2);
        boolean spoken = run.exit() == 0;
        return new Answer(run.exit(), spoken ? Integer.parseInt(words[0]) : 0,
                spoken && words.length > 1 ? words[1] : run.output(),
                Files.exists(folder.resolve("body")) ? Files.readString(folder.resolve("body")) : "");
    }

    private static String[] as(String name, String... more) {
        return Stream.concat(
                Stream.of("--cert", made.certificate(name).toString(), "--key", made.key(name).toString()),
                Stream.of(more)).toArray(String[]::new);
    }

    private Answer ask(String pseudonym, String... more) throws Exception {
        return curl("/api/exams/" + pseudonym, as("ris", more));
    }

    private List<JsonNode> audit() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("audit"))) {
            var all = new ArrayList<JsonNode>();
            for (var file : files.sorted(Comparator.naturalOrder()).toList()) {
                Files.readAllLines(file).forEach(line -> all.add(JsonMapper.shared().readTree(line)));
            }
            return all;
        }
    }

    private static void isProblem(Answer answer, int status, String type) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.json().path("type").asString()).isEqualTo("urn:gantry:problem:" + type);
        assertThat(answer.json().path("title").asString()).isNotEmpty();
        assertThat(answer.json().path("detail").asString()).isNotEmpty();
    }

    @Test
    void answersAnAllowedCertificateAndAuditsIt() throws Exception {
        var pseudonym = ring.newest().study(STUDY);

        var answer = ask(pseudonym);

        assertThat(answer.status()).as(answer.type()).isEqualTo(200);
        assertThat(answer.type()).isEqualTo("application/json");
        assertThat(answer.json()).isEqualTo(JsonMapper.shared().readTree("""
                {"pseudonym": "%s", "field": "study", "key-id": "1", "exams": [{
                  "study-uid": "%s",
                  "orders": [{"accession-number": "A-2026-0042", "issuer": "HOSP", "patient-id": "SECRET-PID",
                    "patient-id-issuer": null}],
                  "scanner": "CR1",
                  "received": {"first": "2026-11-21T09:30:00Z", "last": "2026-11-21T09:30:00Z"}}]}
                """.formatted(pseudonym, STUDY)));
        assertThat(SCHEMA.validate(answer.body(), InputFormat.JSON)).isEmpty();
        assertThat(answer.body()).as("no more than is needed to find the exam").doesNotContain("NOBODY");
        assertThat(audit()).singleElement().satisfies(entry -> {
            assertThat(entry.path("who").asString()).isEqualTo("CN=ris,O=Gantry test");
            assertThat(entry.path("pseudonym").asString()).isEqualTo(pseudonym);
            assertThat(entry.path("outcome").asString()).isEqualTo("answered");
            assertThat(entry.path("from").asString()).isEqualTo("127.0.0.1");
            assertThat(entry.path("at").asString()).isNotEmpty();
            assertThat(entry.toString()).doesNotContain(STUDY, "A-2026-0042", "SECRET");
        });
    }

    @Test
    void answersForAccessionNumbersAndRetiredKeys() throws Exception {
        var before = ring.newest().accession("HOSP", "A-2026-0042");
        KeyRing.rotate(folder.resolve("site.key"), "1", "2027", Instant.now());
        ring.reread();

        assertThat(ask(before).json().path("key-id").asString()).isEqualTo("1");
        assertThat(ask(ring.newest().accession("HOSP", "A-2026-0042")).json().path("key-id").asString())
                .isEqualTo("2027");
    }

    @Test
    void doesNotSpeakWithoutACertificateOfTheHospital() throws Exception {
        var path = "/api/exams/" + ring.newest().study(STUDY);

        assertThat(curl(path).exit()).isIn(35, 55, 56);
        assertThat(curl(path, as("forged")).exit()).isIn(35, 55, 56);
        assertThat(curl(path, as("ris", "--tls-max", "1.1")).exit()).isNotZero();
        assertThat(curl(path, as("ris", "--tls-max", "1.2")).status()).isEqualTo(200);
        assertThat(curl(path, as("ris", "--tls-max", "1.2", "--ciphers", "AES128-SHA")).exit()).isNotZero();
        var plain = Certificates.run(List.of("curl", "--silent", "--max-time", "20",
                "http://127.0.0.1:" + lookup.actualPort() + path));
        assertThat(plain.exit()).isNotZero();
        assertThat(plain.output()).doesNotContain(STUDY);
    }

    @Test
    void refusesACertificateThatIsNotListed() throws Exception {
        var answer = curl("/api/exams/" + ring.newest().study(STUDY), as("nosy"));

        isProblem(answer, 403, "not-allowed");
        assertThat(answer.body()).doesNotContain(STUDY);
        assertThat(audit()).singleElement().satisfies(entry -> {
            assertThat(entry.path("who").asString()).isEqualTo("CN=nosy,O=Gantry test");
            assertThat(entry.path("outcome").asString()).isEqualTo("not-allowed");
        });
    }

    @Test
    void saysWhatIsWrongWithAQuestion() throws Exception {
        isProblem(ask("AAAAAAAAAAAAAAAAAAAAAA"), 404, "unknown");
        isProblem(ask("A-2026-0042"), 400, "malformed");
        isProblem(ask("Nobody%5ETest"), 400, "malformed");
        isProblem(ask(""), 400, "malformed");
        isProblem(curl("/api/exams/../../etc/passwd", as("ris")), 404, "nothing-here");
        isProblem(curl("/", as("ris")), 404, "nothing-here");
        isProblem(ask("AAAAAAAAAAAAAAAAAAAAAA", "--request", "DELETE"), 405, "not-get");
        isProblem(ask("AAAAAAAAAAAAAAAAAAAAAA", "--data", "x"), 405, "not-get");
        isProblem(ask("A".repeat(6000)), 400, "malformed");
        assertThat(ask("AAAAAAAAAAAAAAAAAAAAAA", "--head").status()).isEqualTo(405);

        assertThat(audit()).extracting(entry -> entry.path("outcome").asString())
                .containsExactly("unknown", "malformed", "malformed", "malformed");
        assertThat(audit().toString()).as("what was asked by mistake may name a patient")
                .doesNotContain("A-2026-0042", "Nobody");
    }

    @Test
    void slowsAHungryCallerDown() throws Exception {
        var many = new ArrayList<>(List.of(as("ris")));
        for (int i = 0; i < PER_MINUTE + 20; i++) { // one run of curl, one connection
            many.addAll(List.of("https://127.0.0.1:" + lookup.actualPort() + "/api/exams/AAAAAAAAAAAAAAAAAAAAAA"));
        }
        curl("/", many.toArray(String[]::new));

        isProblem(ask("AAAAAAAAAAAAAAAAAAAAAA"), 429, "too-many");
        assertThat(audit().stream().filter(entry -> entry.path("outcome").asString().equals("too-many")).count())
                .as("only the first of several").isBetween(1L, 5L);
        assertThat(curl("/", as("nosy")).status()).as("others are not slowed").isEqualTo(403);
    }

    @Test
    void givesNothingThatItCannotAudit() throws Exception {
        Files.createDirectories(folder.resolve("audit"));
        Files.createDirectory(folder.resolve("audit/2026-11.jsonl"));

        var answer = ask(ring.newest().study(STUDY));

        isProblem(answer, 503, "not-audited");
        assertThat(answer.body()).doesNotContain(STUDY);
        assertThat(lookup.complaints()).anyMatch(it -> it.contains("audit"));
        Files.delete(folder.resolve("audit/2026-11.jsonl"));
        assertThat(ask(ring.newest().study(STUDY)).status()).isEqualTo(200);
        assertThat(lookup.complaints()).noneMatch(it -> it.contains("audit"));
    }

    @Test
    void takesUpANewCertificateAndKeepsTheOldOneWhenItIsNone() throws Exception {
        Files.writeString(folder.resolve("own.pem"), "garbage");
        lookup.reread();
        assertThat(lookup.complaints()).anyMatch(it -> it.contains("lookup.certificate"));
        assertThat(ask("AAAAAAAAAAAAAAAAAAAAAA").status()).isEqualTo(404);

        for (var kind : List.of(".pem", ".key")) { // one of another authority: curl no longer believes it
            Files.copy(made.file("forged" + kind), folder.resolve("own" + kind), StandardCopyOption.REPLACE_EXISTING);
        }
        lookup.reread();

        assertThat(ask("AAAAAAAAAAAAAAAAAAAAAA").exit()).isEqualTo(60);
        assertThat(lookup.complaints()).noneMatch(it -> it.contains("lookup.certificate"));
    }

    @Test
    void namesTheFileThatCannotBeUsedAtTheStart() throws Exception {
        Files.delete(folder.resolve("own.key"));

        assertThatThrownBy(() -> Lookup.start(vertx, settings(), folder.resolve("other"), ring, Clock.systemUTC()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("lookup.key").hasMessageContaining("own.key");
    }
}
