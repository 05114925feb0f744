// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.association.Requestor;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.pseudonym.Pseudonyms;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chest set's official test split through the whole line, judged by the MQTT payloads alone.
///
/// Each tenth image by default; all 624 with `-Dgantry.chest.every=1` (docs/figures.md).
class ChestTestSplitIT {
    static final int EVERY = Integer.getInteger("gantry.chest.every", 10);

    /// The first images find the code cold.
    private static final int WARM_UP = 40;

    /// Associations; more would be refused when a busy machine falls behind.
    private static final int MOST_AT_ONCE = 5;

    @TempDir
    static Path forAll;

    static Images images;

    @TempDir
    Path folder;

    @BeforeAll
    static void make() throws Exception {
        images = Images.make(forAll.resolve("images"), EVERY);
    }

    @Test
    void answersEachImageOnceAndRanksPneumoniaHigh() throws Exception {
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), "")) {
            var sent = site.storescu(List.of("+sd"), List.of(images.folder())); // one association, unpaced
            assertThat(sent.exitCode()).as(sent.text()).isZero();

            hospital.await(outcomes -> finals(outcomes).size() >= images.labels().size());

            var finals = finals(hospital.outcomes());
            assertThat(finals).as("outcomes for images").hasSize(images.labels().size());
            assertThat(finals.stream().map(m -> m.payload().path("exam").path("instance").asString()))
                    .as("none twice").doesNotHaveDuplicates();
            assertThat(finals).allSatisfy(message ->
                    assertThat(message.topic()).startsWith("gantry/st-anna/cr-room-2/shadow/outcome/CR/"));
            double auroc = auroc(finals, images.labels(), site.pseudonyms());
            System.out.printf("chest test split: %d images, %d outcomes, AUROC %.4f%n",
                    images.labels().size(), finals.size(), auroc);
            assertThat(auroc).isGreaterThanOrEqualTo(EVERY == 1 ? 0.965 : 0.92); // a tenth scatters more
        }
    }

    /// Twenty images a second, as two busy rooms might send them; the figures are printed, not asserted.
    @Test
    void measuresTheWayFromTheLastByteToTheSubscriber() throws Exception {
        var vertx = Vertx.vertx();
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), "")) {
            var peer = new Requestor.Peer("127.0.0.1", site.port(),
                    new Titles(new AeTitle("GANTRY"), new AeTitle("CR1")), Duration.ofSeconds(30));
            var sender = new Sender(vertx);
            var sent = new ArrayList<Future<List<Sent>>>();
            for (var object : images.outgoing()) {
                sent.add(sender.send(peer, List.of(object), _ -> {}));
                TimeUnit.MILLISECONDS.sleep(50);
                sent.get(Math.max(0, sent.size() - MOST_AT_ONCE)).await(60, TimeUnit.SECONDS);
            }
            for (var each : sent) {
                assertThat(each.await(60, TimeUnit.SECONDS)).allSatisfy(object -> assertThat(object.result())
                        .isInstanceOfSatisfying(Sent.Result.Answered.class, it -> assertThat(it.status()).isZero()));
            }
            hospital.await(outcomes -> finals(outcomes).size() >= images.labels().size());

            var finals = finals(hospital.outcomes());
            assertThat(finals).hasSize(images.labels().size());
            var warm = finals.subList(Math.min(WARM_UP, finals.size() / 2), finals.size());
            print("last byte to decision", warm.stream()
                    .mapToDouble(m -> m.payload().path("timing").path("elapsed-ms").asDouble()).toArray());
            print("last byte to publish", warm.stream()
                    .mapToDouble(m -> sinceLastByteMillis(m, m.sentAt().orElseThrow())).toArray());
            print("last byte to subscriber", warm.stream()
                    .mapToDouble(m -> sinceLastByteMillis(m, m.at())).toArray());
            for (var stage : List.of("queued-ms", "decoded-ms", "prepared-ms", "computed-ms")) {
                print("  " + stage, warm.stream().mapToDouble(
                        m -> m.payload().path("timing").path("stages").path(stage).asDouble()).toArray());
            }
        } finally {
            vertx.close();
        }
    }

    private static double sinceLastByteMillis(Hospital.Message message, Instant moment) {
        var lastByte = Instant.parse(message.payload().path("timing").path("last-byte").asString());
        return Duration.between(lastByte, moment).toNanos() / 1e6;
    }

    private static void print(String what, double[] millis) {
        Arrays.sort(millis);
        System.out.printf("chest test split, paced: %-24s n %d  p50 %.1f ms  p95 %.1f ms  p99 %.1f ms  max %.1f ms%n",
                what, millis.length, at(millis, 0.50), at(millis, 0.95), at(millis, 0.99), millis[millis.length - 1]);
    }

    private static double at(double[] sorted, double quantile) {
        return sorted[(int) Math.min(sorted.length - 1L, Math.round(quantile * (sorted.length - 1)))];
    }

    private static List<Hospital.Message> finals(List<Hospital.Message> outcomes) {
        return outcomes.stream().filter(m -> m.text("state").equals("final")).toList();
    }

    /// The area under the ROC curve as the probability that a positive outranks a negative (Mann-Whitney).
    private static double auroc(List<Hospital.Message> finals, Map<String, Integer> labels, Pseudonyms pseudonyms) {
        var labelOf = new HashMap<String, Integer>();
        labels.forEach((instance, label) -> labelOf.put(pseudonyms.instance(instance), label));
        var seen = new HashSet<String>();
        double[][] scores = {new double[finals.size()], new double[finals.size()]};
        int[] counts = new int[2];
        for (var message : finals) {
            var instance = message.payload().path("exam").path("instance").asString();
            assertThat(labelOf).containsKey(instance);
            seen.add(instance);
            int label = labelOf.get(instance);
            scores[label][counts[label]++] =
                    message.payload().path("findings").path(0).path("probability").asDouble(-1);
        }
        assertThat(seen).hasSameSizeAs(labelOf.keySet());
        var negatives = Arrays.copyOf(scores[0], counts[0]);
        return IntStream.range(0, counts[1])
                .mapToDouble(i -> Arrays.stream(negatives)
                        .map(n -> n < scores[1][i] ? 1 : n == scores[1][i] ? 0.5 : 0)
                        .sum())
                .sum() / ((double) counts[0] * counts[1]);
    }

    /// CR objects made of the set's pictures.
    ///
    /// @param labels SOP Instance UID -> 1 for pneumonia
    record Images(Path folder, Map<String, Integer> labels) {
        static Images make(Path folder, int every) throws Exception {
            var data = Peers.shared("data/chest-xray-pneumonia-224.tgz");
            var python = Peers.python("pydicom", "numpy", "PIL");
            var made = Site.run(List.of(python.toString(), "src/it/make_cr.py", data.toString(),
                    folder.toString(), "--every", Integer.toString(every)));
            assertThat(made.exitCode()).as(made.text()).isZero();
            var labels = new HashMap<String, Integer>();
            for (var line : Files.readAllLines(folder.resolve("labels.csv")).stream().skip(1).toList()) {
                var fields = line.split(",");
                labels.put(fields[2], Integer.valueOf(fields[1]));
            }
            Files.delete(folder.resolve("labels.csv"));
            return new Images(folder, labels);
        }

        List<Outgoing> outgoing() throws IOException {
            var all = new ArrayList<Outgoing>();
            try (var files = Files.list(folder)) {
                for (var file : files.sorted().toList()) {
                    all.add(Outgoing.of((Part10.Opened) Part10.open(file)).orElseThrow());
                }
            }
            return all;
        }
    }
}
