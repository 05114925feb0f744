// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.escalation;

import static dev.gantry.escalation.Sayings.SETTINGS;
import static dev.gantry.escalation.Sayings.START;
import static dev.gantry.escalation.Sayings.ack;
import static dev.gantry.escalation.Sayings.id;
import static dev.gantry.escalation.Sayings.positive;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.acknowledgement.Ack.Action;
import dev.gantry.acknowledgement.Refusal;
import dev.gantry.config.AlertSettings;
import dev.gantry.escalation.Step.AckEffect;
import dev.gantry.escalation.Step.EndCause;
import dev.gantry.escalation.Step.SaidEffect;
import dev.gantry.escalation.Step.SkipCause;
import dev.gantry.journal.Journal;
import dev.gantry.journal.Journal.Durability;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final Duration DAY = Duration.ofDays(1);

    @TempDir
    Path folder;

    private final Object lock = new Object();
    private final List<Journal> journals = new ArrayList<>();
    private final List<Line> replayed = new ArrayList<>();
    private Audit audit;
    private boolean diskThere = true;
    private CompletionStage<Void> last;

    @AfterEach
    void close() throws IOException {
        audit.close();
    }

    private void open(int most) throws IOException {
        replayed.clear();
        audit = new Audit(() -> {
            if (!diskThere) {
                throw new IOException("no space left on device");
            }
            journals.add(Journal.open(folder, Durability.SYNC));
            return journals.getLast();
        }, lock, most, replayed::add);
    }

    private void append(Instant at, Step step) {
        synchronized (lock) {
            last = audit.append(new Line(at, at, step));
        }
    }

    private static Step said(int number, Instant at) {
        return new Step.Said(positive(number, at), at, SaidEffect.OPENS);
    }

    private static Step accepted(int number, Instant at) {
        return new Step.Acknowledged(Sayings.accepted(number, at), AckEffect.ENDS, List.of(id(number)), Optional.empty());
    }

    private List<Line> history() throws Exception {
        last.toCompletableFuture().get(60, TimeUnit.SECONDS);
        return Escalations.history(folder);
    }

    private static List<List<UUID>> about(List<Line> lines) {
        return lines.stream().map(line -> line.step().about()).toList();
    }

    @Test
    void readsBackEveryKindOfLineAsItWas() throws IOException {
        open(100);
        var ids = List.of(id(1), id(2));
        List<Step> steps = List.of(Step.Ruled.of(SETTINGS), said(1, START), accepted(1, START),
                new Step.Acknowledged(ack(id(2), 3, "radiologist", new Action.Snoozed(7), START), AckEffect.SNOOZES,
                        List.of(), Optional.of(START.plusSeconds(420))),
                new Step.Acknowledged(ack(id(2), 3, "nurse", new Action.Dismissed("Bewegung \"ä\""), START),
                        AckEffect.NOT_STOPPING, List.of(), Optional.empty()),
                new Step.Sent(AlertSettings.Step.SECOND_TOPIC, "escalation/stat", id(1), 4, ids), new Step.Degraded(ids),
                new Step.Skipped(AlertSettings.Step.REPEAT, SkipCause.TOO_OLD, ids),
                new Step.Ended(EndCause.CROWDED_OUT, ids),
                new Step.Refused("ris", Refusal.WRONG_SIGNATURE, "the signature does not fit", 12),
                new Step.Noted(Optional.empty(), 7), new Step.Noted(Optional.of(new UUID(1, 2)), 8));

        assertThat(steps).allSatisfy(step -> {
            var line = new Line(START.plusNanos(123_000), START, step);
            assertThat(LineJson.read(LineJson.write(line))).hasValue(line);
        });
        assertThat(Step.class.getPermittedSubclasses()).hasSize(Set.copyOf(steps.stream().map(Step::getClass).toList()).size());
    }

    @Test
    void passesOverLinesThatOnlyANewerVersionKnows() throws Exception {
        try (var journal = Journal.open(folder, Durability.SYNC)) {
            journal.append("{\"what\":\"danced\"}".getBytes(UTF_8)).toCompletableFuture().get(60, TimeUnit.SECONDS);
            journal.append(LineJson.write(new Line(START, START, said(1, START))));
        }

        open(100);

        assertThat(about(replayed)).containsExactly(List.of(id(1)));
        assertThat(about(Escalations.history(folder))).containsExactly(List.of(id(1)));
    }

    @Test
    void dropsAnAlertWithAllItsLinesAfterNinetyDaysButNoneThatIsOpenNorTheRules() throws Exception {
        open(100);
        append(START, Step.Ruled.of(SETTINGS));
        append(START, said(1, START));
        append(START, said(2, START));
        append(START, said(3, START));
        append(START.plus(DAY), accepted(1, START));
        append(START.plus(DAY.multipliedBy(50)), accepted(3, START));

        var dropped = audit.tend(START.plus(DAY.multipliedBy(92)), 0, id(2)::equals);

        assertThat(dropped).containsExactly(id(1));
        audit.close();
        open(100);
        assertThat(about(replayed)).containsExactly(List.of(), List.of(id(2)), List.of(id(3)), List.of(id(3)));
    }

    @Test
    void dropsTheOldestWhenThereAreTooMany() throws Exception {
        open(10);
        for (int i = 1; i <= 20; i++) {
            append(START.plusSeconds(i), said(i, START));
        }
        assertThat(history()).hasSize(20);

        var dropped = audit.tend(START.plusSeconds(60), 0, id(3)::equals);

        assertThat(dropped).hasSize(9).contains(id(1), id(10)).doesNotContain(id(3), id(11));
        audit.close();
        assertThat(about(Escalations.history(folder))).hasSize(11).first().isEqualTo(List.of(id(3)));
    }

    @Test
    void keepsOnlyTheLastOfNotesInARow() throws Exception {
        open(100);
        for (int i = 0; i < 5; i++) {
            append(START.plusSeconds(i), new Step.Noted(Optional.empty(), i));
        }
        append(START.plusSeconds(9), said(1, START));
        history();
        audit.close();
        open(100);

        assertThat(replayed).hasSize(6);
        audit.tend(START.plusSeconds(10), 0, _ -> true);
        audit.close();
        assertThat(Escalations.history(folder)).as("until it is next compacted").hasSize(6);
    }

    @Test
    void writesEverythingAnewOnceAFailedDiskIsThereAgain() throws Exception {
        open(100);
        append(START, said(1, START));
        assertThat(history()).hasSize(1);
        journals.getLast().close();
        diskThere = false;
        append(START, said(2, START));
        assertThat(last.toCompletableFuture()).as("nobody is told that it is kept").isNotDone();
        assertThat(audit.failure()).hasValueSatisfying(why -> assertThat(why).contains("cannot be kept"));

        audit.tend(START, 0, _ -> true);
        assertThat(audit.failure()).isPresent();
        diskThere = true;
        audit.tend(START, Duration.ofMillis(1001).toNanos(), _ -> true);

        assertThat(about(history())).containsExactly(List.of(id(1)), List.of(id(2)));
        assertThat(audit.failure()).isEmpty();
    }

    @Test
    void saysAtItsEndWhatCouldNotBeKept() throws Exception {
        open(100);
        journals.getLast().close();
        diskThere = false;
        append(START, said(1, START));

        audit.close();

        assertThat(last.toCompletableFuture()).isCompletedExceptionally();
    }
}
