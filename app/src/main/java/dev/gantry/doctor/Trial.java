// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.doctor;

import dev.gantry.config.InferenceSettings.Provider;
import dev.gantry.model.ModelPackage;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Preparation;
import dev.gantry.preprocess.Preprocessing;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Ran;
import dev.gantry.runtime.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How one model fared on one provider.
sealed interface Trial {
    /// Runs before those that are timed: they compile kernels and fill caches.
    int WARM_UPS = 5;
    double MILLISECOND = 1e6;
    /// Outputs of another provider may differ from the CPU's by this share of the largest value, which is more than
    /// fp16 (2^-11) and int8 in another order lose, and less than a wrong kernel makes.
    double MOST_DIFFERENCE = 0.05;

    Provider wanted();

    record AsWanted(Provider wanted, Figures measured, List<String> remarks) implements Trial {}

    /// Another provider ran it.
    record Elsewhere(Provider wanted, Figures measured, List<String> reasons) implements Trial {}

    record Refused(Provider wanted, String detail) implements Trial {}

    default Optional<Figures> figures() {
        return switch (this) {
            case AsWanted(_, var measured, _) -> Optional.of(measured);
            case Elsewhere(_, var measured, _) -> Optional.of(measured);
            case Refused _ -> Optional.empty();
        };
    }

    /// @param used    the provider that really ran it
    /// @param millis  of single runs, tensor in to tensor out, sorted
    /// @param outputs of each picture, by name
    record Figures(String used, String precision, double[] millis, List<Map<String, float[]>> outputs) {
        double median() {
            return percentile(50);
        }

        double percentile(int percent) {
            return millis[(int) Math.round(percent / 100.0 * (millis.length - 1))];
        }

        /// The largest difference from the other's outputs, as a share of their largest value.
        double difference(Figures other) {
            double most = 0;
            for (int i = 0; i < outputs.size(); i++) {
                for (var name : outputs.get(i).keySet()) {
                    most = Math.max(most, difference(
                            outputs.get(i).get(name), other.outputs().get(i).getOrDefault(name, new float[0])));
                }
            }
            return most;
        }

        private static double difference(float[] ours, float[] theirs) {
            if (ours.length != theirs.length) {
                return Double.POSITIVE_INFINITY;
            }
            double scale = 1e-6;
            double most = 0;
            for (int i = 0; i < ours.length; i++) {
                scale = Math.max(scale, Math.abs(theirs[i]));
                double difference = Math.abs(ours[i] - theirs[i]);
                most = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(most, difference);
            }
            return most / scale;
        }

        boolean agrees(Optional<Figures> cpu) {
            return cpu.isEmpty() || difference(cpu.get()) <= MOST_DIFFERENCE;
        }

        String text(Optional<Figures> cpu) {
            var text = String.format(Locale.ROOT, "%s (%s): p50 %.2f ms, p99 %.2f ms", used, precision, median(),
                    percentile(99));
            return cpu.filter(it -> it != this)
                    .map(it -> text + String.format(Locale.ROOT, ", %.1f times as fast as the cpu, outputs differ by"
                            + " %.2g of the largest", it.median() / median(), difference(it)))
                    .orElse(text);
        }

        Map<String, Object> tree(Optional<Figures> cpu) {
            var tree = new LinkedHashMap<String, Object>();
            tree.put("provider", used);
            tree.put("precision", precision);
            tree.put("p50-ms", median());
            tree.put("p99-ms", percentile(99));
            tree.put("runs", millis.length);
            cpu.filter(it -> it != this).ifPresent(it -> {
                tree.put("times-cpu", it.median() / median());
                tree.put("difference", difference(it));
            });
            return tree;
        }
    }

    static Trial make(ModelPackage model, Provider wanted, OnnxRuntime runtime, List<Picture> pictures, int rounds) {
        return switch (runtime.open(model.manifest(), model.folder())) {
            case Opened.Refused(var detail) -> new Refused(wanted, detail);
            case Opened.Ready(var session) -> {
                try (session) {
                    yield make(model, wanted, session, pictures, rounds);
                } catch (IllegalStateException | IllegalArgumentException e) {
                    yield new Refused(wanted, e.getMessage());
                }
            }
        };
    }

    private static Trial make(ModelPackage model, Provider wanted, Session session, List<Picture> pictures, int rounds) {
        var preprocessing = new Preprocessing(model.manifest().input());
        var outputs = new ArrayList<Map<String, float[]>>();
        for (var picture : pictures) {
            outputs.add(run(session, preprocessing, picture));
        }
        var provenance = session.provenance();
        var figures = new Figures(provenance.provider().toString(), provenance.precision(),
                time(session, preprocessing, pictures.getFirst(), rounds), outputs);
        return provenance.provider().name().equals(wanted.name())
                ? new AsWanted(wanted, figures, provenance.fallbacks())
                : new Elsewhere(wanted, figures, provenance.fallbacks());
    }

    private static Map<String, float[]> run(Session session, Preprocessing preprocessing, Picture picture) {
        preprocessing.rewind();
        var steps = preprocessing.steps(picture); // slice by slice where a state is carried
        for (var step : steps.subList(0, steps.size() - 1)) {
            preprocessing.carry(completed(session, ready(preprocessing, step.get())).outputs()).ifPresent(why -> {
                throw new IllegalStateException(why);
            });
        }
        var outputs = new TreeMap<String, float[]>();
        completed(session, ready(preprocessing, steps.getLast().get())).outputs()
                .forEach((name, tensor) -> outputs.put(name, tensor.toFloats()));
        return outputs;
    }

    private static double[] time(Session session, Preprocessing preprocessing, Picture picture, int rounds) {
        preprocessing.rewind();
        var ready = ready(preprocessing, preprocessing.steps(picture).getFirst().get());
        for (int i = 0; i < WARM_UPS; i++) {
            completed(session, ready);
        }
        var millis = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            long begun = System.nanoTime();
            completed(session, ready);
            millis[i] = (System.nanoTime() - begun) / MILLISECOND;
        }
        Arrays.sort(millis);
        return millis;
    }

    private static Preparation.Ready ready(Preprocessing preprocessing, Picture picture) {
        return switch (preprocessing.prepare(picture)) {
            case Preparation.Unusable(var detail) ->
                    throw new IllegalStateException("a golden picture cannot be prepared: " + detail);
            case Preparation.Ready ready -> ready;
        };
    }

    private static Ran.Completed completed(Session session, Preparation.Ready ready) {
        var ran = session.run(ready.feed(), new Brake());
        if (ran instanceof Ran.Completed completed) {
            return completed;
        }
        throw new IllegalStateException("the run ended as " + ran);
    }
}
