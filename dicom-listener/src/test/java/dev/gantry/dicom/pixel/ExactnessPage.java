// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.pixel.FrameTrial.Judged;
import dev.gantry.dicom.pixel.FrameTrial.Verdict;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Writes `docs/pixel-exactness.md`.
final class ExactnessPage {
    static final String COMMAND = "mvn verify -pl dicom-listener -am -Dit.test=PixelExactnessIT -Dtest=None "
            + "-Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false "
            + "-Dexactness.page=write";

    private ExactnessPage() {}

    /// One set of objects: its table, and what each refusal said.
    static String section(String title, List<Judged> all) {
        var text = new StringBuilder("## " + title + "\n\n"
                + "| transfer syntax | frames | exact "
                + "| within 1 level | refused | no judge | wrong |\n"
                + "|---|---:|---:|---:|---:|---:|---:|\n");
        var bySyntax = all.stream()
                .collect(Collectors.groupingBy(Judged::syntax, TreeMap::new, Collectors.toList()));
        bySyntax.forEach((syntax, frames) -> text.append("| ").append(name(syntax)).append(" | ")
                .append(frames.size()).append(" | ")
                .append(count(frames, Verdict.EXACT)).append(" | ")
                .append(FrameTrial.LOSSY.contains(syntax) ? count(frames, Verdict.WITHIN_ONE) : "–").append(" | ")
                .append(count(frames, Verdict.REFUSED)).append(" | ")
                .append(count(frames, Verdict.UNJUDGED)).append(" | ")
                .append(count(frames, Verdict.WRONG)).append(" |\n"));
        var refusals = all.stream()
                .filter(judged -> judged.verdict() == Verdict.REFUSED)
                .map(judged -> "- `" + judged.file() + "`: " + judged.detail())
                .distinct()
                .toList();
        if (!refusals.isEmpty()) {
            text.append("\nRefused:\n\n").append(String.join("\n", refusals)).append('\n');
        }
        return text.append('\n').toString();
    }

    private static String name(TransferSyntax syntax) {
        return syntax.name().toLowerCase(Locale.ROOT).replace('_', ' ') + " (" + syntax.uid()
                .replace("1.2.840.10008.1.2", "…") + ")";
    }

    private static long count(List<Judged> frames, Verdict verdict) {
        return frames.stream().filter(judged -> judged.verdict() == verdict).count();
    }

    static String page(String versions, List<String> sections) {
        return """
                <!-- Written by PixelExactnessIT. Do not edit; write it anew with
                     %s -->
                # How exact the decoded pixels are

                The first and the last frame of each compressed object, decoded by Gantry and by others (dcmdjpeg,
                dcmdjpls, dcmdrle, `gdcmconv --raw`, and opj_decompress for JPEG 2000 and HTJ2K), compared value by
                value, before any colour conversion of ours. *Exact*: every value as at least one of them has it.
                *Within 1 level*: lossy syntaxes only, where the arithmetic may round either way. *No judge*: none of them decodes it. What was compressed without loss here must also
                be what went in. **Wrong must be 0**, and a test keeps it so.

                HTJ2K by libopenjp2 in the helper process; JPEG-LS and JPEG 2000 by libcharls and libopenjp2 there and, in
                tables of their own, by Gantry's Java decoders; all others in Java. Left out of the Java table: what dcmtk
                encodes "cooked" (`dcmcjpls +pc`, `+en`) from fewer than 8 bits, which CharLS takes for damage too.
                Judges: %s.

                """.formatted(COMMAND, versions) + String.join("", sections);
    }
}
