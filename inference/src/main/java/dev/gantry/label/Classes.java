// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.label;

import dev.gantry.model.Manifest.Scope;
import dev.gantry.model.Manifest;
import dev.gantry.model.Output.Label;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The words of label files for a model's labels.
public final class Classes {
    private static final Set<String> NOTHING = Set.of("", "-", "normal", "negative", "none", "no finding",
            "no-finding", "no_finding", "healthy", "background");

    private final List<String> reported;
    private final List<String> all;
    private final Map<String, String> renamed;
    private final boolean series;

    private Classes(List<String> reported, List<String> all, Map<String, String> renamed, boolean series) {
        this.series = series;
        this.reported = reported;
        this.all = all;
        this.renamed = renamed;
    }

    /// @param renamed words of the label files for labels of the model; `-` says that none of them is there
    /// @throws IllegalArgumentException when one is renamed to what the model does not have
    public static Classes of(Manifest manifest, Map<String, String> renamed) {
        var labels = manifest.output().labels();
        var reported = labels.stream().filter(label -> label.reported().isPresent()).map(Label::name).toList();
        var all = labels.stream().map(Label::name).toList();
        var words = new HashMap<String, String>();
        renamed.forEach((from, to) -> {
            if (!to.equals("-") && !all.contains(to)) {
                throw new IllegalArgumentException("--map " + from + "=" + to + ": the model has no label " + to
                        + "; it has " + String.join(", ", all));
            }
            words.put(from.toLowerCase(Locale.ROOT), to);
        });
        return new Classes(reported, all, Map.copyOf(words), manifest.question().scope() != Scope.IMAGE);
    }

    /// Whether the model looks at series, not at single images.
    boolean series() {
        return series;
    }

    /// Labels that the model reports, in its order.
    public List<String> reported() {
        return reported;
    }

    /// Those that only take their share too.
    List<String> all() {
        return all;
    }

    /// What a word means.
    ///
    /// @param label empty: none of the model's labels is there
    record Meaning(Optional<String> label) {}

    /// Empty for a word that is not known.
    Optional<Meaning> meaning(String word) {
        var plain = word.strip().toLowerCase(Locale.ROOT);
        if (renamed.containsKey(plain)) {
            var to = renamed.get(plain);
            return Optional.of(new Meaning(to.equals("-") ? Optional.empty() : Optional.of(to)));
        }
        var label = all.stream().filter(name -> name.toLowerCase(Locale.ROOT).equals(plain)).findFirst();
        if (label.isPresent() || NOTHING.contains(plain)) {
            return Optional.of(new Meaning(label));
        }
        return Optional.empty();
    }

    /// Exactly these are there, and no others.
    Map<String, Boolean> only(Set<String> present) {
        return reported.stream().collect(Collectors.toMap(name -> name, present::contains));
    }

    /// For messages: how to help with a word that is not known.
    String help(String word) {
        return "must be a label of the model (" + String.join(", ", all) + "), normal or none; or say what it"
                + " means: --map \"" + word + "=" + reported.getFirst() + "\" or --map \"" + word + "=-\"";
    }
}
