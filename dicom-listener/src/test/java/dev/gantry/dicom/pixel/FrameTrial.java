// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Compares what our decoders make of compressed frames with what the judges make of them.
final class FrameTrial {
    /// Decoded by libraries of the system where they are, and by Java where they are not.
    static final Set<TransferSyntax> BOTH_WAYS = EnumSet.of(
            TransferSyntax.JPEG_LS_LOSSLESS, TransferSyntax.JPEG_LS_NEAR_LOSSLESS,
            TransferSyntax.JPEG_2000_LOSSLESS, TransferSyntax.JPEG_2000);
    static final String ORIGINAL = "what went in";
    private static final long MAX_STREAM_BYTES = 64L << 20;

    private final PixelJudges judges;
    private final Map<Way, Decoders> ours;

    FrameTrial(PixelJudges judges, Decoders shipped) {
        this.judges = judges;
        this.ours = new TreeMap<>(Map.of(Way.SHIPPED, shipped, Way.JAVA, Decoders.java()));
    }

    /// Which of our decoders.
    enum Way {
        /// As a site has them: libraries of the system where there are some.
        SHIPPED,
        /// Those in Java, asked only where the way above is another.
        JAVA
    }

    enum Verdict {
        /// Every value as some judge has it.
        EXACT,
        /// Every value within one level of some judge's.
        WITHIN_ONE,
        /// We say why we do not decode it.
        REFUSED,
        /// No judge decodes it, we do.
        UNJUDGED,
        WRONG
    }

    /// What is known of a frame before we decode it.
    private record Case(
            String file, TransferSyntax syntax, int frame, ByteBuffer stream, Layout layout,
            Map<String, int[]> judges) {}

    /// @param detail why it was refused or how it differs, else which judges disagree; may be empty
    /// @param judges by how many levels each of them differs from us at most; all that decode it
    record Judged(
            Way way, String file, TransferSyntax syntax, int frame, Verdict verdict, String detail,
            Map<String, Integer> judges) {}

    /// The first and the last frame of a file; none when it is no file of a compressed syntax that we know.
    List<Judged> judge(Path file, String name) throws IOException, InterruptedException {
        return judge(file, name, Optional.empty());
    }

    /// @param original what was compressed without loss, if so
    List<Judged> judge(Path file, String name, Optional<Path> original) throws IOException, InterruptedException {
        if (!(Part10.open(file) instanceof Part10.Opened opened) || opened.transferSyntax().isEmpty()
                || !opened.transferSyntax().get().encapsulated()) {
            return List.of();
        }
        var syntax = opened.transferSyntax().get();
        var parsed = opened.parse();
        if (parsed.pixels().isEmpty()) {
            return List.of();
        }
        var layout = Layout.of(parsed.header(), syntax, parsed.pixels().get());
        var streams = new Encapsulated(opened::read, parsed.pixels().get().offset(), parsed.header(), layout.frames());
        var asked = judges.asked(file, syntax);
        var verdicts = new ArrayList<Judged>();
        for (int frame : new TreeSet<>(List.of(0, Math.max(0, layout.frames() - 1)))) {
            var stream = streams.frame(frame, MAX_STREAM_BYTES);
            if (stream.isEmpty()) {
                verdicts.add(new Judged(Way.SHIPPED, name, syntax, frame, Verdict.REFUSED,
                        "the frame has no stream", Map.of()));
                continue;
            }
            var values = judges.values(asked, syntax, frame, stream.get(), layout);
            if (original.isPresent() && !Layout.LOSSY.contains(syntax)) {
                PixelJudges.uncompressed(original.get(), syntax, frame).ifPresent(before -> values.put(ORIGINAL, before));
            }
            verdicts.addAll(judged(new Case(name, syntax, frame, stream.get(), layout, values)));
        }
        return verdicts;
    }

    private Collection<Judged> judged(Case asked) {
        var verdicts = new ArrayList<Judged>();
        ours.forEach((way, decoders) -> {
            if (way == Way.SHIPPED || BOTH_WAYS.contains(asked.syntax())) {
                verdicts.add(judged(asked, way, decoders));
            }
        });
        return verdicts;
    }

    private static Judged judged(Case asked, Way way, Decoders decoders) {
        var layout = asked.layout();
        try {
            var raw = decoders.decode(asked.syntax(), asked.stream().slice(), new FrameShape(layout.rows(),
                    layout.columns(), layout.samplesPerPixel(), layout.bitsAllocated(), layout.bitsStored(),
                    layout.signed()));
            if (Layout.LOSSY.contains(asked.syntax())) {
                layout.of(raw.shape()).clip(raw);
            }
            return compare(asked, way, PixelJudges.values(raw, layout, asked.syntax()));
        } catch (UndecodableFrame why) {
            var others = new TreeSet<>(asked.judges().keySet());
            others.remove(ORIGINAL);
            return new Judged(way, asked.file(), asked.syntax(), asked.frame(), Verdict.REFUSED, why.getMessage()
                    + (others.isEmpty() ? " (no judge decodes it)" : " (decoded by " + others + ")"), Map.of());
        }
    }

    private static Judged compare(Case asked, Way way, int[] ours) {
        var differing = new ArrayList<String>();
        var levels = new TreeMap<String, Integer>();
        for (var judge : asked.judges().entrySet()) {
            int most = 0;
            int first = -1;
            for (int i = 0; i < ours.length; i++) {
                int difference = Math.abs(ours[i] - judge.getValue()[i]);
                if (difference > 0 && first < 0) {
                    first = i;
                }
                most = Math.max(most, difference);
            }
            levels.put(judge.getKey(), most);
            if (most > 0) {
                differing.add(judge.getKey() + " differs by up to " + most + ", first at sample " + first + " (ours "
                        + ours[first] + ", theirs " + judge.getValue()[first] + ")");
            }
        }
        return new Judged(way, asked.file(), asked.syntax(), asked.frame(), verdict(asked.syntax(), levels),
                String.join("; ", differing), levels);
    }

    /// What went in comes out, whatever any judge says.
    static Verdict verdict(TransferSyntax syntax, Map<String, Integer> levels) {
        int least = levels.values().stream().mapToInt(Integer::intValue).min().orElse(Integer.MAX_VALUE);
        return levels.isEmpty() ? Verdict.UNJUDGED
                : levels.getOrDefault(ORIGINAL, 0) > 0 ? Verdict.WRONG
                : least == 0 ? Verdict.EXACT
                : least == 1 && Layout.LOSSY.contains(syntax) ? Verdict.WITHIN_ONE
                : Verdict.WRONG;
    }
}
