// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// A YAML file that obeys its JSON Schema: complete with the schema's defaults, and each key knows its line.
///
/// Keys are dotted, list items by index from 0 (`labels[0].code`), relative to the part they are asked of.
/// Reading a key that is neither written nor has a default is a [NoSuchElementException]: ask [#has] first.
public final class CheckedYaml {
    private final YamlSource source;
    private final Completion.Complete complete;
    /// As it was written, for people: a reference is not followed.
    private final Completion.Complete shown;
    private final String prefix;

    private CheckedYaml(
            YamlSource source, Completion.Complete complete, Completion.Complete shown, String prefix) {
        this.source = source;
        this.complete = complete;
        this.shown = shown;
        this.prefix = prefix;
    }

    /// What a schema cannot say, because it compares keys or computes.
    ///
    /// It is asked only when each of `keys` has a value that breaks no rule of the schema.
    ///
    /// @param keys  what the rule looks at; a breach is reported at the first
    /// @param says  the rule in words that follow the key; `{key}` stands for that key's value:
    ///              `must be less than spool.refuse-percent ({spool.refuse-percent})`
    /// @param holds whether the file obeys; sees the whole file, defaults included
    /// @param list  asked of each item of this list instead: keys and what `holds` sees start at the item;
    ///              empty for none
    public record Rule(List<String> keys, String says, Predicate<CheckedYaml> holds, String list) {
        public Rule {
            keys = List.copyOf(keys);
        }

        public Rule(List<String> keys, String says, Predicate<CheckedYaml> holds) {
            this(keys, says, holds, "");
        }

        public static Rule inEach(String list, List<String> keys, String says, Predicate<CheckedYaml> holds) {
            return new Rule(keys, says, holds, list);
        }

        private Stream<Rule> each(CheckedYaml whole) {
            if (list.isEmpty()) {
                return Stream.of(this);
            }
            return IntStream.range(0, whole.has(list) ? whole.node(list).size() : 0)
                    .mapToObj(i -> KeyPath.join(list, i))
                    .map(item -> new Rule(keys.stream().map(key -> KeyPath.join(item, key)).toList(), says,
                            yaml -> holds.test(yaml.part(item))));
        }
    }

    /// Reads a file whole: either all of it is right, or everything that is wrong is said at once.
    ///
    /// @param schemaResource class path name of a draft 2020-12 schema: `/schema/settings.schema.json`
    /// @throws InvalidYaml with each problem: no file, no YAML, a key twice, the schema or a rule broken
    public static CheckedYaml read(Path file, String schemaResource, Rule... rules) {
        var schema = SchemaFile.load(schemaResource);
        var source = YamlSource.read(file);
        return checked(schema, source, new References.Resolved(source.tree(), List.of()), rules);
    }

    /// The same of a file whose values may refer to the environment: `${env:NAME}`, `${credential:NAME}`.
    ///
    /// @param environment variables by name; `CREDENTIALS_DIRECTORY` names the folder of the credentials
    public static CheckedYaml read(
            Path file, String schemaResource, Map<String, String> environment, Rule... rules) {
        var schema = SchemaFile.load(schemaResource);
        var source = YamlSource.read(file);
        return checked(schema, source, References.resolve(schema, source, environment), rules);
    }

    /// The same of a text, as if it stood in the file.
    public static CheckedYaml of(
            Path file, String text, String schemaResource, Map<String, String> environment, Rule... rules) {
        var schema = SchemaFile.load(schemaResource);
        var source = YamlSource.of(file, text);
        return checked(schema, source, References.resolve(schema, source, environment), rules);
    }

    /// A schema from the class path; a copy.
    public static JsonNode schema(String schemaResource) {
        return SchemaFile.load(schemaResource).root().deepCopy();
    }

    /// What a text says, whatever a schema may say of it: without defaults, references not followed; a copy.
    ///
    /// @throws InvalidYaml when it is no YAML that is read here
    public static ObjectNode written(Path file, String text) {
        var source = YamlSource.of(file, text);
        if (!source.problems().isEmpty()) {
            throw new InvalidYaml(source.problems(), "");
        }
        return source.tree().deepCopy();
    }

    private static CheckedYaml checked(
            SchemaFile schema, YamlSource source, References.Resolved resolved, Rule... rules) {
        var file = source.file();
        var problems = new ArrayList<>(source.problems());
        problems.addAll(resolved.problems());
        if (source.readable()) {
            var astray = resolved.problems().stream().map(Problem::key).toList();
            schema.check(source, resolved.tree()).stream()
                    .filter(problem -> !astray.contains(problem.key())).forEach(problems::add);
        }
        var whole = new CheckedYaml(source, Completion.of(schema, resolved.tree()),
                Completion.of(schema, source.tree()), "");
        for (var rule : Stream.of(rules).flatMap(rule -> rule.each(whole)).toList()) {
            if (whole.broken(rule, problems)) {
                var key = rule.keys().getFirst();
                int line = source.line(rule.keys().stream().filter(source::written).findFirst().orElse(key));
                var says = Completion.expanded(rule.says(), whole.shown.tree());
                problems.add(new Problem(file, line, key, says, whole.found(key)));
            }
        }
        if (!problems.isEmpty()) {
            problems.sort(Comparator.comparingInt(Problem::line));
            throw new InvalidYaml(problems, schema.hint());
        }
        return whole;
    }

    private boolean broken(Rule rule, List<Problem> problems) {
        boolean askable = rule.keys().stream().allMatch(key -> has(key) && problems.stream()
                .map(Problem::key)
                .noneMatch(wrong -> KeyPath.inside(wrong, key) || KeyPath.inside(key, wrong)));
        return source.readable() && askable && !rule.holds().test(this);
    }

    public Path file() {
        return source.file();
    }

    /// Whether the key has a value, be it written or a default.
    public boolean has(String key) {
        return !KeyPath.find(complete.tree(), KeyPath.join(prefix, key)).isMissingNode();
    }

    /// Whether the key stands in the file itself.
    public boolean written(String key) {
        return source.written(KeyPath.join(prefix, key));
    }

    public String text(String key) {
        return node(key).asString();
    }

    public int integer(String key) {
        return node(key).asInt();
    }

    public double number(String key) {
        return node(key).asDouble();
    }

    public boolean flag(String key) {
        return node(key).asBoolean();
    }

    /// @throws IllegalArgumentException when the schema lets through what is no [DurationText#PATTERN]
    public Duration duration(String key) {
        return DurationText.parse(text(key));
    }

    /// Absolute and normalized; a relative path starts at the folder that holds the file.
    public Path path(String key) {
        return file().toAbsolutePath().resolveSibling(text(key)).normalize();
    }

    /// A mapping, as a file of its own whose keys are relative to it.
    public CheckedYaml part(String key) {
        node(key);
        return new CheckedYaml(source, complete, shown, KeyPath.join(prefix, key));
    }

    /// The items of a list, in order.
    public List<CheckedYaml> parts(String key) {
        return IntStream.range(0, node(key).size()).mapToObj(i -> part(KeyPath.join(key, i))).toList();
    }

    /// The entries of a mapping whose keys are names, in the order of the file; the map is unmodifiable.
    public Map<String, CheckedYaml> named(String key) {
        var parts = new LinkedHashMap<String, CheckedYaml>();
        node(key).propertyNames().forEach(name -> parts.put(name, part(KeyPath.join(key, name))));
        return Collections.unmodifiableMap(parts);
    }

    public List<String> texts(String key) {
        return items(key, JsonNode::asString);
    }

    public List<Integer> integers(String key) {
        return items(key, JsonNode::asInt);
    }

    public List<Double> numbers(String key) {
        return items(key, JsonNode::asDouble);
    }

    private <T> List<T> items(String key, Function<JsonNode, T> as) {
        return node(key).valueStream().map(as).toList();
    }

    /// This part as a tree, defaults included; a copy.
    public JsonNode tree() {
        return node("").deepCopy();
    }

    /// The whole file as YAML, each value that nobody wrote marked `# default`. References stay as they were written.
    public String effective() {
        return EffectiveYaml.of(shown);
    }

    /// What a later reading of the same kind of file says otherwise, defaults included, in the order of the schema.
    public List<Difference> differences(CheckedYaml later, String schemaResource) {
        return Difference.between(SchemaFile.load(schemaResource),
                new Difference.Reading(complete.tree(), shown.tree()),
                new Difference.Reading(later.complete.tree(), later.shown.tree()));
    }

    /// For a check made later, against more than this file: a problem with file, line and value filled in.
    public Problem problem(String key, String rule) {
        var place = KeyPath.join(prefix, key);
        return new Problem(file(), source.line(place), place, rule, found(place));
    }

    private Optional<String> found(String place) {
        var node = KeyPath.find(shown.tree(), place);
        return Optional.of(node)
                .filter(value -> !value.isMissingNode())
                .map(value -> Found.words(value) + (complete.notes().containsKey(place) ? " (default)" : ""));
    }

    private JsonNode node(String key) {
        var node = KeyPath.find(complete.tree(), KeyPath.join(prefix, key));
        if (node.isMissingNode()) {
            throw new NoSuchElementException(file() + " has no " + KeyPath.join(prefix, key));
        }
        return node;
    }
}
