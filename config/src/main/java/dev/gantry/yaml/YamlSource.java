// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.resolver.CoreScalarResolver;
import org.snakeyaml.engine.v2.resolver.ScalarResolver;
import org.snakeyaml.engine.v2.schema.JsonSchema;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What stands in a YAML file, and in which line.
///
/// YAML 1.2, core schema without merge keys, at most 256 KiB, one document, one mapping. Aliases and tags are
/// refused: they make a file hard to read, and a small one large. So is nesting deeper than 32.
final class YamlSource {
    private static final int MAX_DEPTH = 32;
    private static final int MAX_BYTES = 256 << 10;
    /// Longer whole numbers are no setting; they stay text, and so break the rule of their key.
    private static final int MAX_DIGITS = 18;
    private static final LoadSettings YAML = LoadSettings.builder()
            .setSchema(new JsonSchema() {
                @Override
                public ScalarResolver getScalarResolver() {
                    return new CoreScalarResolver(false);
                }
            })
            .setAllowNonScalarKeys(true)
            .build();

    private final Path file;
    private final Map<String, Integer> lines = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final ObjectNode tree = JsonNodeFactory.instance.objectNode();
    private boolean readable;

    private YamlSource(Path file) {
        this.file = file;
    }

    static YamlSource read(Path file) {
        var source = new YamlSource(file);
        try {
            if (Files.size(file) > MAX_BYTES) {
                source.tooLong();
            } else {
                source.take(Files.readString(file));
            }
        } catch (NoSuchFileException _) {
            source.fault(Optional.empty(), "", "no such file");
        } catch (CharacterCodingException _) {
            source.fault(Optional.empty(), "", "must be text in UTF-8");
        } catch (IOException e) {
            source.fault(Optional.empty(), "", "cannot be read (" + e.getMessage() + ")");
        }
        return source;
    }

    /// A text as if it stood in the file.
    static YamlSource of(Path file, String text) {
        var source = new YamlSource(file);
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            source.tooLong();
        } else {
            source.take(text);
        }
        return source;
    }

    private void tooLong() {
        fault(Optional.empty(), "", "must be at most " + MAX_BYTES + " bytes");
    }

    private void take(String text) {
        try {
            accept(text.startsWith("\uFEFF") ? text.substring(1) : text);
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark().or(e::getContextMark);
            fault(mark, "", syntax(e) + (refersIn(text, lineOf(mark)) ? "; put \"${...}\" in quotes" : ""));
        } catch (YamlEngineException e) {
            fault(Optional.empty(), "", "not valid YAML: " + oneLine(e.getMessage()));
        }
    }

    private static String syntax(MarkedYamlEngineException e) {
        var problem = oneLine(e.getProblem());
        return problem.contains("TAB")
                ? "not valid YAML: a tab cannot indent or separate; use spaces"
                : "not valid YAML: " + problem;
    }

    /// The braces of a reference without quotes are those of a mapping.
    private static boolean refersIn(String text, int line) {
        return text.lines().skip(Math.max(0, line - 1)).limit(1).anyMatch(words -> words.contains("${"));
    }

    private static String oneLine(String message) {
        return String.valueOf(message).replaceAll("\\s+", " ").strip();
    }

    /// Two passes: events first, because they need no recursion and show what must not be composed.
    private void accept(String text) {
        boolean sound = text.isBlank() || soundEvents(new Parse(YAML).parseString(text));
        if (!sound) {
            return;
        }
        var root = text.isBlank() ? Optional.<Node>empty() : new Compose(YAML).composeString(text);
        switch (root.orElse(null)) {
            case MappingNode mapping -> {
                readable = true;
                line("", mapping);
                fill(tree, "", mapping);
            }
            case null -> fault(Optional.empty(), "", "is empty; it must be a mapping of keys to values");
            case Node other -> fault(other.getStartMark(), "", "must be a mapping of keys to values");
        }
    }

    private boolean soundEvents(Iterable<Event> events) {
        int depth = 0;
        int documents = 0;
        int before = problems.size();
        for (var event : events) {
            switch (event) {
                case AliasEvent alias -> fault(event.getStartMark(), "",
                        "aliases are not read; write the value out instead of *" + alias.getAlias());
                case DocumentStartEvent _ -> {
                    if (++documents == 2) {
                        fault(event.getStartMark(), "", "must hold one YAML document; this starts another");
                    }
                }
                case CollectionStartEvent _ -> {
                    if (++depth > MAX_DEPTH) {
                        fault(event.getStartMark(), "", "must be nested at most " + MAX_DEPTH + " deep");
                        return false;
                    }
                }
                case CollectionEndEvent _ -> depth--;
                default -> { }
            }
        }
        return problems.size() == before;
    }

    private void fill(ObjectNode target, String parent, MappingNode mapping) {
        for (var entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode name)) {
                fault(entry.getKeyNode().getStartMark(), parent, "a key must be a plain word");
                continue;
            }
            var key = KeyPath.join(parent, name.getValue());
            if (target.has(name.getValue())) {
                fault(name.getStartMark(), key, "is given twice, first in line " + lines.get(key));
                continue;
            }
            line(key, name);
            target.set(name.getValue(), value(key, entry.getValueNode()));
        }
    }

    private JsonNode value(String key, Node node) {
        return switch (node) {
            case MappingNode mapping -> {
                var object = JsonNodeFactory.instance.objectNode();
                fill(object, key, mapping);
                yield object;
            }
            case SequenceNode sequence -> {
                var array = JsonNodeFactory.instance.arrayNode();
                for (var item : sequence.getValue()) {
                    var place = KeyPath.join(key, array.size());
                    line(place, item);
                    array.add(value(place, item));
                }
                yield array;
            }
            case ScalarNode scalar -> scalar(key, scalar);
            default -> throw new IllegalStateException("not a node of YAML: " + node.getNodeType());
        };
    }

    private JsonNode scalar(String key, ScalarNode scalar) {
        var tag = scalar.getTag();
        var text = scalar.getValue();
        if (tag.equals(Tag.STR)) {
            return JsonNodeFactory.instance.stringNode(text);
        } else if (tag.equals(Tag.NULL)) {
            return JsonNodeFactory.instance.nullNode();
        } else if (tag.equals(Tag.BOOL)) {
            return JsonNodeFactory.instance.booleanNode(text.equalsIgnoreCase("true"));
        } else if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
            return number(text);
        }
        fault(scalar.getStartMark(), key, "tags are not read; leave out " + tag);
        return JsonNodeFactory.instance.stringNode(text);
    }

    private static JsonNode number(String text) {
        var make = JsonNodeFactory.instance;
        if (text.matches("[-+]?[0-9]{1," + MAX_DIGITS + "}")) {
            return make.numberNode(Long.parseLong(text));
        }
        if (!text.matches("[-+]?[0-9]*\\.?[0-9]*([eE][-+]?[0-9]+)?") || text.matches("[-+]?[0-9]+")) {
            return make.stringNode(text);
        }
        double value = Double.parseDouble(text);
        return Double.isFinite(value) ? make.numberNode(value) : make.stringNode(text);
    }

    private void line(String key, Node node) {
        lines.putIfAbsent(key, lineOf(node.getStartMark()));
    }

    private static int lineOf(Optional<Mark> mark) {
        return mark.map(m -> m.getLine() + 1).orElse(0);
    }

    private void fault(Optional<Mark> mark, String key, String rule) {
        problems.add(new Problem(file, lineOf(mark), key, rule, Optional.empty()));
    }

    Path file() {
        return file;
    }

    /// False when there is nothing further to check: the problems say why.
    boolean readable() {
        return readable;
    }

    ObjectNode tree() {
        return tree;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    boolean written(String key) {
        return lines.containsKey(key);
    }

    /// The line of the key, or of the nearest mapping around it.
    int line(String key) {
        var place = key;
        while (!lines.containsKey(place) && !place.isEmpty()) {
            place = KeyPath.parent(place);
        }
        return lines.getOrDefault(place, 0);
    }
}
