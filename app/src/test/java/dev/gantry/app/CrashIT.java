// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.dimse.Sent;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.Pseudonyms;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The process is killed while it receives, again and again: whatever it acknowledged gets its outcome in the end,
/// once.
///
/// Among what comes are objects that came before, corrections of them, and old versions after their correction. Three
/// kills by default; more with `-Dgantry.kills=200`.
class CrashIT {
    private static final int KILLS = Integer.getInteger("gantry.kills", 3);
    private static final int IMAGES = 300;

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();
    final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    final Set<String> corrected = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        vertx.close();
    }

    /// What a kill may not take: with `none`, an answer does not wait for the disk.
    @ParameterizedTest
    @CsvSource({"fsync, true", "write, true", "none, false"})
    void losesNothingItAcknowledged(String durability, boolean nothingLost) throws Exception {
        int kills = durability.equals("fsync") ? KILLS : (KILLS + 4) / 5; // 3 and 1, 200 and 40
        var random = new Random(20261121);
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url())) {
            var gantry = new GantryRun(folder, broker.url(), "durability: " + durability);
            for (int kill = 0; kill < kills; kill++) {
                var run = gantry.start();
                var sending = send(gantry, kill);
                TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1500));
                run.destroyForcibly().waitFor();
                sending.get(60, TimeUnit.SECONDS);
            }
            assertThat(acknowledged).as("the test caught it at work").isNotEmpty();

            var run = gantry.start();
            var last = CrObject.named("after-the-last-kill");
            assertThat(gantry.store(vertx, last)).isZero();
            acknowledged.add(last.name());
            var expected = instances(nothingLost ? acknowledged : Set.of(last.name()));
            hospital.await(outcomes -> answered(outcomes).containsAll(expected) && (!nothingLost || settled(outcomes)));

            System.out.printf("crash: durability %s, %d kills, %d images acknowledged, %d answered, %d corrected%n",
                    durability, kills, acknowledged.size(), answered(hospital.outcomes()).size(), corrected.size());
            assertThat(answered(hospital.outcomes())).containsAll(expected);
            assertThat(gantry.log()).doesNotContain("lost from the spool");
            if (nothingLost) {
                assertEachSaidOnce(hospital.outcomes());
            }
            run.destroy();
            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as("SIGTERM drains").isZero();
        }
    }

    @Test
    void drainsWhenItIsStoppedAtWork() throws Exception {
        try (var broker = new Broker(folder); var hospital = new Hospital(broker.url())) {
            var gantry = new GantryRun(folder, broker.url(), "");
            var run = gantry.start();
            var sending = send(gantry, 1000);
            TimeUnit.MILLISECONDS.sleep(1000);

            run.destroy(); // SIGTERM

            assertThat(run.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as(gantry.log()).isZero();
            sending.get(60, TimeUnit.SECONDS);
            assertThat(acknowledged).isNotEmpty();
            var expected = instances(acknowledged);
            var again = gantry.start();
            hospital.await(outcomes -> answered(outcomes).containsAll(expected));
            assertThat(answered(hospital.outcomes())).containsAll(expected);
            again.destroyForcibly().waitFor();
        }
    }

    /// New images, and now and then one that came before: the same again at once, the same from an earlier round, a
    /// correction of the study right behind it, and then the wrong one again.
    private CompletableFuture<List<Sent>> send(GantryRun gantry, int round) {
        var images = new ArrayList<CrObject>();
        for (int i = 0; i < IMAGES; i++) {
            var image = CrObject.named("crash-" + round + "-" + i);
            images.add(image);
            switch (i % 10) {
                case 2 -> images.add(image);
                case 4 -> images.add(CrObject.named("crash-" + (round - 1) + "-" + i));
                case 6 -> images.addAll(List.of(image.ofStudy(rightStudy(image.name())), image));
                default -> {}
            }
        }
        var inOrder = images.iterator();
        return gantry.send(vertx, images.stream().map(GantryRun::outgoing).toList(), sent -> {
            var image = inOrder.next();
            if (sent.result() instanceof Sent.Result.Answered answer && answer.status() == 0) {
                acknowledged.add(image.name());
                if (!image.study().equals(image.name())) {
                    corrected.add(image.name());
                }
            }
        });
    }

    private static String rightStudy(String name) {
        return "right-" + name;
    }

    /// Images that may have been corrected, whether the sender was told or not.
    private static boolean correctable(String name) {
        return name.matches("crash-\\d+-\\d*6");
    }

    private Pseudonyms pseudonyms() {
        try {
            return KeyRing.open(folder.resolve("spool/site.key"), "1").newest();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Set<String> instances(Set<String> names) {
        var pseudonyms = pseudonyms();
        return names.stream().map(name -> pseudonyms.instance(CrObject.uid("instance", name)))
                .collect(Collectors.toSet());
    }

    private static String instance(Hospital.Message message) {
        return message.payload().path("exam").path("instance").asString("");
    }

    private static Set<String> answered(List<Hospital.Message> outcomes) {
        return outcomes.stream().filter(m -> m.text("state").equals("final")).map(CrashIT::instance)
                .collect(Collectors.toSet());
    }

    /// Whether what stands for each corrected image is said of the right study.
    private boolean settled(List<Hospital.Message> outcomes) {
        return wronglyStanding(outcomes).isEmpty();
    }

    private List<String> wronglyStanding(List<Hospital.Message> outcomes) {
        var pseudonyms = pseudonyms();
        var standing = outcomes.stream().collect(Collectors.toMap(CrashIT::instance, m -> m,
                (one, other) -> seq(one) > seq(other) ? one : other));
        return corrected.stream().filter(name -> {
            var last = Optional.ofNullable(standing.get(pseudonyms.instance(CrObject.uid("instance", name))));
            return last.filter(m -> !m.text("state").equals("retracted") && m.payload().path("exam").path("study")
                    .asString("").equals(pseudonyms.study(CrObject.uid("study", rightStudy(name))))).isEmpty();
        }).toList();
    }

    /// All that was said of an image, in the order of its saying.
    private String history(String name, List<Hospital.Message> outcomes) {
        var instance = pseudonyms().instance(CrObject.uid("instance", name));
        var right = pseudonyms().study(CrObject.uid("study", rightStudy(name)));
        return name + outcomes.stream().filter(m -> instance(m).equals(instance))
                .sorted(Comparator.comparingLong(CrashIT::seq))
                .map(m -> seq(m) + " " + m.text("state") + " " + m.text("result") + " " + m.text("reason") + " \""
                        + m.text("detail") + "\" of the "
                        + (m.payload().path("exam").path("study").asString("").equals(right) ? "right" : "wrong") + " study")
                .toList();
    }

    private static long seq(Hospital.Message message) {
        return message.payload().path("seq").asLong();
    }

    private void assertEachSaidOnce(List<Hospital.Message> outcomes) {
        assertThat(wronglyStanding(outcomes)).as(() -> "what stands is said of the corrected study; it was said: "
                + wronglyStanding(outcomes).stream().map(name -> history(name, outcomes)).toList()).isEmpty();
        var plain = instances(acknowledged.stream().filter(name -> !correctable(name)).collect(Collectors.toSet()));
        var revisions = outcomes.stream().filter(m -> plain.contains(instance(m)))
                .filter(m -> !m.text("state").equals("provisional"))
                .collect(Collectors.groupingBy(CrashIT::instance,
                        Collectors.mapping(m -> m.text("id") + " " + m.text("state"), Collectors.toSet())));
        assertThat(revisions).allSatisfy((_, said) -> assertThat(said).as("one id, said once").hasSize(1));
    }
}
