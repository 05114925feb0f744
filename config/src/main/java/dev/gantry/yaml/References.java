// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Puts in what a value refers to: `${env:NAME}`, an environment variable, and `${credential:NAME}`, a file in the
/// folder that `CREDENTIALS_DIRECTORY` names (systemd's `LoadCredential`).
///
/// A credential stands for the contents of its file; in a key that takes a path, for the file itself, and is then the
/// whole value. `$${` is a plain `${`. Only values refer, keys never, and what is put in is not looked through again.
/// Neither a problem nor [CheckedYaml#effective] ever shows what was put in.
final class References {
    static final String DIRECTORY = "CREDENTIALS_DIRECTORY";

    private static final Pattern MARK = Pattern.compile("\\$\\$\\{|\\$\\{(?<inside>[^}]*)(?<end>}?)");
    private static final Pattern REFERENCE = Pattern.compile("(?<kind>env|credential):(?<name>.*)");
    private static final String ENV_NAME = "[A-Za-z_][A-Za-z0-9_]{0,127}";
    private static final String CREDENTIAL_NAME = "[A-Za-z0-9_-][A-Za-z0-9_.-]{0,127}";
    private static final String PATH_SCHEMA = "#/$defs/path";
    private static final int MOST_CHARACTERS = 4096;

    private final SchemaFile schemas;
    private final YamlSource source;
    private final Map<String, String> environment;
    private final List<Problem> problems = new ArrayList<>();

    private References(SchemaFile schemas, YamlSource source, Map<String, String> environment) {
        this.schemas = schemas;
        this.source = source;
        this.environment = environment;
    }

    /// @param tree as it is meant; where a reference leads nowhere, as it was written
    record Resolved(ObjectNode tree, List<Problem> problems) {}

    static Resolved resolve(SchemaFile schemas, YamlSource source, Map<String, String> environment) {
        var references = new References(schemas, source, environment);
        var tree = references.value(source.tree(), schemas.root(), "");
        return new Resolved((ObjectNode) tree, references.problems);
    }

    /// Whether a value, as it was written, stands for something else.
    static boolean in(JsonNode written) {
        return written.isString()
                ? MARK.matcher(written.stringValue()).results().anyMatch(mark -> !mark.group().startsWith("$$"))
                : written.valueStream().anyMatch(References::in);
    }

    /// What is wrong, in words that follow the key.
    private static final class Astray extends Exception {
        private static final long serialVersionUID = 1;

        Astray(String rule) {
            super(rule);
        }
    }

    private JsonNode value(JsonNode written, JsonNode unresolved, String key) {
        var schema = schemas.resolved(unresolved);
        return switch (written) {
            case ObjectNode object -> {
                var meant = JsonNodeFactory.instance.objectNode();
                object.properties().forEach(entry -> meant.set(entry.getKey(), value(entry.getValue(),
                        schema.path("properties").path(entry.getKey()), KeyPath.join(key, entry.getKey()))));
                yield meant;
            }
            case ArrayNode array -> {
                var meant = JsonNodeFactory.instance.arrayNode();
                for (int i = 0; i < array.size(); i++) {
                    meant.add(value(array.get(i), schema.path("items"), KeyPath.join(key, i)));
                }
                yield meant;
            }
            case JsonNode text when text.isString() && text.stringValue().contains("${") ->
                    text(text, schema, unresolved.path("$ref").asString("").equals(PATH_SCHEMA), key);
            default -> written;
        };
    }

    private JsonNode text(JsonNode written, JsonNode schema, boolean path, String key) {
        try {
            var text = expanded(written.stringValue(), path);
            return in(written) ? typed(text, schema) : JsonNodeFactory.instance.stringNode(text);
        } catch (Astray e) {
            problems.add(new Problem(source.file(), source.line(key), key, e.getMessage(),
                    Optional.of(written.toString())));
            return written;
        }
    }

    private String expanded(String text, boolean path) throws Astray {
        var marks = MARK.matcher(text);
        var expanded = new StringBuilder();
        while (marks.find()) {
            boolean whole = marks.start() == 0 && marks.end() == text.length();
            var put = marks.group().startsWith("$$") ? "${" : referred(marks, whole, path);
            marks.appendReplacement(expanded, Matcher.quoteReplacement(put));
        }
        return marks.appendTail(expanded).toString();
    }

    private String referred(Matcher mark, boolean whole, boolean path) throws Astray {
        var reference = REFERENCE.matcher(mark.group("inside"));
        if (mark.group("end").isEmpty() || !reference.matches()) {
            var kind = mark.group("inside").replaceFirst(":.*", "");
            throw new Astray("must refer as ${env:NAME} or ${credential:NAME}"
                    + NearestWord.to(kind, List.of("env", "credential")).filter(near -> !near.equals(kind))
                            .map(near -> "; did you mean " + near + "?").orElse("")
                    + " (a plain ${ is written $${)");
        }
        var name = reference.group("name");
        return reference.group("kind").equals("env") ? variable(name) : credential(name, whole, path);
    }

    private String variable(String name) throws Astray {
        if (!name.matches(ENV_NAME)) {
            throw new Astray("must name an environment variable: letters, digits and underscores, no digit first");
        }
        var value = environment.get(name);
        if (value == null) {
            throw new Astray("refers to the environment variable " + name + ", which is not set"
                    + NearestWord.to(name, environment.keySet()).map(near -> "; did you mean " + near + "?").orElse(""));
        }
        return usable(value, "the environment variable " + name);
    }

    private String credential(String name, boolean whole, boolean path) throws Astray {
        if (!name.matches(CREDENTIAL_NAME)) {
            throw new Astray("must name a credential: letters, digits, dots, hyphens and underscores, no dot first");
        }
        var folder = environment.getOrDefault(DIRECTORY, "");
        if (folder.isEmpty()) {
            throw new Astray("refers to the credential " + name + ", but " + DIRECTORY + " is not set: systemd sets it"
                    + " where the unit says LoadCredential=" + name + ":FILE; by hand set it to the folder that holds "
                    + name);
        }
        if (path && !whole) {
            throw new Astray("must be ${credential:" + name + "} alone: in a key that takes a path it stands for the"
                    + " whole path");
        }
        var file = Path.of(folder).toAbsolutePath().resolve(name);
        if (!Files.isRegularFile(file)) {
            var there = names(Path.of(folder));
            throw new Astray("refers to the credential " + name + ", which is not in " + DIRECTORY
                    + NearestWord.to(name, there).map(near -> "; did you mean " + near + "?").orElse(""));
        }
        return path ? file.toString() : contents(file, "the credential " + name);
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        } catch (IOException _) {
            return List.of(); // no suggestion then
        }
    }

    private static String contents(Path file, String what) throws Astray {
        try {
            if (Files.size(file) > MOST_CHARACTERS) {
                throw new Astray("refers to " + what + ", which is longer than " + MOST_CHARACTERS + " bytes");
            }
            return usable(Files.readString(file).replaceFirst("\\r?\\n\\z", ""), what);
        } catch (CharacterCodingException _) {
            throw new Astray("refers to " + what + ", which is no text in UTF-8");
        } catch (IOException e) {
            throw new Astray("refers to " + what + ", which cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String usable(String value, String what) throws Astray {
        if (value.isEmpty()) {
            throw new Astray("refers to " + what + ", which is empty");
        }
        if (value.length() > MOST_CHARACTERS || value.chars().anyMatch(c -> c < ' ' && c != '\t')) {
            throw new Astray("refers to " + what + ", which must be one line of at most " + MOST_CHARACTERS
                    + " characters");
        }
        return value;
    }

    /// What the schema wants; what is no such thing stays text, and so breaks the rule of its key.
    private static JsonNode typed(String text, JsonNode schema) {
        var make = JsonNodeFactory.instance;
        return switch (schema.path("type").asString("")) {
            case "integer", "number" -> text.matches("[-+]?[0-9]{1,18}")
                    ? make.numberNode(Long.parseLong(text))
                    : text.matches("[-+]?[0-9]{1,18}\\.[0-9]{1,18}") ? make.numberNode(Double.parseDouble(text))
                            : make.stringNode(text);
            case "boolean" -> text.equals("true") || text.equals("false")
                    ? make.booleanNode(text.equals("true"))
                    : make.stringNode(text);
            default -> make.stringNode(text);
        };
    }
}
