// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.config.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class SettingsSchemaTest {
    private static final SchemaFile FILE = SchemaFile.load(SettingsPage.SCHEMA);

    private static List<Error> againstTheMetaSchema(JsonNode schema) {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
                .validate(schema);
    }

    @Test
    void isValidDraft202012() {
        assertThat(FILE.root().path("$schema").asString())
                .isEqualTo("https://json-schema.org/draft/2020-12/schema");
        assertThat(againstTheMetaSchema(FILE.root())).isEmpty();
    }

    @Test
    void wouldBeFoundOutIfItWereNot() {
        var broken = FILE.root().deepCopy();
        ((ObjectNode) broken.at("/properties/dicom/properties/port")).put("type", "integr");

        assertThat(againstTheMetaSchema(broken)).isNotEmpty();
    }

    @Test
    void isThePublishedFile() throws IOException {
        try (var packaged = SchemaFile.class.getResourceAsStream(SettingsPage.SCHEMA)) {
            assertThat(packaged).hasBinaryContent(
                    Files.readAllBytes(Path.of("..", "docs", "schema", "settings.schema.json")));
        }
    }

    @Test
    void describesEveryKeyAndGivesAnExampleThatIsNotTheDefault() {
        assertThat(SettingsPage.keys()).filteredOn(key -> !key.name().equals("spool.role")).allSatisfy(key -> {
            assertThat(key.schema().path("description").asString("")).as(key.name()).endsWith(".");
            if (FILE.resolved(key.schema().path("items")).has("properties")) {
                return; // its own keys have the examples
            }
            var example = key.schema().at("/examples/0");
            assertThat(example.isMissingNode()).as(key.name()).isFalse();
            assertThat(example.equals(key.schema().path("default"))).as(key.name()).isFalse();
        });
    }

    @Test
    void givesADefaultToEveryKeyThatIsNotRequiredButThoseThatMayBeAbsent() {
        assertThat(SettingsPage.keys().stream()
                .filter(key -> key.required() == key.schema().has("default"))
                .map(SettingsPage.Key::name))
                .containsExactly("dicom.port", "dicom.tls.trust", "dicom.peers[].called",
                        "dicom.peers[].certificate", "dicom.peers[].host", "mqtt.username", "mqtt.password-file",
                        "mqtt.tls.trust", "mqtt.tls.certificate", "mqtt.tls.key",
                        "spool.archive", "models.trust", "audit-trail.trust", "audit-trail.certificate", "audit-trail.key",
                        "alerts.receivers[].key-file", "watch.learn-since", "room.receiver");
    }

    @Test
    void saysTheRuleInWordsWhereverItUsesAPattern() {
        assertThat(SettingsPage.keys()).filteredOn(key -> key.schema().has("pattern")).isNotEmpty()
                .allSatisfy(key -> assertThat(key.schema().has("x-rule")).as(key.name()).isTrue());
    }

    @Test
    void allowsNoUnknownKeyInAnySection() {
        assertThat(FILE.root().path("additionalProperties").asBoolean(true)).isFalse();
        assertThat(FILE.root().path("properties").valueStream().filter(section -> section.has("properties")))
                .hasSize(14)
                .allMatch(section -> !section.path("additionalProperties").asBoolean(true));
        assertThat(List.of("dicom/properties/tls", "dicom/properties/peers/items", "web/properties/tls"))
                .map(place -> FILE.root().at("/properties/" + place))
                .allSatisfy(section -> assertThat(section.path("additionalProperties").asBoolean(true)).isFalse());
    }

    @Test
    void writesDurationsAsTheCodeReadsThem() {
        assertThat(FILE.root().at("/$defs/duration/pattern").asString()).isEqualTo(DurationText.PATTERN);
    }

    @Test
    void hasExamplesThatMakeAWorkingFile(@TempDir Path folder) throws IOException {
        var file = Files.writeString(folder.resolve("gantry.yaml"), SettingsPage.example());

        assertThat(SettingsFile.effective(file)).doesNotContain("# default");
    }
}
