// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pixel.FrameTrial.Judged;
import dev.gantry.dicom.pixel.FrameTrial.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes `docs/pixel-exactness.md`.
final class ExactnessPage {
    private static final int NAMES = 4;
    private static final List<String> DCMTK = List.of("dcmdjpeg", "dcmdjpls", "dcmdrle");

    private ExactnessPage() {}

    /// One set of objects: its table, what each refusal said, and which judges differ.
    static String section(String title, List<Judged> all) {
        if (all.isEmpty()) {
            return "";
        }
        var text = new StringBuilder("## " + title + "\n\n"
                + "| transfer syntax | frames | exact | within 1 level | refused | no judge | wrong "
                + "| as dcmtk | as GDCM | as OpenJPEG | as what went in |\n"
                + "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        var bySyntax = by(Judged::syntax, all);
        bySyntax.forEach((syntax, frames) -> text.append(row(name(syntax), frames)));
        text.append(row("**all**", all));
        var refusals = all.stream().filter(judged -> judged.verdict() == Verdict.REFUSED)
                .map(ExactnessPage::refusal).distinct().toList();
        if (!refusals.isEmpty()) {
            text.append("\nRefused:\n\n").append(String.join("\n", refusals)).append('\n');
        }
        var differing = new StringBuilder();
        bySyntax.forEach((syntax, frames) -> differing.append(differing(syntax, frames)));
        if (!differing.isEmpty()) {
            text.append("\nJudges that differ from us where another one does not, or by one level:\n\n").append(differing);
        }
        return text.append('\n').toString();
    }

    private static <K> TreeMap<K, List<Judged>> by(Function<Judged, K> key, List<Judged> all) {
        return all.stream().collect(Collectors.groupingBy(key, TreeMap::new, Collectors.toList()));
    }

    private static String row(String name, List<Judged> frames) {
        boolean lossy = frames.stream().anyMatch(judged -> Layout.LOSSY.contains(judged.syntax()));
        return "| " + String.join(" | ", name, Integer.toString(frames.size()), count(frames, Verdict.EXACT),
                lossy ? count(frames, Verdict.WITHIN_ONE) : "–", count(frames, Verdict.REFUSED),
                count(frames, Verdict.UNJUDGED), count(frames, Verdict.WRONG), equal(frames, DCMTK),
                equal(frames, List.of("gdcmconv")), equal(frames, List.of("opj_decompress")),
                equal(frames, List.of(FrameTrial.ORIGINAL))) + " |\n";
    }

    private static String count(List<Judged> frames, Verdict verdict) {
        return Long.toString(frames.stream().filter(judged -> judged.verdict() == verdict).count());
    }

    /// "equal of compared"
    private static String equal(List<Judged> frames, List<String> judges) {
        var levels = frames.stream().flatMap(judged -> judges.stream().filter(judged.judges()::containsKey)
                .map(judged.judges()::get)).toList();
        return levels.isEmpty() ? "–" : levels.stream().filter(level -> level == 0).count() + " of " + levels.size();
    }

    private static String name(TransferSyntax syntax) {
        return syntax.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (" + syntax.uid()
                .replace("1.2.840.10008.1.2", "…") + ")";
    }

    /// As it stands on the page.
    static String refusal(Judged judged) {
        return "- `" + judged.file() + "`: " + judged.detail();
    }

    /// A line for each judge that differs.
    private static String differing(TransferSyntax syntax, List<Judged> frames) {
        var byJudge = new TreeMap<String, List<Judged>>();
        for (var judged : frames) {
            judged.judges().forEach((judge, levels) -> {
                if (levels > 0) {
                    byJudge.merge(judge, List.of(judged), (some, more) ->
                            Stream.concat(some.stream(), more.stream()).toList());
                }
            });
        }
        var text = new StringBuilder();
        byJudge.forEach((judge, differing) -> {
            var names = differing.stream().map(judged -> "`" + judged.file() + "`").distinct().toList();
            int most = differing.stream().mapToInt(judged -> judged.judges().get(judge)).max().orElseThrow();
            text.append("- ").append(judge).append(", ").append(name(syntax)).append(": ").append(differing.size())
                    .append(differing.size() == 1 ? " frame" : " frames").append(", by up to ").append(most)
                    .append(most == 1 ? " level: " : " levels: ")
                    .append(names.stream().limit(NAMES).collect(Collectors.joining(", ")))
                    .append(names.size() > NAMES ? " and " + (names.size() - NAMES) + " more\n" : "\n");
        });
        return text.toString();
    }

    static String page(String versions, List<String> sections) {
        return """
                <!-- Written by PixelExactnessIT. Do not edit; write it anew with
                     mvn verify -Ppixels -pl dicom-listener -am -->
                # How exact the decoded pixels are

                The first and the last frame of each compressed object, decoded by Gantry and by others (dcmdjpeg,
                dcmdjpls, dcmdrle, `gdcmconv --raw`, and opj_decompress for JPEG 2000 and HTJ2K), compared value by
                value, before any colour conversion of ours.

                - *Exact*: every value as at least one of the judges has it. *Within 1 level*: lossy syntaxes only, where
                  the arithmetic may round either way. *No judge*: none of them decodes it. *Wrong* is all else, and
                  what was compressed without loss here and is not what went in. **Wrong must be 0**, and a test keeps it so.
                - What a lossy stream of more bits than are stored has beyond their range counts as the end of that range, with the
                  judges too: Gantry clips there. Others leave such values, or drop their highest bits: white becomes black.
                - *As dcmtk* and so on: frames equal to that judge's, of those that it decodes too.
                - HTJ2K is decoded by libopenjp2 in the helper process; JPEG-LS and JPEG 2000 by libcharls and libopenjp2
                  there and, in tables of their own, by Gantry's Java decoders; all others in Java.
                - `mvn verify` decodes a sample of all this: of each object of our own one compression into each transfer
                  syntax, of the real ones the smallest of each kind. `-Ppixels` decodes all of it and writes this page.

                Judges: %s.

                ## Where judges are wrong, and why

                - **dcmtk, JPEG-LS of fewer than 8 bits.** The CharLS inside dcmtk computes the default thresholds T1, T2 and
                  T3 of such streams with the formula for 8 bits and more (ISO/IEC 14495-1 C.2.4.1.1.1 has another one; CharLS
                  corrected it in 2.1, its issue 51). So `dcmcjpls +pc` and `+en` write streams that no other decoder reads:
                  CharLS 2.4 refuses them, decodes them exactly once an LSE segment names those thresholds, and writes the very
                  same bytes when told to use them. `dcmdjpls` in turn makes another picture of a right stream, without a word.
                  Gantry reads both: fewer than 8 bits go to the Java decoder, which takes the thresholds with which the stream
                  ends where its picture does. Where both do, to two pictures (below 16 x 16 pixels), it refuses.
                - **opj_decompress, 693_J2KR.dcm.** It writes signed samples of 14 bits without the bits above their sign; GDCM, on the same
                  library, has ours.
                - **GDCM, planes.** It takes the planes of JPEG-LS without interleaving (`+in`) for pixels where there are several frames, and leaves the
                  planar configuration of RLE colour with 16 or 32 bits as it found it.
                - **OpenJPEG, 9/7 wavelet.** It takes 1.625732422 for 2/K (exact: 1.625786132): up to 3 of 65536 levels in
                  16-bit pictures. GDCM is built on it, and the Java decoder does the same, so that all three agree.

                """.formatted(versions) + String.join("", sections);
    }
}
