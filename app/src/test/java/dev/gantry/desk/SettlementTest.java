// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.desk.Settlement.Owed;
import dev.gantry.config.Mode;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.outcome.Answer;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Severity;
import dev.gantry.outcome.Subject;
import dev.gantry.outcome.Unit;
import dev.gantry.outcome.Verdict;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SettlementTest {
    final List<Answer> said = new ArrayList<>();
    final List<CompletableFuture<Void>> onDisk = new ArrayList<>();
    final List<Unit> retracted = new ArrayList<>();
    final List<String> settled = new ArrayList<>();
    final List<String> order = new ArrayList<>();
    Runnable meanwhile = () -> {};
    final Promise<Void> kept = Promise.promise();

    final Settlement settlement = new Settlement(new Desk.Sayings() {
        @Override
        public CompletionStage<?> say(Answer answer) {
            said.add(answer);
            order.add("say");
            onDisk.add(new CompletableFuture<>());
            return onDisk.getLast();
        }

        @Override
        public CompletionStage<?> retract(Unit unit, String why) {
            meanwhile.run();
            retracted.add(unit);
            order.add("retract");
            return CompletableFuture.completedFuture(null);
        }
    }, settled::add);

    StoredObject object(String id, Promise<Void> promise) {
        return object(id, "0-0", promise);
    }

    StoredObject object(String id, String fingerprint, Promise<Void> promise) {
        return new StoredObject(id, new StoredObject.Origin("CR1", "GANTRY", "192.0.2.7"), "1.2.840.10008.5.1.4.1.1.1",
                "2.25.1", TransferSyntax.EXPLICIT_LITTLE_ENDIAN, new DataSet(List.of()), Optional.empty(),
                (_, _) -> { throw new IOException("no bytes in this test"); },
                Optional.empty(), fingerprint, new Kinship.First(), Instant.EPOCH, 0, false, Set.of(),
                promise.future());
    }

    static Answer answer(String model) {
        var exam = new Subject.Exam("s", Optional.empty(), "1", "CR1", "CR", List.of(), Optional.empty());
        var arrival = new Subject.Arrival(Optional.empty(), Instant.EPOCH, false);
        return new Answer(new Unit("u", model), "0-0", new Subject(Mode.TEST, exam, arrival),
                new Answer.Conclusion(false, new Verdict.NotAnalysed(Reason.NO_MODEL), Optional.empty(),
                        Optional.empty()),
                new Answer.Work(Severity.ROUTINE, Optional.empty(), 0, Optional.empty()));
    }

    @Test
    void saysNothingOfAnObjectBeforeItIsKept() {
        var claim = settlement.claim(object("o", kept), 1, false);

        claim.last(answer("m"));
        assertThat(said).isEmpty();
        kept.complete();

        assertThat(said).hasSize(1);
    }

    @Test
    void saysNothingAtAllOfAnObjectThatCouldNotBeKept() {
        var claim = settlement.claim(object("o", kept), 1, false);
        claim.last(answer("m"));

        kept.fail("the disk is full");

        assertThat(said).isEmpty();
        assertThat(settled).isEmpty();
    }

    @Test
    void settlesAnObjectOnlyWhenItsLastAnswerIsOnDisk() {
        var claim = settlement.claim(object("o", kept), 2, false);
        kept.complete();

        claim.last(answer("one"));
        claim.last(answer("two"));
        onDisk.getFirst().complete(null);
        assertThat(settled).isEmpty();
        onDisk.getLast().complete(null);

        assertThat(settled).containsExactly("o");
    }

    @Test
    void doesNotSettleForAProvisionalAnswer() {
        var claim = settlement.claim(object("o", kept), 1, false);
        kept.complete();

        claim.provisional(answer("m"));
        onDisk.getFirst().complete(null);

        assertThat(settled).isEmpty();
    }

    @Test
    void leavesAnObjectForTheNextStartWhenItsOutcomeCannotBeKept() {
        var claim = settlement.claim(object("o", kept), 1, false);
        kept.complete();
        claim.last(answer("m"));

        onDisk.getFirst().completeExceptionally(new IOException("the disk is full"));

        assertThat(settled).isEmpty();
    }

    @Test
    void saysOneAnswerForAWholeExamWhenAllOfItIsKept() {
        var later = Promise.<Void>promise();
        settlement.sayOnce(List.of(settlement.owed(object("a", kept)), settlement.owed(object("b", later))), answer("_none"));

        kept.complete();
        assertThat(said).isEmpty();
        later.complete();
        onDisk.getFirst().complete(null);

        assertThat(said).hasSize(1);
        assertThat(settled).containsExactly("a", "b");
    }

    @Test
    void answersForAnExamOfWhichOneObjectCouldNotBeKept() {
        var broken = Promise.<Void>promise();
        settlement.sayOnce(List.of(settlement.owed(object("a", kept)), settlement.owed(object("b", broken))), answer("_none"));

        kept.complete();
        broken.fail("the disk is full");
        onDisk.getFirst().complete(null);

        assertThat(settled).containsExactly("a");
    }

    @Test
    void dropsTheAnswerThatIsUnderWayForAWithdrawnImageAndSettlesIt() {
        var claim = settlement.claim(object("o", kept), 1, false);
        kept.complete();

        settlement.withdraw(Future.succeededFuture(), List.of("2.25.1"), List.of(new Unit("u", "m")), "why", () -> {});
        claim.last(answer("m"));

        assertThat(said).isEmpty();
        assertThat(retracted).containsExactly(new Unit("u", "m"));
        assertThat(settled).containsExactly("o");
    }

    @Test
    void withdrawsNothingBeforeItsCauseIsKept() {
        var claim = settlement.claim(object("o", kept), 1, false);
        kept.complete();
        var cause = Promise.<Void>promise();
        var done = new ArrayList<String>();

        settlement.withdraw(cause.future(), List.of("2.25.1"), List.of(new Unit("u", "m")), "why",
                () -> done.add("done"));
        claim.last(answer("m"));
        assertThat(done).isEmpty();
        assertThat(retracted).isEmpty();
        cause.complete();

        assertThat(said).as("an answer that is to be taken back a moment later").isEmpty();
        assertThat(retracted).hasSize(1);
        assertThat(done).containsExactly("done");
        assertThat(settled).containsExactly("o");
    }

    @Test
    void withdrawsNothingWhenItsCauseCouldNotBeKept() {
        var claim = settlement.claim(object("o", kept), 1, false);
        kept.complete();
        var cause = Promise.<Void>promise();
        settlement.withdraw(cause.future(), List.of("2.25.1"), List.of(answer("m").unit()), "why", () -> {});

        claim.last(answer("m"));
        cause.fail("the disk is full");

        assertThat(said).hasSize(1);
        assertThat(retracted).isEmpty();
    }

    @Test
    void answersForAnImageThatIsClaimedAfterItsFormerWasWithdrawn() {
        settlement.claim(object("former", kept), 1, false);
        kept.complete();
        settlement.withdraw(Future.succeededFuture(), List.of("2.25.1"), List.of(), "why", () -> {});

        settlement.claim(object("later", kept), 1, false).last(answer("m"));

        assertThat(said).hasSize(1);
    }

    /// Another thread has the answer while the one that learns of the disk still takes back.
    @Test
    void takesBackBeforeItSaysWhatReplacesIt() {
        var unit = answer("m").unit();
        settlement.withdraw(kept.future(), List.of("2.25.1"), List.of(unit), "corrected", () -> {});
        var later = settlement.claim(object("later", "1-1", kept), 1, false);
        meanwhile = () -> later.last(answer("m"));

        kept.complete();

        assertThat(order).containsExactly("retract", "say");
    }

    /// Whichever object is on disk first.
    @Test
    void keepsTheOrderInWhichItWasAsked() {
        var second = Promise.<Void>promise();
        var unit = answer("m").unit();
        settlement.say(kept.future(), answer("m"));
        settlement.withdraw(second.future(), List.of(), List.of(unit), "models answer", () -> {});

        second.complete();
        kept.complete();

        assertThat(order).containsExactly("say", "retract");
    }

    @Test
    void goesOnWhenWhatWasAskedBeforeIsVoid() {
        var second = Promise.<Void>promise();
        settlement.say(kept.future(), answer("m"));
        settlement.say(second.future(), answer("m"));

        second.complete();
        assertThat(said).isEmpty();
        kept.fail("the disk is full");

        assertThat(said).hasSize(1);
    }

    /// Else a crash between the two would bring the former back alone.
    @Test
    void settlesReplacedDataBeforeWhatReplacedThem() {
        settlement.claim(object("former", kept), 1, false);
        kept.complete();

        var later = settlement.claim(object("later", "1-1", kept), 1, false);
        assertThat(settled).as("whatever its analysis does").containsExactly("former");

        later.last(answer("later"));
        onDisk.getLast().complete(null);
        assertThat(settled).containsExactly("former", "later");
    }

    @Test
    void dropsTheAnswerToDataThatWereReplacedMeanwhile() {
        var former = settlement.claim(object("former", kept), 1, false);
        kept.complete();
        var later = settlement.claim(object("later", "1-1", kept), 1, false);

        later.last(answer("later"));
        former.last(answer("former"));

        assertThat(said).extracting(answer -> answer.unit().model()).containsExactly("later");
        assertThat(settled).containsExactly("former");
    }
}
