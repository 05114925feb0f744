// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.select.Selection;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a model package says of itself (`manifest.yaml`): what it answers, for whom, from what, and how fast.
///
/// @param files     one or more graphs of the same model; a target without one uses the next ([Target])
/// @param selection which series of an exam is used, where the scope is not the image
public record Manifest(
        ModelId id,
        Question question,
        Map<Target, GraphFile> files,
        AppliesTo appliesTo,
        Input input,
        Output output,
        Service service,
        Selection selection,
        Card card) {

    public Manifest {
        files = Map.copyOf(files);
    }

    /// The same model with other graphs.
    public Manifest with(Map<Target, GraphFile> others) {
        return new Manifest(id, question, others, appliesTo, input, output, service, selection, card);
    }

    /// What kind of answer is given, and for what unit.
    public record Question(Task task, Scope scope) {}

    public enum Task { CLASSIFICATION, DETECTION, SEGMENTATION, VOLUME, SEQUENCE, SYNTHESIS }

    /// The unit that gets one answer.
    public enum Scope { IMAGE, SERIES, EXAM }

    /// What a graph file was made for. A TensorRT graph wants symmetric int8, CUDA runs fp16, and U8S8
    /// products saturate on a CPU without VNNI, so one file does not serve all.
    public enum Target { CPU, CPU_NO_VNNI, CUDA, TENSORRT }

    /// @param path      of the graph, inside the package's folder
    /// @param precision in words, for the outcome: `int8`, `fp16`
    /// @param sha256    64 lower-case hex digits
    /// @param evidence  the figures of this very file, by key; nested keys are joined by dots
    public record GraphFile(String path, String precision, String sha256, Map<String, String> evidence) {
        public GraphFile {
            evidence = Map.copyOf(evidence);
        }

        public GraphFile(String path, String precision, String sha256) {
            this(path, precision, sha256, Map.of());
        }
    }

    /// How the appliance has to treat an analysis.
    ///
    /// @param budget  from the last byte received to the outcome; of a series from when it is known to be whole
    /// @param batch   pictures that may run together when several wait, 1 to 64; more than 1 only for graphs that
    ///                leave the first length of their input and outputs open
    /// @param instead a smaller one of the same question, which answers when this one, by what its runs have
    ///                cost, cannot keep its deadline
    /// @param answers when a version that was admitted does
    /// @param gate    who looks at each picture first
    public record Service(
            Duration budget, Late late, Severity severity, int batch, Optional<Smaller> instead, Answers answers,
            Optional<InputGate> gate) {}

    /// A step down: the version of another model that answers, or a certain other version of the same one.
    public sealed interface Smaller {
        record Model(String name) implements Smaller {}

        record Edition(ModelId.Version version) implements Smaller {}
    }

    /// Another model that looks at a picture first: does it look like what this one was made for?
    ///
    /// @param model   its name
    /// @param labels  of it: what a picture may look like
    /// @param atLeast probability of these labels together from which a picture is let in, 0 to 1
    public record InputGate(String model, List<String> labels, double atLeast) {
        public InputGate {
            labels = List.copyOf(labels);
        }
    }

    /// When a version that was admitted answers.
    public enum Answers {
        /// Unless somebody chose another.
        ALWAYS,
        /// Only when somebody chose it: a model that is there to be tried.
        WHEN_CHOSEN,
        /// Never by itself: it looks at pictures for other models.
        AS_GATE
    }

    /// What happens to an analysis whose deadline has passed.
    public enum Late {
        /// It goes on, and its result is published late: a late positive is never hidden.
        FINISH,
        /// It is aborted, and nothing follows.
        DROP
    }

    /// How urgent a positive answer is; the most urgent first.
    public enum Severity { STAT, URGENT, ROUTINE }

    /// How the picture that goes with a finding is made.
    public enum Explain { NONE, CAM, OCCLUSION }

    /// What people want to know of it.
    ///
    /// @param evidence the figures of the model card, by key; nested keys are joined by dots
    public record Card(Explain explain, Map<String, String> evidence, String licence, String intendedUse) {
        public Card {
            evidence = Collections.unmodifiableMap(new LinkedHashMap<>(evidence));
        }
    }
}
