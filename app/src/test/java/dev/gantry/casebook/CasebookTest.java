// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.casebook;

import static dev.gantry.outcome.Examples.PSEUDONYMS;
import static dev.gantry.outcome.Examples.answer;
import static dev.gantry.outcome.Examples.failed;
import static dev.gantry.outcome.Examples.negative;
import static dev.gantry.outcome.Examples.positive;
import static dev.gantry.outcome.Examples.unit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.casebook.Casebook.Found;
import dev.gantry.config.Mode;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Outcome.State;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Subject;
import dev.gantry.outcome.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CasebookTest {
    private static final Instant EVER = Instant.EPOCH;

    @TempDir
    Path folder;

    private Outbox outbox;
    private Casebook casebook;

    @BeforeEach
    void open() throws IOException {
        outbox = Outbox.open(folder);
        casebook = new Casebook(outbox);
    }

    @AfterEach
    void close() throws IOException {
        outbox.close();
    }

    private static String study(int number) {
        return PSEUDONYMS.study("2.25." + number);
    }

    private void say(int image, int study, Verdict verdict) throws Exception {
        var plain = answer(unit(image), Mode.LIVE, verdict);
        var was = plain.subject().exam();
        var exam = new Subject.Exam(study(study), was.accession(), was.keyId(), was.scanner(), was.modality(),
                was.series(), was.instance());
        outbox.say(new Answer(plain.unit(), plain.digest(), new Subject(Mode.LIVE, exam, plain.subject().arrival()),
                plain.conclusion(), plain.work())).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    @Test
    void tellsOfTheLatestExamFirstWithEachAnswerAsItStands() throws Exception {
        say(1, 1, failed(Reason.OVERLOAD));
        say(2, 1, negative());
        say(3, 2, negative());
        say(1, 1, positive());

        var exams = casebook.since(EVER, 10, _ -> {});

        assertThat(exams).extracting(Case::study).containsExactly(study(1), study(2));
        assertThat(exams.getFirst().answers()).hasSize(2);
        assertThat(exams.getFirst().answers().getFirst()).satisfies(it -> {
            assertThat(it.unit()).isEqualTo(unit(1));
            assertThat(it.outcome().state()).isEqualTo(State.AMENDED);
        });
        assertThat(exams.getFirst().first()).isBeforeOrEqualTo(exams.getFirst().last());
        assertThat(casebook.since(EVER, 1, _ -> {})).extracting(Case::study).containsExactly(study(1));
        assertThat(casebook.since(Instant.now().plusSeconds(60), 10, _ -> {})).isEmpty();
    }

    @Test
    void findsAnExamByEitherIdOrHowItBegins() throws Exception {
        say(1, 1, failed(Reason.OVERLOAD));
        say(2, 2, negative());
        say(1, 1, negative());
        var id = outbox.standing(unit(1)).orElseThrow().last().identity().id().toString();

        assertThat(casebook.find(study(1).substring(0, 8), _ -> {})).isInstanceOfSatisfying(Found.One.class, it -> {
            assertThat(it.study()).isEqualTo(study(1));
            assertThat(it.revisions()).extracting(Entry::seq).containsExactly(1L, 3L);
        });
        assertThat(casebook.find(id, _ -> {})).isInstanceOfSatisfying(Found.One.class, it ->
                assertThat(it.study()).isEqualTo(study(1)));
        assertThat(casebook.find(id.substring(0, 8), _ -> {})).as("of the same milliseconds")
                .isInstanceOfSatisfying(Found.Several.class, it -> assertThat(it.studies()).contains(study(1), study(2)));
        assertThat(casebook.find("AAAAAAAA", _ -> {})).isInstanceOf(Found.None.class);
    }

    @Test
    void takesNoWordOfAPayloadForAnId() throws Exception {
        say(1, 1, negative());

        assertThat(casebook.find("live", _ -> {})).isInstanceOf(Found.None.class);
        assertThatThrownBy(() -> casebook.find("abc", _ -> {})).hasMessageContaining("4 characters or more");
        assertThatThrownBy(() -> casebook.find("../../etc", _ -> {})).hasMessageContaining("gantry exam list");
    }

    @Test
    void readsBackOverManyPages() throws Exception {
        for (int image = 0; image < 300; image++) {
            say(image, image % 2, negative());
        }

        assertThat(casebook.since(EVER, 10, _ -> {})).extracting(exam -> exam.answers().size()).containsExactly(150, 150);
        assertThat(casebook.find(study(1), _ -> {})).isInstanceOfSatisfying(Found.One.class, it ->
                assertThat(it.revisions()).hasSize(150));
    }
}
