// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.gantry.delivery.ReplayRequest.Malformed;
import dev.gantry.delivery.ReplayRequest.Wanted;
import dev.gantry.delivery.Replays.Range;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class ReplaysTest {
    private final Replays replays = new Replays();

    private static ReplayRequest read(String text) {
        return ReplayRequest.read(text.getBytes(StandardCharsets.UTF_8));
    }

    private static boolean valid(String text) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("../docs/schema/replay.schema.json")))
                .validate(JsonMapper.shared().readTree(text)).isEmpty();
    }

    @Test
    void makesOneOfRequestsThatOverlapOrTouch() {
        assertThat(replays.ask(new Range(10, 20))).isTrue();
        replays.ask(new Range(30, 40));
        replays.ask(new Range(21, 25));
        replays.ask(new Range(12, 14));
        assertThat(replays.waiting()).isEqualTo(27);

        replays.ask(new Range(5, 35));

        assertThat(replays.next()).hasValue(new Range(5, 40));
        replays.taken(17);
        assertThat(replays.next()).hasValue(new Range(18, 40));
        replays.taken(40);
        assertThat(replays.next()).isEmpty();
        assertThat(replays.waiting()).isZero();
    }

    @Test
    void takesNoMoreThanSixtyFourStretches() {
        LongStream.range(0, 64).forEach(i -> assertThat(replays.ask(new Range(i * 10, i * 10 + 1))).isTrue());

        assertThat(replays.ask(new Range(5_000, 5_001))).isFalse();
        assertThat(replays.ask(new Range(0, 10_000))).as("one that takes in the others").isTrue();
        assertThat(replays.next()).hasValue(new Range(0, 10_000));
    }

    @Test
    void isTheSetOfNumbersAskedFor() {
        var random = new Random(5);
        var numbers = new TreeSet<Long>();
        for (int i = 0; i < 3_000; i++) {
            long from = random.nextInt(300);
            long to = from + random.nextInt(12);
            if (random.nextInt(3) > 0) {
                if (replays.ask(new Range(from, to))) {
                    LongStream.rangeClosed(from, to).forEach(numbers::add);
                }
            } else {
                replays.taken(to);
                numbers.headSet(to, true).clear();
            }
            assertThat(replays.waiting()).isEqualTo(numbers.size());
            assertThat(replays.next().map(Range::from)).isEqualTo(numbers.stream().findFirst());
        }
    }

    @Test
    void readsWhatAReceiverAsksFor() throws IOException {
        assertThat(read("{\"from-seq\": 4}")).isEqualTo(new Wanted(4, OptionalLong.empty()));
        assertThat(read("{\"from-seq\": 4, \"to-seq\": 9, \"who\": \"pager\"}"))
                .isEqualTo(new Wanted(4, OptionalLong.of(9)));
        assertThat(valid("{\"from-seq\": 4, \"to-seq\": 9, \"who\": \"pager\"}")).isTrue();
        assertThat(new Wanted(4, OptionalLong.empty()).range(7)).isEqualTo(new Range(4, 7));
        assertThat(new Wanted(4, OptionalLong.of(100)).range(7)).isEqualTo(new Range(4, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{}", "{\"from-seq\": 0}", "{\"from-seq\": 1.5}", "{\"from-seq\": \"1\"}", "{\"from-seq\": null}", "[1]", "1",
        "{\"from-seq\": 1, \"to-seq\": 0}", "{\"from-seq\": 1, \"to-seq\": \"x\"}"})
    void saysWhatIsWrongWithARequestAsTheSchemaDoes(String text) throws IOException {
        assertThat(read(text)).isInstanceOf(Malformed.class);
        assertThat(valid(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"from-seq": 9, "to-seq": 3} | to-seq must be a whole number, not less than from-seq
            {"from-seq": 99999999999999999999} | from-seq must be a whole number of at least 1
            {"from-seq": 1 | is no JSON
            '' | is no JSON object
            """)
    void saysWhatElseIsWrong(String text, String why) {
        assertThat(read(text)).isEqualTo(new Malformed(why));
    }

    @Test
    void refusesWhatIsTooLong() {
        assertThat(read("{\"from-seq\": 1" + " ".repeat(2_000) + "}")).isEqualTo(
                new Malformed("is longer than 1024 bytes"));
    }

    @Test
    void throwsNothingWhateverTheBytes() {
        var random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            var bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            assertThat(ReplayRequest.read(bytes)).isNotNull();
        }
    }
}
