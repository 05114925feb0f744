// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.outcome.Reason;
import dev.gantry.room.Concern.Area;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The pages say the same in each language, and say nothing that has no text.
class PageTextsTest {
    private static final Path WEB = Path.of("src/main/web");
    private static final Pattern KEY = Pattern.compile("(?:'([\\w-]+)'|\\b([a-z]\\w*)): '((?:[^'\\\\]|\\\\.)*)'");

    private static Map<String, Map<String, String>> languages(String file) throws IOException {
        var languages = new TreeMap<String, Map<String, String>>();
        for (var part : Files.readString(WEB.resolve(file)).split("(?m)^  (?=\\w\\w: \\{)")) {
            if (part.matches("(?s)\\w\\w: \\{.*")) {
                var texts = new TreeMap<String, String>();
                KEY.matcher(part).results().forEach(it ->
                        texts.put(it.group(1) == null ? it.group(2) : it.group(1), it.group(3)));
                languages.put(part.substring(0, 2), texts);
            }
        }
        return languages;
    }

    @ParameterizedTest
    @ValueSource(strings = {"page-texts.js", "texts.js", "setup-texts.js", "ops-texts.js"})
    void everyLanguageHasEveryKeyWithTheSamePlaces(String file) throws IOException {
        var languages = languages(file);

        assertThat(languages).containsOnlyKeys("de", "en", "zh");
        var english = languages.get("en");
        assertThat(english.size()).isGreaterThan(10);
        languages.forEach((language, texts) -> {
            assertThat(texts.keySet()).as(language).isEqualTo(english.keySet());
            texts.forEach((key, text) -> assertThat(places(text)).as("%s %s", language, key)
                    .isEqualTo(places(english.get(key))));
        });
    }

    private static Set<String> places(String text) {
        var places = new TreeSet<String>();
        Pattern.compile("\\{\\d}").matcher(text).results().forEach(it -> places.add(it.group()));
        return places;
    }

    @ParameterizedTest
    @CsvSource({
        "index.html room.js picture.js answering.js, texts.js",
        "ops.html ops.js page.js, ops-texts.js",
        "setup.html setup-mode.js setup-callers.js setup-checks.js setup-form.js setup-models.js setup-settings.js page.js,"
                + " setup-texts.js"
    })
    void everyTextThatIsAskedForIsThere(String files, String texts) throws IOException {
        var known = new HashSet<>(languages("page-texts.js").get("en").keySet());
        known.addAll(languages(texts).get("en").keySet());
        var asked = new ArrayList<String>();
        for (var file : (files + " session.js").split(" ")) {
            Pattern.compile("data-(?:text|label)=\"([\\w-]+)\"|\\btext\\('([\\w-]+)'")
                    .matcher(Files.readString(WEB.resolve(file))).results().forEach(it -> asked.add(it.group(1) == null ? it.group(2) : it.group(1)));
        }

        assertThat(asked).hasSizeGreaterThan(15).isSubsetOf(known);
    }

    @Test
    void theRoomPageHasWordsForEachReasonAndForEachAreaOfTrouble() throws IOException {
        var wanted = Stream.concat(Stream.of(Reason.values()).map(it -> "reason-" + it.word()),
                Stream.of(Area.values()).map(it -> "area-" + it.name().toLowerCase(Locale.ROOT))).toList();

        assertThat(languages("texts.js")).allSatisfy((_, texts) -> assertThat(texts.keySet()).containsAll(wanted));
        assertThat(wanted).hasSizeGreaterThan(20);
    }
}
