// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// Writes `docs/settings.md` from the schema, so that the page cannot say anything else.
public final class SettingsPage {
    public static final String SCHEMA = "/schema/settings.schema.json";

    private static final SchemaFile FILE = SchemaFile.load(SCHEMA);

    private SettingsPage() {}

    /// A key that holds a value, not a section.
    public record Key(String name, JsonNode schema, boolean required) {}

    public static List<Key> keys() {
        return keys("", FILE.root()).toList();
    }

    private static Stream<Key> keys(String parent, JsonNode section) {
        var required = section.path("required").valueStream().map(JsonNode::asString).toList();
        return section.path("properties").properties().stream().flatMap(entry -> {
            var name = KeyPath.join(parent, entry.getKey());
            var schema = FILE.resolved(entry.getValue());
            return schema.has("properties")
                    ? keys(name, schema)
                    : Stream.of(new Key(name, schema, required.contains(entry.getKey())));
        });
    }

    static String text() {
        var page = new StringBuilder("""
                <!-- Written from docs/schema/settings.schema.json. Do not edit; write it anew with
                     mvn -q test -pl config -Dtest=SettingsPageTest -Dsettings.page=write -->
                # Settings

                One YAML file says all that a site can set. The smallest one that works:

                ```yaml
                site: st-anna
                device: cr-room-2
                dicom: {ae-title: GANTRY, port: 11112}
                mqtt: {url: "tcp://127.0.0.1:1883"}
                spool: {path: /var/lib/gantry/spool}
                models: {path: models}
                ```

                A wrong file stops the start and says all that is wrong, with file, line, key, rule and value:

                ```
                gantry.yaml:4: dicom.port: must be an integer from 0 to 65535, found "eleven"
                ```

                - Relative paths start at the folder that holds the file, wherever the appliance was started.
                - Durations are one whole number and a unit: `150ms`, `30s`, `10m`, `1h`, `1d`.
                - Passwords never stand in the file; `mqtt.password-file` names a file that holds one.
                - `gantry check` prints the file with all defaults filled in, each marked `# default`.
                - Editors can check while you type: the [schema](schema/settings.schema.json) says how.

                """);
        table(page, "The appliance", "What it is called, and whom it may alert.", "");
        FILE.root().path("properties").properties().stream()
                .filter(entry -> FILE.resolved(entry.getValue()).has("properties"))
                .forEach(entry -> table(page, "`" + entry.getKey() + "`",
                        entry.getValue().path("description").asString(), entry.getKey()));
        return page.append("## Every key once\n\n```yaml\n").append(example()).append("```\n").toString();
    }

    private static void table(StringBuilder page, String title, String description, String section) {
        page.append("## ").append(title).append("\n\n").append(description).append("\n\n")
                .append("| key | what it is | rule | default |\n|---|---|---|---|\n");
        keys().stream()
                .filter(key -> KeyPath.parent(key.name()).equals(section))
                .forEach(key -> page.append("| `").append(key.name()).append("` | ")
                        .append(cell(key.schema().path("description").asString())).append(" | ")
                        .append(cell(SchemaWords.rule(key.schema()).replaceFirst("^must be ", "")))
                        .append(" | ")
                        .append(cell(byDefault(key))).append(" |\n"));
        page.append('\n');
    }

    private static String byDefault(Key key) {
        if (key.required()) {
            return "**required**";
        }
        if (!key.schema().has("default")) {
            return "absent";
        }
        var value = key.schema().path("default");
        var words = key.schema().path("x-default").asString("");
        return "`" + (value.isString() ? value.stringValue().replaceAll("[{](.*)[}]", "<$1>") : value) + "`"
                + (words.isEmpty() ? "" : " (" + words + ")");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    /// The first example of each key, as a file.
    static String example() {
        var yaml = new StringBuilder();
        var section = "";
        for (var key : keys()) {
            var parent = KeyPath.parent(key.name());
            if (!parent.equals(section)) {
                yaml.append(parent).append(":\n");
                section = parent;
            }
            yaml.append(parent.isEmpty() ? "" : "  ")
                    .append(key.name().substring(key.name().lastIndexOf('.') + 1))
                    .append(": ")
                    .append(EffectiveYaml.scalar(key.schema().at("/examples/0")))
                    .append('\n');
        }
        return yaml.toString();
    }
}
