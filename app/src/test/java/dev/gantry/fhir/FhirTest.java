// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fhir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class FhirTest {
    static final Path DOCUMENT = Path.of("../docs/fhir.md");
    /// DiagnosticReport.status and Observation.status of R4 that do not claim a person's verification.
    private static final Set<String> UNVERIFIED = Set.of("partial", "preliminary", "entered-in-error");

    private static Outcome outcome(Answer... answers) {
        var outcomes = new Outcomes(() -> 1_790_000_000_000L);
        Outcome last = null;
        for (int i = 0; i < answers.length; i++) {
            last = outcomes.next(answers[i], i + 1, Examples.NOW).orElseThrow().last();
        }
        return last;
    }

    private static Outcome retracted(Answer answer) {
        var outcomes = new Outcomes(() -> 1_790_000_000_000L);
        var said = outcomes.next(answer, 1, Examples.NOW).orElseThrow();
        return outcomes.retract(answer.unit(), "the image was rejected", 2, Examples.NOW).orElseThrow().of(said).last();
    }

    /// By the names under which the validator of HL7 gets them (docs/fhir.md).
    static Map<String, Outcome> everyKind() {
        var all = new LinkedHashMap<String, Outcome>();
        var positive = Examples.answer(Examples.positive());
        var late = Examples.provisional(Examples.answer(Examples.failed(Reason.DEADLINE)));
        all.put("positive", outcome(positive));
        all.put("negative", outcome(Examples.answer(Examples.negative())));
        all.put("provisional", outcome(late));
        all.put("late", outcome(late, positive));
        all.put("amended", outcome(Examples.answer(Examples.failed(Reason.CRASH)),
                Examples.answer(Examples.negative())));
        all.put("test", outcome(Examples.answer(Examples.UNIT, Mode.TEST, Examples.positive())));
        all.put("retracted", retracted(positive));
        all.put("clear", outcome(Examples.clear(positive, Examples.everyIdentifier())));
        for (var reason : Reason.values()) {
            all.put("not-analysed-" + reason.word(), outcome(Examples.answer(Examples.failed(reason))));
        }
        return all;
    }

    static Stream<Map.Entry<String, Outcome>> entries() {
        return everyKind().entrySet().stream();
    }

    private static JsonNode bundle(Outcome outcome) {
        return JsonMapper.shared().readTree(Fhir.of(outcome, "st-anna", "cr-room-2"));
    }

    private static List<JsonNode> resources(JsonNode bundle, String type) {
        return bundle.path("entry").valueStream().map(entry -> entry.path("resource"))
                .filter(it -> it.path("resourceType").asString().equals(type)).toList();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void claimsNowhereThatAPersonHasVerifiedIt(Map.Entry<String, Outcome> kind) throws IOException {
        var bytes = Fhir.of(kind.getValue(), "st-anna", "cr-room-2");
        var bundle = JsonMapper.shared().readTree(bytes);

        Files.write(Files.createDirectories(Path.of("target/fhir")).resolve(kind.getKey() + ".json"), bytes);
        assertThat(bundle.findValues("status")).isNotEmpty()
                .allSatisfy(status -> assertThat(UNVERIFIED).contains(status.asString()));
        assertThat(new String(bytes, UTF_8)).contains(Outcome.DISCLAIMER).doesNotContain("\n");
        assertThat(Fhir.of(kind.getValue(), "st-anna", "cr-room-2")).as("the same again").isEqualTo(bytes);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void isWellFormedFhir(Map.Entry<String, Outcome> kind) {
        var bundle = bundle(kind.getValue());

        noneEmpty(bundle);
        var urls = bundle.path("entry").valueStream().map(entry -> entry.path("fullUrl").asString()).toList();
        assertThat(urls).doesNotHaveDuplicates();
        assertThat(bundle.findValues("reference")).isNotEmpty()
                .allSatisfy(reference -> assertThat(urls).contains(reference.asString()));
        assertThat(bundle.path("entry").valueStream()).allSatisfy(entry ->
                assertThat(entry.path("fullUrl").asString()).isEqualTo("urn:uuid:" + entry.at("/resource/id").asString()));
        assertThat(resources(bundle, "Observation")).allSatisfy(it ->
                assertThat(it.has("valueQuantity")).as("obs-6").isNotEqualTo(it.has("dataAbsentReason")));
    }

    /// FHIR knows no null, no empty text, list or object (R4 2.6.2).
    private static void noneEmpty(JsonNode node) {
        assertThat(node.isNull() || node.isContainer() && node.isEmpty() || node.isString() && node.asString().isBlank())
                .as(node.toString()).isFalse();
        node.valueStream().forEach(FhirTest::noneEmpty);
    }

    @Test
    void saysWhatWasFound() {
        var report = resources(bundle(everyKind().get("positive")), "DiagnosticReport").getFirst();
        var finding = resources(bundle(everyKind().get("positive")), "Observation").getFirst();

        assertThat(report.path("status").asString()).isEqualTo("partial");
        assertThat(finding.path("status").asString()).isEqualTo("preliminary");
        assertThat(finding.at("/code/coding/0/system").asString()).isEqualTo("http://snomed.info/sct");
        assertThat(finding.at("/code/coding/0/code").asString()).isEqualTo("233604007");
        assertThat(finding.at("/valueQuantity/value").asDouble()).isEqualTo(0.932146);
        assertThat(finding.at("/interpretation/0/coding/0/code").asString()).isEqualTo("POS");
        assertThat(finding.path("component").valueStream().map(it -> it.at("/code/text").asString()))
                .contains("threshold", "area", "box", "instance", "series", "scanner");
    }

    @Test
    void takesARetractionBackAsEnteredInError() {
        var bundle = bundle(everyKind().get("retracted"));

        assertThat(bundle.findValues("status")).allMatch(status -> status.asString().equals("entered-in-error"));
        assertThat(resources(bundle, "DiagnosticReport").getFirst().path("conclusion").asString())
                .startsWith("Retracted.").contains("the image was rejected");
    }

    @Test
    void keepsItsIdsThroughAllRevisions() {
        var first = bundle(outcome(Examples.answer(Examples.positive())));
        var last = bundle(retracted(Examples.answer(Examples.positive())));

        assertThat(last.findValues("versionId")).allMatch(version -> version.asString().equals("2"));
        assertThat(first.findValues("versionId")).allMatch(version -> version.asString().equals("1"));
        // ids of outcomes are random: the same outcome, another revision
        var outcomes = new Outcomes(() -> 1_790_000_000_000L);
        var answer = Examples.answer(Examples.positive());
        var said = outcomes.next(answer, 1, Examples.NOW).orElseThrow();
        var one = bundle(said.last());
        var two = bundle(outcomes.retract(answer.unit(), "why", 2, Examples.NOW).orElseThrow().of(said).last());
        assertThat(two.findValues("fullUrl")).isEqualTo(one.findValues("fullUrl"));
    }

    @Test
    void saysWhyNothingWasAnalysed() {
        var codes = new TreeSet<String>();
        for (var reason : Reason.values()) {
            var nothing = resources(bundle(everyKind().get("not-analysed-" + reason.word())), "Observation").getFirst();
            codes.add(nothing.at("/dataAbsentReason/coding/0/code").asString());
            assertThat(nothing.at("/component/0/code/text").asString()).isEqualTo("reason");
            assertThat(nothing.at("/component/0/valueString").asString()).isEqualTo(reason.word());
        }

        assertThat(codes).containsExactly("error", "not-applicable", "not-performed", "unsupported");
        assertThat(resources(bundle(everyKind().get("provisional")), "Observation").getFirst()
                .at("/dataAbsentReason/coding/0/code").asString()).isEqualTo("temp-unknown");
    }

    @Test
    void namesNobodyUnlessTheSiteSaysSo() {
        var pseudonymous = bundle(everyKind().get("positive")).toString();
        var clear = bundle(everyKind().get("clear")).toString();

        assertThat(pseudonymous).contains("urn:gantry:pseudonym:st-anna:study:2026")
                .doesNotContain("A-2026-0042", "PID-1", "Nobody", "1.2.840.113619", "2023-04-01");
        assertThat(clear).contains("A-2026-0042", "PID-1", "Nobody^Test, 2023-04-01, F",
                "urn:oid:1.2.840.113619.2.55.3.604688119.971.1234567890.1");
    }

    @Test
    void marksTestsAsTestHealthData() {
        assertThat(bundle(everyKind().get("test")).toString()).contains("\"HTEST\"");
        assertThat(bundle(everyKind().get("positive")).toString()).doesNotContain("HTEST");
    }

    /// Random ids apart, the example of the document is what is made here.
    @Test
    void makesTheExampleOfTheDocument() throws IOException {
        var made = JsonMapper.shared().writerWithDefaultPrettyPrinter()
                .writeValueAsString(JsonMapper.shared().readTree(named(Fhir.of(everyKind().get("positive"),
                        "st-anna", "cr-room-2"))));
        if (System.getProperty("fhir.page", "").equals("write")) {
            var page = Files.readString(DOCUMENT);
            int from = page.indexOf("```json\n") + "```json\n".length();
            Files.writeString(DOCUMENT, page.substring(0, from) + made + "\n" + page.substring(page.indexOf("```", from)));
        }

        assertThat(Files.readString(DOCUMENT)).contains("```json\n" + made + "\n```");
    }

    /// UUIDs by the order of their coming.
    private static byte[] named(byte[] bundle) {
        var text = new String(bundle, UTF_8);
        var uuids = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").matcher(text)
                .results().map(MatchResult::group).distinct().collect(Collectors.toList());
        for (int i = 0; i < uuids.size(); i++) {
            text = text.replace(uuids.get(i), "00000000-0000-4000-8000-%012d".formatted(i + 1));
        }
        return text.getBytes(UTF_8);
    }
}
