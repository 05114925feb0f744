// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.yaml;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A JSON Schema (draft 2020-12) from the class path, and what it finds wrong in a file.
///
/// Besides the standard's keywords it reads `x-rule` (the rule in words), `x-choice` (the rule of its `anyOf`
/// or `oneOf` in words), `x-default` (a default in words), `x-reload` (a change needs no restart) and, at the root,
/// `x-see` (where the keys are described).
final class SchemaFile {
    private static final Dialect DIALECT = Dialect.builder(Dialects.getDraft202012())
            .keyword(new NonValidationKeyword("x-rule"))
            .keyword(new NonValidationKeyword("x-default"))
            .keyword(new NonValidationKeyword("x-choice"))
            .keyword(new NonValidationKeyword("x-reload"))
            .keyword(new NonValidationKeyword("x-see"))
            .build();

    /// Compiling one takes longer than checking a file, and a models folder holds many files.
    private static final Map<String, SchemaFile> LOADED = new ConcurrentHashMap<>();

    private final ObjectNode root;
    private final Schema validator;

    private SchemaFile(ObjectNode root) {
        this.root = root;
        this.validator = SchemaRegistry.withDialect(DIALECT).getSchema(root);
    }

    static SchemaFile load(String resource) {
        return LOADED.computeIfAbsent(resource, SchemaFile::read);
    }

    private static SchemaFile read(String resource) {
        try (var in = SchemaFile.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("no schema on the class path: " + resource);
            }
            return new SchemaFile((ObjectNode) JsonMapper.shared().readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ObjectNode root() {
        return root;
    }

    String hint() {
        return root.has("x-see") ? "See " + root.path("x-see").stringValue() + " for every key." : "";
    }

    /// The schema with a local `$ref` replaced by what it names; keywords beside the `$ref` win.
    JsonNode resolved(JsonNode schema) {
        if (!schema.has("$ref")) {
            return schema;
        }
        var target = resolved(root.at(schema.path("$ref").stringValue().substring(1)));
        var merged = (ObjectNode) target.deepCopy();
        schema.properties().stream()
                .filter(keyword -> !keyword.getKey().equals("$ref"))
                .forEach(keyword -> merged.set(keyword.getKey(), keyword.getValue()));
        return merged;
    }

    /// At most one problem for each key, however many keywords of its schema are violated.
    ///
    /// @param tree what stands in the source, references followed
    List<Problem> check(YamlSource source, ObjectNode tree) {
        var problems = new LinkedHashMap<String, Problem>();
        for (var error : validator.validate(tree)) {
            var problem = problem(source, error);
            problems.putIfAbsent(problem.key(), problem);
        }
        return new ArrayList<>(problems.values());
    }

    private Problem problem(YamlSource source, Error error) {
        var place = place(error.getEvaluationPath());
        var key = key(error.getInstanceLocation(), place.depth());
        var inner = error.getProperty() == null ? key : KeyPath.join(key, error.getProperty());
        if (!place.choice()) {
            switch (error.getKeyword()) {
                case "required" -> {
                    return at(source, inner, "is required", Optional.empty());
                }
                case "additionalProperties" -> {
                    var rule = unknown(source, place.schema(), key, error.getProperty());
                    return at(source, inner, rule, Optional.empty());
                }
                default -> { }
            }
        }
        if (place.choice() && place.schema().has("x-choice")) {
            return at(source, key, place.schema().path("x-choice").stringValue(), Optional.empty());
        }
        var value = KeyPath.find(source.tree(), key);
        return at(source, key, SchemaWords.rule(place.schema(), value), Optional.of(Found.words(value)));
    }

    private static Problem at(YamlSource source, String key, String rule, Optional<String> value) {
        return new Problem(source.file(), source.line(key), key, rule, value);
    }

    private String unknown(YamlSource source, JsonNode schema, String parent, String name) {
        var present = KeyPath.find(source.tree(), parent).propertyNames();
        var known = schema.path("properties").propertyNames();
        var here = known.stream().filter(word -> !present.contains(word)).toList();
        var meant = NearestWord.to(name, here)
                .or(() -> elsewhere(name))
                .or(() -> NearestWord.to(name, known));
        return "unknown key" + meant.map(word -> ", did you mean " + word + "?").orElse("");
    }

    /// A key that stands in the wrong section: `port` at the top is `dicom.port`.
    private Optional<String> elsewhere(String name) {
        return root.path("properties").properties().stream()
                .filter(section -> resolved(section.getValue()).path("properties").has(name))
                .map(section -> KeyPath.join(section.getKey(), name))
                .findFirst();
    }

    /// Where an error belongs: a schema, and how many steps into the file it lies.
    ///
    /// @param choice the way there led into `oneOf`, `anyOf` or the like; what a branch says is then no help,
    ///               and the schema that offers the choice is meant instead
    private record Place(JsonNode schema, int depth, boolean choice) {}

    private Place place(NodePath evaluation) {
        var schema = resolved(root);
        int depth = 0;
        for (int i = 0; i < evaluation.getNameCount(); i++) {
            var keyword = evaluation.getName(i);
            boolean last = i == evaluation.getNameCount() - 1;
            switch (keyword) {
                case "$ref" -> { }
                case "oneOf", "anyOf", "not", "contains" -> {
                    return new Place(schema, depth, true);
                }
                case "properties", "patternProperties", "prefixItems", "allOf" -> {
                    schema = resolved(schema.path(keyword).isArray()
                            ? schema.path(keyword).path(Integer.parseInt(evaluation.getName(++i)))
                            : schema.path(keyword).path(evaluation.getName(++i)));
                    depth += keyword.equals("allOf") ? 0 : 1;
                }
                case "items", "additionalProperties" -> {
                    if (last) {
                        return new Place(schema, depth, false);
                    }
                    schema = resolved(schema.path(keyword));
                    depth++;
                }
                case "then", "else" -> schema = resolved(schema.path(keyword));
                default -> {
                    return new Place(schema, depth, false);
                }
            }
        }
        return new Place(schema, depth, false);
    }

    private static String key(NodePath instance, int depth) {
        var key = "";
        for (int i = 0; i < Math.min(depth, instance.getNameCount()); i++) {
            key = instance.getElement(i) instanceof Integer index
                    ? KeyPath.join(key, index)
                    : KeyPath.join(key, instance.getName(i));
        }
        return key;
    }
}
