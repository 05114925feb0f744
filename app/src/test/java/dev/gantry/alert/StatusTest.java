// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class StatusTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:30:00Z");
    private static final Health WELL =
            new Health(List.of(), Map.of("gantry", "0.1.0", "java", "25"), Map.of("spool", 3),
                    Optional.of(71.5));
    private final Status status = new Status("st-anna", "cr-room-2", NOW, Duration.ofSeconds(10));

    private static Schema schema() throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/schema/status.schema.json")));
    }

    private static JsonNode valid(byte[] payload) throws IOException {
        var tree = JsonMapper.shared().readTree(payload);
        assertThat(schema().validate(tree)).as(tree.toString()).isEmpty();
        return tree;
    }

    @Test
    void isOnlineWhenThereIsNothingToComplainOf() throws IOException {
        var tree = valid(status.alive(NOW, List.of(), WELL, 2, 1));

        assertThat(tree.path("state").stringValue()).isEqualTo("online");
        assertThat(tree.at("/queues/outbox").intValue()).isEqualTo(2);
        assertThat(tree.at("/queues/in-flight").intValue()).isEqualTo(1);
        assertThat(tree.at("/queues/spool").intValue()).isEqualTo(3);
        assertThat(tree.at("/hours-until-full").doubleValue()).isEqualTo(71.5);
        assertThat(List.copyOf(tree.propertyNames())).isEqualTo(JsonMapper.shared()
                .readTree(Files.readString(Path.of("../docs/schema/status.schema.json")))
                .path("required").valueStream().map(JsonNode::stringValue).toList());
    }

    @Test
    void isDegradedForAnyReason() throws IOException {
        var tree = valid(status.alive(NOW, List.of("no model", "nobody subscribes to x"), WELL, 0, 0));

        assertThat(tree.path("state").stringValue()).isEqualTo("degraded");
        assertThat(tree.path("reasons").valueStream().map(JsonNode::stringValue))
                .containsExactly("no model", "nobody subscribes to x");
    }

    @Test
    void saysWhyItIsOffline() throws IOException {
        var tree = valid(status.offline(NOW, "stopped", WELL));

        assertThat(tree.path("state").stringValue()).isEqualTo("offline");
        assertThat(tree.at("/reasons/0").stringValue()).isEqualTo("stopped");
    }

    @Test
    void hasASchemaThatFindsWhatIsWrong() throws IOException {
        var root = (ObjectNode) valid(status.alive(NOW, List.of(), WELL, 0, 0));

        assertThat(schema().validate(root.deepCopy().put("state", "fine"))).isNotEmpty();
        assertThat(schema().validate(root.deepCopy().put("state", "offline"))).as("no reason").isNotEmpty();
        assertThat(schema().validate(root.deepCopy().put("extra", 1))).isNotEmpty();
        var moody = root.deepCopy();
        moody.putArray("reasons").add("x");
        assertThat(schema().validate(moody)).as("online with a reason").isNotEmpty();
    }
}
