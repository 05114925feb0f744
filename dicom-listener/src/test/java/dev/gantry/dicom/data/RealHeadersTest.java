// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Every tag that Gantry reads, of every real object at hand, as pydicom reads it.
class RealHeadersTest {
    /// Its directory was shortened by hand without its lengths being mended.
    private static final String DAMAGED = "DICOMDIR-nooffset";

    @Test
    void readsEachHeaderValueAsTheJudgeDoes() throws Exception {
        Judge.mustBeHere();
        var files = Stream.concat(Judge.shared().stream(), Judge.debian().stream()).toList();
        var tags = tags();

        var answers = Judge.asked(files, "headers",
                tags.stream().map("%08X"::formatted).collect(Collectors.joining(",")));

        var byFile = answers.stream().collect(Collectors.groupingBy(List::getFirst));
        var wrong = new ArrayList<String>();
        var counts = new HashMap<String, Integer>();
        for (var file : files) {
            judge(file, byFile.getOrDefault(file.toString(), List.of()), wrong, counts);
        }
        System.out.println("headers of " + files.size() + " objects: " + counts);
        assertThat(wrong).isEmpty();
        assertThat(counts.get("exact")).isGreaterThan(1000);
    }

    private static void judge(
            Path file, List<List<String>> answers, List<String> wrong, Map<String, Integer> counts)
            throws Exception {
        if (!(Part10.open(file) instanceof Part10.Opened opened)) {
            count(counts, "files that are not DICOM");
            if (answers.stream().anyMatch(answer -> answer.size() == 4 && !answer.get(2).equals("absent"))) {
                wrong.add(file + " is taken for no DICOM file");
            }
            return;
        }
        var parsed = opened.parse();
        count(counts, parsed.getClass().getSimpleName());
        if (parsed instanceof Parsed.Malformed(_, _, long at, String detail)
                && !file.endsWith(DAMAGED)) {
            wrong.add(file + " at " + at + ": " + detail);
        }
        for (var answer : answers) {
            if (answer.size() == 4) {
                int tag = Integer.parseUnsignedInt(answer.get(1), 16);
                var set = tag >>> 16 == 2 ? opened.meta() : parsed.header();
                var verdict = verdict(set, tag, answer.get(2), answer.get(3));
                count(counts, verdict.startsWith("wrong") ? "wrong" : verdict);
                if (verdict.startsWith("wrong")) {
                    wrong.add(file + " " + Tag.text(tag) + " " + verdict);
                }
            } else {
                count(counts, answer.get(1).equals("unreadable") ? "unreadable to the judge" : "judged");
            }
        }
    }

    private static String verdict(DataSet set, int tag, String kind, String encoded) {
        var joined = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        var expected = joined.isEmpty() ? List.<String>of()
                : Arrays.stream(joined.split("\\\\", -1)).map(RealHeadersTest::plain).toList();
        return switch (kind) {
            case "absent" -> set.element(tag).isEmpty() ? "both absent" : "wrong: the judge has none";
            case "numbers" -> equal(expected.stream().map(Double::valueOf).toList(), set.decimals(tag));
            case "texts" -> {
                // Code extensions are not decoded, see ElementValue: only the ASCII part can be compared.
                boolean extended = set.texts(Tag.SPECIFIC_CHARACTER_SET).size() > 1
                        && !joined.chars().allMatch(c -> c < 128);
                yield extended ? "code extension" : equal(expected, texts(set, tag));
            }
            default -> "not compared";
        };
    }

    private static List<String> texts(DataSet set, int tag) {
        var texts = set.texts(tag).stream().map(RealHeadersTest::plain).toList();
        return texts.equals(List.of("")) ? List.of() : texts;
    }

    /// The judge keeps leading spaces and drops the empty ideographic group of a name.
    private static String plain(String text) {
        return text.strip().replaceAll("=+$", "");
    }

    private static String equal(Object expected, Object actual) {
        return expected.equals(actual) ? "exact" : "wrong: expected " + expected + ", read " + actual;
    }

    private static void count(Map<String, Integer> counts, String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private static List<Integer> tags() throws IllegalAccessException {
        var tags = new ArrayList<Integer>();
        for (var field : Tag.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == int.class) {
                int tag = field.getInt(null);
                boolean bulk = tag >>> 16 == 0x7FE0 || tag == Tag.DATA_SET_TRAILING_PADDING;
                if (!bulk && tag >>> 16 != 0 && (tag & 0xFFFF) != 0) {
                    tags.add(tag);
                }
            }
        }
        return tags;
    }
}
