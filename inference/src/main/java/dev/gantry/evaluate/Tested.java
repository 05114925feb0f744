// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.evaluate;

import dev.gantry.mask.Segmentation;
import dev.gantry.model.Head;
import dev.gantry.model.Manifest;
import dev.gantry.model.Manifest.GraphFile;
import dev.gantry.model.Manifest.Target;
import dev.gantry.model.ModelFolder;
import dev.gantry.model.Output.Label;
import dev.gantry.model.Output.Reported;
import dev.gantry.output.Extent;
import dev.gantry.pipeline.Look;
import dev.gantry.pipeline.Pipeline;
import dev.gantry.preprocess.Picture;
import dev.gantry.preprocess.Placement;
import dev.gantry.runtime.Brake;
import dev.gantry.runtime.OnnxRuntime;
import dev.gantry.runtime.Opened;
import dev.gantry.runtime.Provenance;
import dev.gantry.runtime.Session;
import dev.gantry.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/// A model that is to be evaluated: package, graph file and the way from a picture to findings, the same one that
/// runs in production.
public final class Tested implements AutoCloseable {
    private final Manifest manifest;
    private final Path folder;
    private final Session session;
    private final Pipeline pipeline;
    private final String name;
    private final List<Segmenting> segmentations;

    private Tested(String name, Manifest manifest, Path folder, Session session, Pipeline pipeline) {
        this.name = name;
        this.manifest = manifest;
        this.folder = folder;
        this.session = session;
        this.pipeline = pipeline;
        this.segmentations = manifest.output().heads().stream()
                .filter(Head.Mask.class::isInstance)
                .map(Head.Mask.class::cast)
                .map(head -> new Segmenting(head, new Segmentation(head)))
                .toList();
    }

    /// @param folder a package's, with `manifest.yaml`
    /// @param file   empty for what this machine would choose; a key of the manifest's `files`; or the path of
    ///               another graph for the same manifest
    /// @throws IllegalArgumentException when the package is not sound or the graph does not fit it
    public static Tested open(OnnxRuntime runtime, Path folder, Optional<String> file) {
        var whole = ModelFolder.manifest(folder.resolve("manifest.yaml"));
        var manifest = file.map(key -> with(whole, key, folder)).orElse(whole);
        for (var graph : manifest.files().values()) {
            var found = sha256(folder.resolve(graph.path()));
            if (!found.equals(graph.sha256())) {
                throw new IllegalArgumentException(folder.resolve(graph.path()) + ": its SHA-256 is " + found
                        + ", the manifest says " + graph.sha256() + ": not the file that was packed");
            }
        }
        return switch (runtime.open(manifest, folder)) {
            case Opened.Refused(var detail) ->
                    throw new IllegalArgumentException(manifest.id() + ": the graph does not load: " + detail);
            case Opened.Ready(var session) -> {
                var pipeline = new Pipeline(manifest, session, System::nanoTime);
                pipeline.mismatch().ifPresent(detail -> {
                    session.close();
                    throw new IllegalArgumentException(manifest.id() + ": the graph is not the manifest's: " + detail);
                });
                yield new Tested(name(manifest, session), manifest, folder, session, pipeline);
            }
        };
    }

    private static String name(Manifest manifest, Session session) {
        return manifest.id() + " " + session.provenance().precision();
    }

    private static Manifest with(Manifest whole, String file, Path folder) {
        var key = Arrays.stream(Target.values())
                .filter(target -> target.name().equals(file.toUpperCase(Locale.ROOT).replace('-', '_')))
                .findFirst();
        var graph = key.isPresent()
                ? Optional.ofNullable(whole.files().get(key.get()))
                : Optional.of(Path.of(file)).filter(Files::isRegularFile).map(path -> new GraphFile(
                        path.toAbsolutePath().toString(), path.getFileName().toString(), sha256(path)));
        var one = graph.orElseThrow(() -> new IllegalArgumentException("--file " + file + ": neither a graph of "
                + folder.resolve("manifest.yaml") + " (" + words(whole.files().keySet()) + ") nor an ONNX file"));
        return whole.with(Map.of(Target.CPU, one, Target.CUDA, one, Target.TENSORRT, one));
    }

    private static String words(Iterable<Target> targets) {
        var words = new StringBuilder();
        targets.forEach(target -> words.append(words.isEmpty() ? "" : ", ")
                .append(target.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        return words.toString();
    }

    private static String sha256(Path file) {
        try (var in = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var chunk = new byte[1 << 16];
            for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                digest.update(chunk, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new IllegalArgumentException(file + ": cannot be read: " + e.getMessage(), e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // each Java platform has SHA-256
        }
    }

    /// For people: which model, which version, which precision.
    public String name() {
        return name;
    }

    public Manifest manifest() {
        return manifest;
    }

    /// The graph file that runs.
    public Path graph() {
        return manifest.files().values().stream()
                .filter(file -> file.sha256().equals(provenance().sha256()))
                .map(file -> folder.resolve(file.path()))
                .findFirst()
                .orElseThrow();
    }

    public Provenance provenance() {
        return session.provenance();
    }

    /// Where each reported label becomes positive, in the manifest's order.
    public Map<String, Double> thresholds() {
        var thresholds = new LinkedHashMap<String, Double>();
        for (var label : manifest.output().labels()) {
            label.reported().map(Reported::threshold).ifPresent(it -> thresholds.put(label.name(), it));
        }
        return thresholds;
    }

    /// Whether labels that are not reported take their share too, as `other` of a softmax.
    boolean hasRest() {
        return manifest.output().labels().stream().map(Label::reported).anyMatch(Optional::isEmpty);
    }

    /// Labels that have places: boxes, and the shapes of masks.
    List<String> placed() {
        return manifest.output().heads().stream()
                .filter(head -> head instanceof Head.Boxes || head instanceof Head.Mask)
                .flatMap(head -> head.labels().stream())
                .filter(label -> label.reported().isPresent())
                .map(Label::name)
                .toList();
    }

    /// @param masks is given the frame's pixels of each reported label of a mask head, when the picture is one image
    Look look(Picture picture, BiConsumer<String, boolean[]> masks) {
        pipeline.witness((feed, outputs, placement) -> {
            if (picture instanceof Picture.Image && !placement.permuted()) {
                var extent = Extent.of(feed.get(manifest.input().tensor()), manifest.input().form().layout());
                segmentations.forEach(each -> each.tell(outputs, extent, placement, masks));
            }
        });
        return pipeline.look(() -> picture, new Brake());
    }

    /// A mask head, and what reads it.
    private record Segmenting(Head.Mask head, Segmentation segmentation) {
        void tell(Map<String, Tensor> outputs, Extent extent, Placement placement,
                BiConsumer<String, boolean[]> masks) {
            for (int i = 0; i < head.labels().size(); i++) {
                var label = head.labels().get(i);
                if (label.reported().isPresent()) {
                    segmentation.pixels(outputs, extent, placement, i)
                            .ifPresent(pixels -> masks.accept(label.name(), pixels));
                }
            }
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
