// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.failed;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.severity;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.config.Mode;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// docs/asyncapi.yaml says what the appliance does, and nothing else.
class AsyncApiTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
    private static final Set<String> WRITTEN_BY_RECEIVERS = Set.of("replay", "ack");
    private static final Set<String> RETAINED = Set.of("status", "ledger");

    private static JsonNode document() {
        return YAMLMapper.builder().build().readTree(DOCS.resolve("asyncapi.yaml").toFile());
    }

    private static String filled(String address) {
        return address.replace("{site}", "st-anna").replace("{device}", "cr-room-2").replace("{modality}", "CR")
                .replace("{model}", "chest-pneumonia").replace("{severity}", "stat").replace("{receiver}", "ris");
    }

    private static List<String> topicsOf(Topics topics, Answer answer) {
        return topics.of(new Outcomes(() -> 0).next(severity(answer, Severity.STAT), 1, Examples.NOW).orElseThrow());
    }

    /// All that the code makes.
    private static Set<String> topics() {
        var topics = new Topics("st-anna", "cr-room-2", true);
        var all = new TreeSet<>(List.of(topics.status(), topics.ledger(), topics.metrics(), topics.replay(),
                topics.ack() + "ris", topics.again(Mode.LIVE, "escalation/stat")));
        for (var mode : Mode.values()) {
            all.addAll(topicsOf(topics, answer(Examples.UNIT, mode, positive())));
            all.addAll(topicsOf(topics, answer(Examples.UNIT, mode, failed(Reason.INTERNAL))));
        }
        return all;
    }

    @Test
    void hasAChannelForEachTopicAndATopicForEachChannel() {
        var addresses = document().path("channels").properties().stream()
                .map(entry -> filled(entry.getValue().path("address").stringValue()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(addresses).isEqualTo(topics()).hasSize(18);
    }

    @Test
    void namesEachParameterOfAnAddress() {
        document().path("channels").forEach(channel -> assertThat(new TreeSet<>(channel.path("parameters").propertyNames()))
                .isEqualTo(Pattern.compile("\\{(.*?)}").matcher(channel.path("address").stringValue()).results()
                        .map(found -> found.group(1)).collect(Collectors.toCollection(TreeSet::new))));
    }

    @Test
    void saysOfEachChannelOnceWhoWritesItAndWhetherItIsRetained() {
        var operations = new TreeMap<String, JsonNode>();
        document().path("operations").forEach(operation -> {
            var channel = operation.at("/channel/$ref").stringValue().replace("#/channels/", "");
            assertThat(operations.put(channel, operation)).as(channel).isNull();
        });

        assertThat(operations.keySet()).isEqualTo(new TreeSet<>(document().path("channels").propertyNames()));
        operations.forEach((channel, operation) -> {
            assertThat(operation.path("action").stringValue()).as(channel)
                    .isEqualTo(WRITTEN_BY_RECEIVERS.contains(channel) ? "send" : "receive");
            assertThat(resolved(operation.path("bindings")).at("/mqtt/retain").booleanValue()).as(channel)
                    .isEqualTo(RETAINED.contains(channel));
        });
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document().at(node.path("$ref").stringValue().substring(1)) : node;
    }

    private static Stream<String> references(JsonNode node) {
        return node.properties().stream().flatMap(entry -> entry.getKey().equals("$ref")
                        ? Stream.of(entry.getValue().stringValue())
                        : references(entry.getValue()))
                .collect(Collectors.collectingAndThen(Collectors.toList(), inObject -> Stream.concat(
                        inObject.stream(), node.isArray() ? node.valueStream().flatMap(AsyncApiTest::references)
                                : Stream.empty())));
    }

    @Test
    void pointsAtNothingThatIsNotThere() {
        var references = references(document()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(references).hasSizeGreaterThan(30).allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(document().at(reference.substring(1)).isMissingNode()).as(reference).isFalse();
            } else {
                assertThat(DOCS.resolve(reference)).exists();
            }
        });
        assertThat(references).contains("./schema/outcome.schema.json", "./schema/status.schema.json",
                "./schema/ledger.schema.json", "./schema/replay.schema.json", "./schema/metrics.schema.json",
                "./schema/ack.schema.json");
    }

    private static boolean valid(String schema, JsonNode payload) {
        try {
            return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(Files.readString(DOCS.resolve(schema))).validate(payload).isEmpty();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static List<String> schemas() {
        return references(document().at("/components/messages")).filter(it -> it.startsWith("./")).distinct().toList();
    }

    @Test
    void hasAMessageForEachExampleOfTheContract() throws IOException {
        var found = new ArrayList<String>();
        for (var block : EXAMPLE.matcher(Files.readString(DOCS.resolve("mqtt.md"))).results().toList()) {
            var example = JsonMapper.shared().readTree(block.group(1));
            var fitting = schemas().stream().filter(schema -> valid(schema, example)).toList();
            assertThat(fitting).as(block.group(1)).isNotEmpty();
            found.addAll(fitting);
        }
        assertThat(found).contains("./schema/outcome.schema.json", "./schema/status.schema.json");
    }

    @Test
    void showsExamplesThatAreValid() {
        document().at("/components/messages").forEach(message -> message.path("examples").forEach(example -> assertThat(
                valid(message.at("/payload/schema/$ref").stringValue(), example.path("payload"))).isTrue()));
    }
}
