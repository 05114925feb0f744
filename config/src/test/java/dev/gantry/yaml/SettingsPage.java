// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Writes `docs/configuration.md` from the schema, so that the page cannot say anything else.
public final class SettingsPage {
    public static final String SCHEMA = "/schema/settings.schema.json";

    private static final SchemaFile FILE = SchemaFile.load(SCHEMA);

    private SettingsPage() {}

    /// A key that holds a value, not a section. The keys of each item of a list are named `list[].key`.
    public record Key(String name, JsonNode schema, boolean required) {
        String section() {
            return KeyPath.parent(name);
        }
    }

    public static List<Key> keys() {
        return keys("", FILE.root()).toList();
    }

    private static Stream<Key> keys(String parent, JsonNode section) {
        var required = section.path("required").valueStream().map(JsonNode::asString).toList();
        return section.path("properties").properties().stream().flatMap(entry -> {
            var name = KeyPath.join(parent, entry.getKey());
            var schema = FILE.resolved(entry.getValue());
            var item = FILE.resolved(schema.path("items"));
            if (item.has("properties")) {
                return Stream.concat(Stream.of(new Key(name, schema, required.contains(entry.getKey()))),
                        keys(name + "[]", item));
            }
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

                ## Values from the environment

                A value may refer to what stands elsewhere; `gantry check` and the log never show what it stands for:

                - `${env:NAME}` is the environment variable `NAME`, alone or within a text: `"tcp://${env:BROKER}:1883"`.
                - `${credential:NAME}` is the file `NAME` of the folder in `CREDENTIALS_DIRECTORY`, where systemd puts what
                  the unit loads with `LoadCredential=NAME:FILE`. In a key that takes a path it stands for the path of that
                  file, elsewhere for its contents (one line): `mqtt: {password-file: "${credential:mqtt-password}"}`.
                - What is missing or empty is a mistake like any other, with file, line and key; there are no defaults. A plain
                  `${` is written `$${`. Inside braces put the value in quotes.
                - Keys that take secrets take files, so there is no `${file:...}`. To check by hand a file that uses
                  credentials: `CREDENTIALS_DIRECTORY=/etc/gantry/credentials gantry check --config FILE`.

                ## Changes without a restart

                Keys marked **reload** are taken up by a running appliance: `systemctl reload gantry`, or SIGHUP to the
                process. The log shows each change, old and new. A file that is wrong, or that changes any other key too,
                changes nothing: the log says what is wrong, or which keys need a restart, and the old settings stay.
                Model packages, versions and thresholds (they are in the packages) need neither: `gantry model`; nor do
                further callers: `gantry access allow`. Renewed TLS files are noticed by themselves.

                ## Completion and checks while you type

                The [schema](schema/settings.schema.json) (JSON Schema 2020-12) knows every key, rule and default.

                - **VS Code** with the YAML extension (redhat.vscode-yaml): first line of the file
                  `# yaml-language-server: $schema=/opt/gantry/docs/schema/settings.schema.json`, or in the settings of VS Code
                  `"yaml.schemas": {"/opt/gantry/docs/schema/settings.schema.json": "gantry.yaml"}`.
                - **Vim, Neovim, Emacs, Kate** with yaml-language-server: the same first line; it needs no more settings.
                - **IntelliJ:** Settings, Languages & Frameworks, Schemas and DTDs, JSON Schema Mappings: add the file for
                  `gantry.yaml`.
                - **Without any of them:** `gantry check --config FILE` says the same, and more: rules between keys.

                """);
        page.append("## The appliance\n\nWhat it is called, and whom it may alert.\n\n");
        table(page, "");
        sections(page, "", FILE.root(), "##");
        return page.append("## Every key once\n\n```yaml\n").append(example()).append("```\n").toString();
    }

    /// A chapter for each section, and below it one for each section or list of mappings in it.
    private static void sections(StringBuilder page, String parent, JsonNode section, String mark) {
        for (var entry : section.path("properties").properties()) {
            var name = KeyPath.join(parent, entry.getKey());
            var schema = FILE.resolved(entry.getValue());
            var item = FILE.resolved(schema.path("items"));
            if (schema.has("properties")) {
                page.append(mark).append(" `").append(name).append("`\n\n")
                        .append(schema.path("description").asString()).append(optional(section, entry.getKey()))
                        .append("\n\n");
                table(page, name);
                sections(page, name, schema, mark + "#");
            } else if (item.has("properties")) {
                page.append(mark).append(" `").append(name).append("`\n\n")
                        .append(schema.path("description").asString())
                        .append(" Each entry of the list has these keys:\n\n");
                table(page, name + "[]");
            }
        }
    }

    private static String optional(JsonNode section, String name) {
        var required = section.path("required").valueStream().anyMatch(key -> key.asString().equals(name));
        return required || FILE.resolved(section.path("properties").path(name)).has("default")
                ? ""
                : " The section may be absent.";
    }

    private static void table(StringBuilder page, String section) {
        page.append("| key | what it is | rule | default |\n|---|---|---|---|\n");
        keys().stream()
                .filter(key -> key.section().equals(section))
                .forEach(key -> page.append("| `").append(key.name()).append("` | ")
                        .append(cell(key.schema().path("description").asString()))
                        .append(reloads(key.name()) ? " **reload**" : "").append(" | ")
                        .append(cell(SchemaWords.rule(key.schema()).replaceFirst("^must be ", "")))
                        .append(" | ")
                        .append(cell(byDefault(key))).append(" |\n"));
        page.append('\n');
    }

    /// The key or a list around it is marked so in the schema.
    private static boolean reloads(String name) {
        return keys().stream().anyMatch(key -> key.schema().path("x-reload").asBoolean(false)
                && KeyPath.inside(name, key.name()));
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

    /// The first example of each key, as a file; lists of mappings have one item.
    static String example() {
        return EffectiveYaml.of(new Completion.Complete(example(FILE.root()), Map.of()));
    }

    private static ObjectNode example(JsonNode section) {
        var tree = JsonNodeFactory.instance.objectNode();
        for (var entry : section.path("properties").properties()) {
            var schema = FILE.resolved(entry.getValue());
            var item = FILE.resolved(schema.path("items"));
            if (schema.has("properties")) {
                tree.set(entry.getKey(), example(schema));
            } else if (item.has("properties")) {
                tree.putArray(entry.getKey()).add(example(item));
            } else {
                tree.set(entry.getKey(), schema.at("/examples/0"));
            }
        }
        return tree;
    }
}
