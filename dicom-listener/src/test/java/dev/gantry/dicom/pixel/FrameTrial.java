// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.codec.Decoders;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Compares what our decoders make of compressed frames with what the judges make of them.
final class FrameTrial {
    static final Set<TransferSyntax> LOSSY = EnumSet.of(
            TransferSyntax.JPEG_BASELINE, TransferSyntax.JPEG_EXTENDED, TransferSyntax.JPEG_LS_NEAR_LOSSLESS,
            TransferSyntax.JPEG_2000, TransferSyntax.HTJ2K);
    static final String ORIGINAL = "what went in";
    private static final long MAX_STREAM_BYTES = 64L << 20;

    private final Decoders decoders;
    private final PixelJudges judges;

    FrameTrial(Decoders decoders, PixelJudges judges) {
        this.decoders = decoders;
        this.judges = judges;
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

    /// @param detail why it was refused or how it differs, else which judges disagree; may be empty
    record Judged(String file, TransferSyntax syntax, int frame, Verdict verdict, String detail) {}

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
        var verdicts = new ArrayList<Judged>();
        for (int frame : new TreeSet<>(List.of(0, Math.max(0, layout.frames() - 1)))) {
            var stream = streams.frame(frame, MAX_STREAM_BYTES);
            if (stream.isEmpty()) {
                verdicts.add(new Judged(name, syntax, frame, Verdict.REFUSED, "the frame has no stream"));
                continue;
            }
            var values = judges.values(file, syntax, frame, stream.get(), layout);
            if (original.isPresent() && !LOSSY.contains(syntax)) {
                PixelJudges.uncompressed(original.get(), frame).ifPresent(before -> values.put(ORIGINAL, before));
            }
            try {
                var raw = decoders.decode(syntax, stream.get().slice(), new FrameShape(layout.rows(), layout.columns(),
                        layout.samplesPerPixel(), layout.bitsAllocated(), layout.bitsStored(), layout.signed()));
                verdicts.add(compare(
                        name, syntax, frame, PixelJudges.values(raw, layout), values));
            } catch (UndecodableFrame why) {
                values.remove(ORIGINAL);
                verdicts.add(new Judged(name, syntax, frame, Verdict.REFUSED, why.getMessage()
                        + (values.isEmpty() ? " (no judge decodes it)" : " (decoded by " + values.keySet() + ")")));
            }
        }
        return verdicts;
    }

    static Judged compare(String name, TransferSyntax syntax, int frame, int[] ours,
            Map<String, int[]> judges) {
        var differing = new ArrayList<String>();
        int least = Integer.MAX_VALUE;
        for (var judge : judges.entrySet()) {
            int most = 0;
            int first = -1;
            for (int i = 0; i < ours.length; i++) {
                int difference = Math.abs(ours[i] - judge.getValue()[i]);
                if (difference > 0 && first < 0) {
                    first = i;
                }
                most = Math.max(most, difference);
            }
            least = judge.getKey().equals(ORIGINAL) && most > 0 ? Integer.MIN_VALUE : Math.min(least, most);
            if (most > 0) {
                differing.add(judge.getKey() + " differs by up to " + most + ", first at sample " + first + " (ours "
                        + ours[first] + ", theirs " + judge.getValue()[first] + ")");
            }
        }
        var verdict = judges.isEmpty() ? Verdict.UNJUDGED
                : least == 0 ? Verdict.EXACT
                : least == 1 && LOSSY.contains(syntax) ? Verdict.WITHIN_ONE
                : Verdict.WRONG;
        return new Judged(name, syntax, frame, verdict, String.join("; ", differing));
    }
}
