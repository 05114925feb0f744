// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.phantom;

import dev.gantry.model.AppliesTo;
import dev.gantry.model.Candidate;
import dev.gantry.model.Extra.Content;
import dev.gantry.model.Head;
import dev.gantry.model.Manifest;
import dev.gantry.model.Manifest.Answers;
import dev.gantry.model.ModelId;
import dev.gantry.model.ModelPackage;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Ran;
import dev.gantry.runtime.Session;
import dev.gantry.tensor.ElementType;
import dev.gantry.tensor.Tensor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Makes the pictures of test exams: a generator's graph turns numbers, which a seed decides, into films of nobody.
///
/// The same kind and seed give the same film, on another machine within the last bits of a float. For one thread.
public final class Phantoms implements AutoCloseable {
    private static final int BLACK = 0;
    private static final int WHITE = (1 << Film.BITS) - 1;

    private final Manifest manifest;
    private final Session session;
    private final Head.Image head;
    private final List<String> kinds;
    private final Tensor noise;
    private final Tensor kind;
    private final Map<String, Tensor> feed;

    private Phantoms(Manifest manifest, Session session) {
        this.manifest = manifest;
        this.session = session;
        this.head = manifest.output().heads().stream()
                .flatMap(it -> it instanceof Head.Image image ? Stream.of(image) : Stream.empty())
                .findFirst().orElseThrow();
        var choice = manifest.input().with().stream()
                .filter(it -> it.content() instanceof Content.OneOf).findFirst().orElseThrow();
        this.kinds = ((Content.OneOf) choice.content()).kinds();
        this.noise = Tensor.allocate(ElementType.FLOAT, lengths(manifest.input().shape()));
        this.kind = Tensor.allocate(ElementType.FLOAT, lengths(choice.shape()));
        this.feed = Map.of(manifest.input().form().tensor(), noise, choice.tensor(), kind);
    }

    /// The newest sound package that makes pictures; empty where none does.
    public static Optional<ModelPackage> among(Stream<Candidate> candidates) {
        return candidates
                .flatMap(it -> it instanceof Candidate.Sound(var model) ? Stream.of(model) : Stream.empty())
                .filter(it -> it.manifest().service().answers() == Answers.AS_PHANTOM)
                .max(Comparator.comparing(it -> it.manifest().id().version()));
    }

    /// @param model answers `as-phantom`
    /// @throws IllegalArgumentException when it does not, when it has inputs that nobody fills, or when its graph does
    ///                                  not load
    public static Phantoms open(ModelPackage model, OnnxRuntime runtime) {
        var manifest = model.manifest();
        if (manifest.service().answers() != Answers.AS_PHANTOM || manifest.input().with().size() != 1) {
            throw new IllegalArgumentException(manifest.id() + " makes no test exams: its manifest must say answers:"
                    + " as-phantom, and name noise and one-of as the graph's only inputs");
        }
        return switch (runtime.open(manifest, model.folder())) {
            case Opened.Refused(var detail) ->
                    throw new IllegalArgumentException(manifest.id() + " does not load: " + detail);
            case Opened.Ready(var session) -> new Phantoms(manifest, session);
        };
    }

    /// Which the manifest names; a film is of one of them.
    public List<String> kinds() {
        return kinds;
    }

    /// For which exams the pictures are made.
    public AppliesTo exams() {
        return manifest.appliesTo();
    }

    public ModelId id() {
        return manifest.id();
    }

    /// In the middle of the ages that the pictures are made for, as in the VR AS: `003Y`.
    public String age() {
        var range = manifest.appliesTo().age().orElseThrow();
        int count = range.from().unit() == range.to().unit() ? (range.from().count() + range.to().count()) / 2
                : range.from().count();
        return "%03d%c".formatted(count, range.from().unit());
    }

    /// @throws IllegalArgumentException when it is none of [#kinds]
    public void known(String kind) {
        if (!kinds.contains(kind)) {
            throw new IllegalArgumentException("there is no kind " + kind + "; " + manifest.id() + " makes "
                    + String.join(", ", kinds));
        }
    }

    /// @param kind one of [#kinds]
    /// @throws IllegalArgumentException when it is another
    /// @throws IllegalStateException    when the graph does not run, or gives something else than one grey picture
    public Film film(String kind, long seed) {
        known(kind);
        for (int i = 0; i < kinds.size(); i++) {
            this.kind.set(i, kinds.get(i).equals(kind) ? 1 : 0);
        }
        noise.noise(seed);
        return switch (session.run(feed, new Brake())) {
            case Ran.Completed(var outputs) -> film(kind, seed, outputs);
            case Ran ran -> throw new IllegalStateException(manifest.id() + " makes no picture: " + ran);
        };
    }

    private Film film(String kind, long seed, Map<String, Tensor> outputs) {
        var made = Optional.ofNullable(outputs.get(head.tensor())).filter(it -> it.rank() == 4 && it.length(0) == 1
                && it.length(1) == 1).orElseThrow(() -> new IllegalStateException(manifest.id() + ": " + head.tensor()
                        + " is no tensor of [1, 1, rows, columns], the graph gives " + outputs));
        var samples = new short[made.size()];
        for (int i = 0; i < samples.length; i++) {
            double grey = (made.get(i) - head.low()) / (head.high() - head.low());
            if (!Double.isFinite(grey)) {
                throw new IllegalStateException(manifest.id() + " makes a picture with a value that is no number");
            }
            samples[i] = (short) Math.clamp(Math.round(grey * WHITE), BLACK, WHITE);
        }
        return new Film(manifest.id(), kind, seed, (int) made.length(2), (int) made.length(3), samples);
    }

    private static long[] lengths(List<Integer> shape) {
        return shape.stream().mapToLong(Integer::longValue).toArray();
    }

    @Override
    public void close() {
        session.close();
    }
}
