// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.alert;

import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.positive;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.delivery.ReplayRequest;
import dev.gantry.outcome.Examples;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.OutcomeJson;
import dev.gantry.outcome.Outcomes;
import dev.gantry.outcome.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What docs/mqtt.md shows is what receivers get.
class DocumentTest {
    private static final Path DOCS = Path.of("../docs");
    private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

    private static String document() throws IOException {
        return Files.readString(DOCS.resolve("mqtt.md"));
    }

    private static JsonNode example(int index, String schema) throws IOException {
        var tree = JsonMapper.shared()
                .readTree(EXAMPLE.matcher(document()).results().toList().get(index).group(1));
        var problems = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(DOCS.resolve("schema/" + schema)))
                .validate(tree);
        assertThat(problems).isEmpty();
        return tree;
    }

    @Test
    void showsAnOutcomeAsItIsSent() throws IOException {
        var shown = example(0, "outcome.schema.json");

        var outcome = OutcomeJson.read(shown.toString().getBytes(UTF_8));
        var said = new Outcomes(() -> 0).next(answer(positive()), 4711, Examples.NOW).orElseThrow().last();
        var sent =
                new Outcome(outcome.identity(), said.state(), said.verdict(), said.detail(), said.subject(),
                said.model(), said.timing());
        assertThat(new String(OutcomeJson.write(sent), UTF_8)).isEqualTo(shown.toString());
    }

    @Test
    void showsAStatusAsItIsSent() throws IOException {
        var shown = example(4, "status.schema.json");

        assertThat(shown.path("reasons").path(0).stringValue()).isEqualTo("the broker's ACL refuses "
                + "gantry/st-anna/cr-room-2/alert/urgent");
    }

    @Test
    void showsLedgerRequestAndMetricsAsTheirSchemasHaveThem() throws IOException {
        example(1, "ledger.schema.json");
        var request = example(2, "replay.schema.json");
        example(3, "metrics.schema.json");

        assertThat(ReplayRequest.read(request.toString().getBytes(UTF_8))).isInstanceOf(ReplayRequest.Wanted.class);
    }

    @Test
    void explainsEveryFieldAndEveryReason() throws IOException {
        var document = document();
        for (var schema : List.of("outcome.schema.json", "status.schema.json",
                "ledger.schema.json", "replay.schema.json", "metrics.schema.json")) {
            var properties = JsonMapper.shared()
                    .readTree(Files.readString(DOCS.resolve("schema/" + schema)))
                    .path("properties");
            assertThat(properties.propertyNames())
                    .filteredOn(name -> !List.of("exam", "timing", "site", "device").contains(name))
                    .allSatisfy(name -> assertThat(document).contains("`" + name));
        }
        assertThat(Reason.values()).allSatisfy(reason -> assertThat(document)
                .contains("`" + reason.word() + "`"));
    }
}
