// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The appliance and the broker are killed in turn, at random moments of a stream of exams. A receiver that keeps to
/// the rules ends with one answer for each exam, whatever the broker acknowledged and lost.
///
/// Four kills by default; the long run is `mvn verify -Poutages`: 100 kills, 2,000 exams.
class OutageIT {
    private static final int KILLS = Integer.getInteger("gantry.outages", 4);
    private static final int EXAMS_PER_KILL = 20;
    private static final long SEED = Long.getLong("gantry.seed", 20261121L);

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final Set<String> acknowledged = new TreeSet<>();

    @AfterEach
    void close() {
        vertx.close();
    }

    @Test
    void leavesOneAnswerForEachExamWhateverIsKilled() throws Exception {
        var random = new Random(SEED);
        try (var broker = new Broker(folder); var ward = new Ward(broker.url())) {
            var gantry = new GantryRun(folder, broker.url(), "");
            var run = gantry.start();
            for (int kill = 0; kill < KILLS; kill++) {
                var stream = CompletableFuture.runAsync(sending(gantry, kill));
                TimeUnit.MILLISECONDS.sleep(random.nextInt(1500));
                if (kill % 2 == 0) {
                    run.destroyForcibly().waitFor();
                    run = gantry.start();
                } else {
                    broker.kill();
                    TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
                    broker.restart();
                }
                stream.get(3, TimeUnit.MINUTES);
            }
            var expected = instances(gantry);
            assertThat(acknowledged).hasSize(KILLS * EXAMS_PER_KILL);
            // a ledger follows its last revision a moment later
            ward.await(180, () -> ward.lastSeq() == ward.revisions().size() && ward.missing().isEmpty()
                    && ward.standing().keySet().containsAll(expected));

            System.out.printf("outages: seed %d, %d kills, %d exams, %d revisions, %d messages, asked %d times%n", SEED, KILLS,
                    acknowledged.size(), ward.revisions().size(),
                    ward.revisions().stream().mapToInt(Ward.Revision::times).sum(), ward.asked());
            assertThat(ward.missing()).as("lost").isEmpty();
            assertThat(ward.lastSeq()).as("the ledger counts all").isEqualTo(ward.revisions().size());
            assertThat(ward.standing().keySet()).as("exams with an answer").containsAll(expected);
            assertThat(ward.standing()).allSatisfy((_, answers) ->
                    assertThat(answers.stream().map(Ward.Revision::name)).as("answers that stand for one exam").hasSize(1));
            assertThat(ward.contradictions()).isEmpty();
            assertThat(ward.revisions().stream().map(Ward.Revision::name)).doesNotHaveDuplicates();
            run.destroyForcibly().waitFor();
        }
    }

    private Set<String> instances(GantryRun gantry) throws Exception {
        var pseudonyms = gantry.pseudonyms();
        return acknowledged.stream().map(name -> pseudonyms.instance(CrObject.uid("instance", name)))
                .collect(Collectors.toSet());
    }

    /// A scanner that sends each image until it is acknowledged.
    private Runnable sending(GantryRun gantry, int round) {
        return () -> {
            var left = new ArrayList<CrObject>();
            for (int i = 0; i < EXAMS_PER_KILL; i++) {
                left.add(CrObject.named("outage-" + round + "-" + i));
            }
            while (!left.isEmpty()) {
                left.removeAll(stored(gantry, List.copyOf(left)));
            }
        };
    }

    private List<CrObject> stored(GantryRun gantry, List<CrObject> images) {
        var stored = new ArrayList<CrObject>();
        try {
            for (var image : images) {
                if (gantry.store(vertx, image) != 0) {
                    break;
                }
                stored.add(image);
                acknowledged.add(image.name());
            }
            TimeUnit.MILLISECONDS.sleep(stored.size() == images.size() ? 0 : 100);
        } catch (Exception _) { // the appliance is away: again
            pause();
        }
        return stored;
    }

    private static void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(100);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
