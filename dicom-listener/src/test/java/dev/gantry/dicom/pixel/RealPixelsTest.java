// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pixel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.gantry.dicom.data.Judge;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.pixel.Decoding.Decoded;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// First and last frame of every real object at hand, sample by sample as pydicom and numpy compute them.
class RealPixelsTest {
    @TempDir
    Path folder;

    @Test
    void decodesEachSampleAsTheJudgeDoes() throws Exception {
        Judge.mustBeHere();
        var files = Stream.concat(Judge.shared().stream(), Judge.debian().stream()).toList();

        var byFile = Judge.asked(files, "pixels", folder.toString()).stream()
                .collect(Collectors.groupingBy(List::getFirst));

        var wrong = new ArrayList<String>();
        var counts = new HashMap<String, Integer>();
        for (var file : files) {
            for (var answer : byFile.getOrDefault(file.toString(), List.of())) {
                judge(file, answer, wrong, counts);
            }
        }
        System.out.println("frames of " + files.size() + " objects: " + counts);
        assertThat(wrong).isEmpty();
        assertThat(counts.get("exact")).isGreaterThan(50);
    }

    /// The judge does not swap the bytes of 8-bit samples in big endian words; the same picture in little
    /// endian does.
    @Test
    void decodesBigEndianWordsAsTheSamePictureInLittleEndian() throws Exception {
        var pairs = Map.of("OBXXXX1A_expb.dcm", "OBXXXX1A.dcm", "OBXXXX1A_expb_2frame.dcm",
                "OBXXXX1A_2frame.dcm");
        var files = Stream.concat(Judge.shared().stream(), Judge.debian().stream())
                .collect(Collectors.toMap(
                        file -> file.getFileName().toString(), file -> file, (first, _) -> first));
        var here = pairs.keySet().stream().filter(files::containsKey).toList();
        assumeThat(here).as("neither shared/dicom nor python3-pydicom is here").isNotEmpty();

        for (var bigEndian : here) {
            var expected = ((Decoded) decode(files.get(pairs.get(bigEndian)), 0)).frame().samples();
            assertThat(((Decoded) decode(files.get(bigEndian), 0)).frame().samples()).isEqualTo(expected);
        }
    }

    private void judge(Path file, List<String> answer, List<String> wrong, Map<String, Integer> counts)
            throws Exception {
        boolean readable = answer.get(1).equals("frame");
        var ours = decode(file, readable ? Integer.parseInt(answer.get(2)) : 0);
        var verdict = switch (ours) {
            case Unreadable(var _) when !readable -> "unreadable to both";
            case Unreadable(var why) -> "wrong: unreadable, " + why;
            case Decoded(var _) when !readable -> "readable to us only";
            case Decoded(var frame) -> compare(frame, answer);
        };
        counts.merge(verdict.startsWith("wrong") ? "wrong" : verdict, 1, Integer::sum);
        if (verdict.startsWith("wrong")) {
            wrong.add(file + " " + verdict);
        }
        if (verdict.equals("readable to us only")) {
            System.out.println(file.getFileName() + ": " + verdict + ", the judge says " + answer.get(2));
        }
    }

    private static Decoding decode(Path file, int frame) throws Exception {
        return switch (Part10.open(file)) {
            case Part10.NotDicom(var why) -> new Unreadable(why);
            case Part10.Opened opened
                    when opened.transferSyntax().isEmpty() -> new Unreadable("unknown syntax");
            case Part10.Opened opened -> {
                var parsed = opened.parse();
                yield Pixels.java().frame(
                        parsed.header(), opened.transferSyntax().get(), parsed.pixels(), opened::read, frame);
            }
        };
    }

    private String compare(Frame frame, List<String> answer) throws Exception {
        int rows = Integer.parseInt(answer.get(3));
        int columns = Integer.parseInt(answer.get(4));
        if (frame.rows() != rows || frame.columns() != columns) {
            return "wrong: " + frame.rows() + " x " + frame.columns() + ", expected " + rows + " x "
                    + columns;
        }
        var expected = ByteBuffer.wrap(Files.readAllBytes(folder.resolve(answer.get(5))))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer();
        for (int i = 0; i < frame.samples().length; i++) {
            if (frame.samples()[i] != expected.get(i)) {
                return "wrong: sample " + i + " is " + frame.samples()[i] + ", expected " + expected.get(i);
            }
        }
        return "exact";
    }
}
