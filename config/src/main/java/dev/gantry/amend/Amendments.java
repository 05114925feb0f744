// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.amend;

import dev.gantry.config.LiveSettings;
import dev.gantry.config.LiveSettings.Reload;
import dev.gantry.config.SettingsFile;
import dev.gantry.yaml.CheckedYaml;
import dev.gantry.yaml.InvalidYaml;
import dev.gantry.yaml.Problem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Changes the settings file key by key: proposed, checked as `gantry check` does, shown as a diff, and written in one
/// step with the former file kept beside it.
///
/// Comments and order stay. What a value refers to (`${env:...}`, `${credential:...}`) is neither followed nor shown.
/// Any thread; one change at a time.
public final class Amendments {
    private static final Pattern SECRET = Pattern.compile(
            "(?i)(?<key>\\b[\\w-]*(?:password|passphrase|secret|token)[\"']?\\s*:\\s*)(?!\\s*[\"']?\\$\\{)\\S.*");
    private static final Pattern USER = Pattern.compile("//[^/@\\s]*@");

    private final LiveSettings live;
    private final Cabinet cabinet;

    /// @param live the settings that hold, and the file they come from
    public Amendments(LiveSettings live, Clock clock) {
        this.live = live;
        this.cabinet = new Cabinet(live.file(), clock);
    }

    /// What there is to change.
    ///
    /// @param edition  changes with each change of the file
    /// @param written  the file's keys as they are written, without defaults; empty when it cannot be read
    /// @param problems why it cannot be read, or what else is wrong in it
    public record Sheet(Path file, String edition, ObjectNode written, List<Problem> problems) {}

    /// @throws IOException when the file cannot be read
    public synchronized Sheet sheet() throws IOException {
        var text = cabinet.text();
        var problems = live.weigh(text) instanceof Reload.Wrong(var why) ? why.problems() : List.<Problem>of();
        return new Sheet(live.file(), edition(text), written(text).orElseGet(JsonNodeFactory.instance::objectNode),
                problems);
    }

    /// The JSON Schema that the file obeys.
    public static JsonNode schema() {
        return SettingsFile.schema();
    }

    private Optional<ObjectNode> written(String text) {
        try {
            return Optional.of(CheckedYaml.written(live.file(), text));
        } catch (InvalidYaml _) {
            return Optional.empty();
        }
    }

    /// Changes nothing yet.
    ///
    /// @param edition of the [Sheet] that the changes were made on
    /// @throws IOException when the file cannot be read
    public synchronized Draft propose(String edition, List<Change> changes) throws IOException {
        var text = cabinet.text();
        if (!edition(text).equals(edition)) {
            return new Draft.Stale();
        }
        var tree = written(text);
        if (tree.isEmpty()) {
            return live.weigh(text) instanceof Reload.Wrong(var why)
                    ? new Draft.Wrong(why.problems())
                    : new Draft.ByHand("the file cannot be read as YAML");
        }
        var changed = text;
        try {
            for (var change : changes) {
                changed = new Pen(changed).write(change);
                apply(tree.get(), change);
                if (!written(changed).map(JsonNode::toString).equals(tree.map(JsonNode::toString))) {
                    return byHand(change);
                }
            }
        } catch (RuntimeException _) { // what the pen cannot read; the file is untouched
            return byHand(changes.getLast());
        }
        return changed.equals(text) ? new Draft.Nothing() : weighed(edition, text, changed);
    }

    private static Draft byHand(Change change) {
        return new Draft.ByHand("the way the file is written at " + change.key()
                + " cannot be changed without changing more; change it with an editor");
    }

    /// What the tree is to be; sections of which nothing is left go.
    private static void apply(ObjectNode tree, Change change) {
        int dot = change.key().indexOf('.');
        if (dot < 0) {
            change.value().ifPresentOrElse(value -> tree.set(change.key(), value), () -> tree.remove(change.key()));
            return;
        }
        var section = change.key().substring(0, dot);
        var inner = new Change(change.key().substring(dot + 1), change.value());
        if (tree.get(section) instanceof ObjectNode part) {
            int before = part.size();
            apply(part, inner);
            if (part.isEmpty() && before > 0) {
                tree.remove(section);
            }
        } else if (inner.value().isPresent()) {
            var part = JsonNodeFactory.instance.objectNode();
            apply(part, inner);
            tree.set(section, part);
        }
    }

    private Draft weighed(String edition, String before, String after) {
        var diff = LineDiff.between(before, after).stream()
                .map(line -> new Draft.Line(line.sign(), line.number(), discreet(line.text()))).toList();
        return switch (live.weigh(after)) {
            case Reload.Wrong(var why) -> new Draft.Wrong(why.problems());
            case Reload.Same() -> new Draft.Sound(edition, after, diff, List.of(), List.of());
            case Reload.NeedsRestart(var restart, var also) -> new Draft.Sound(edition, after, diff, restart, also);
            case Reload.Taken(_, var differences) -> new Draft.Sound(edition, after, diff, List.of(), differences);
        };
    }

    /// A password has no place in the file; where somebody wrote one all the same it is not shown.
    static String discreet(String line) {
        return USER.matcher(SECRET.matcher(line).replaceAll("${key}***")).replaceAll("//***@");
    }

    /// Puts the draft in the place of the file, which is kept beside it.
    ///
    /// @return where the former file lies
    /// @throws IOException when it cannot be written, or the file has changed since; then the file is as it was
    public synchronized Path write(Draft.Sound draft) throws IOException {
        if (!edition(cabinet.text()).equals(draft.edition())) {
            throw new IOException(live.file() + " has changed meanwhile");
        }
        return cabinet.replace(draft.text());
    }

    /// Why [#write] would fail, as far as that can be seen before.
    public Optional<String> unwritable() {
        return cabinet.unwritable();
    }

    private static String edition(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java has SHA-256", e);
        }
    }
}
