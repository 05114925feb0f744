// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// For which objects a model was made (`applies-to`). An empty list asks nothing.
///
/// Texts are compared without regard to case and padding.
public record AppliesTo(
        List<String> modality, List<String> bodyPart, List<String> view, List<String> presentationIntent,
        Optional<AgeRange> age) {

    private enum Verdict { YES, UNKNOWN, NO }

    public AppliesTo {
        modality = normal(modality);
        bodyPart = normal(bodyPart);
        view = normal(view);
        presentationIntent = normal(presentationIntent);
    }

    /// Judges one header. A contradiction outweighs what is unknown, and that outweighs the age.
    public Applicability judge(DataSet header) {
        var unknown = new ArrayList<String>();
        for (var rule : rules()) {
            switch (rule.verdict(header)) {
                case YES -> {}
                case UNKNOWN -> unknown.add(rule.name());
                case NO -> {
                    return new Applicability.Contradicts(rule.name());
                }
            }
        }
        if (!unknown.isEmpty()) {
            return new Applicability.Unknown(unknown.getFirst());
        }
        return age.flatMap(range -> range.objection(Age.of(header)))
                .<Applicability>map(Applicability.OutOfScope::new)
                .orElseGet(Applicability.Applies::new);
    }

    /// The same, were it not for the body part: for pictures that are looked at where the header does not say.
    public AppliesTo ofAnyBodyPart() {
        return new AppliesTo(modality, List.of(), view, presentationIntent, age);
    }

    /// What one rule says of a header.
    ///
    /// @param rule  the manifest's key
    /// @param asked what is allowed; empty: everything
    /// @param found what the header says; empty where it says nothing, and for the age, which is the patient's
    public record Judged(String rule, List<String> asked, Optional<String> found, Says says) {}

    public enum Says { YES, UNKNOWN, CONTRADICTS }

    /// Rule by rule, for people; [#judge] decides.
    public List<Judged> explain(DataSet header) {
        var judged = new ArrayList<>(rules().stream()
                .filter(rule -> !rule.allowed().isEmpty())
                .map(rule -> new Judged(rule.name(), rule.allowed(), header.text(rule.tag()), switch (rule.verdict(header)) {
                    case YES -> Says.YES;
                    case UNKNOWN -> Says.UNKNOWN;
                    case NO -> Says.CONTRADICTS;
                })).toList());
        age.ifPresent(range -> judged.add(new Judged("age", List.of(range.toString()), Optional.empty(),
                range.objection(Age.of(header)).isEmpty() ? Says.YES
                        : Age.of(header).isEmpty() ? Says.UNKNOWN : Says.CONTRADICTS)));
        return judged;
    }

    private List<Rule> rules() {
        return List.of(
                new Rule("modality", Tag.MODALITY, modality, Verdict.UNKNOWN),
                // PS3.3 C.7.6.1 knows no such attribute in CR objects: only another value says no.
                new Rule("presentation-intent", Tag.PRESENTATION_INTENT_TYPE, presentationIntent,
                        Verdict.YES),
                new Rule("body-part", Tag.BODY_PART_EXAMINED, bodyPart, Verdict.UNKNOWN),
                new Rule("view", Tag.VIEW_POSITION, view, Verdict.UNKNOWN));
    }

    private record Rule(String name, int tag, List<String> allowed, Verdict whenAbsent) {
        Verdict verdict(DataSet header) {
            if (allowed.isEmpty()) {
                return Verdict.YES;
            }
            return header.text(tag)
                    .map(text -> allowed.contains(normal(text)) ? Verdict.YES : Verdict.NO)
                    .orElse(whenAbsent);
        }
    }

    private static List<String> normal(List<String> texts) {
        return texts.stream().map(AppliesTo::normal).toList();
    }

    private static String normal(String text) {
        return text.strip().toUpperCase(Locale.ROOT);
    }
}
