// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.cli.Commands;
import dev.gantry.cli.Commands.Said;
import dev.gantry.control.Control;
import dev.gantry.control.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The commands that ask an appliance which runs, with DCMTK in front of it and mosquitto behind.
class CommandsIT {
    private static final Path PICTURE =
            Site.MODELS.resolve("chest-pneumonia/1.0.0/golden/phantom-opacity-1.dcm");

    @TempDir
    Path folder;

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private Broker broker;
    private Site site;

    @BeforeEach
    void open() throws Exception {
        broker = new Broker(folder); // skips the test where there is none
        opened.push(() -> broker.close());
        site = new Site(folder, broker.url(), "exam: {silence: 300ms}");
        opened.push(() -> site.close());
    }

    @AfterEach
    void close() throws Exception {
        for (var part : opened) {
            part.close();
        }
    }

    /// @param arguments two words of the command first
    private Said gantry(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(2, List.of("--config", folder.resolve("gantry.yaml").toString()));
        return Commands.run(all.toArray(String[]::new));
    }

    private JsonNode json(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add(2, "--json");
        var said = gantry(all.toArray(String[]::new));
        assertThat(said.err()).isEmpty();
        return JsonMapper.shared().readTree(said.out());
    }

    private Hospital hospital() throws Exception {
        var hospital = new Hospital(broker.url());
        opened.push(hospital::close);
        return hospital;
    }

    private void store(Path... files) throws Exception {
        var printed = site.storescu(List.of(), List.of(files));
        assertThat(printed.exitCode()).as(printed.text()).isZero();
    }

    private Path file(CrObject object) throws Exception {
        return object.write(folder.resolve("objects"));
    }

    private static void await(String what, Callable<Boolean> there) throws Exception {
        for (int i = 0; i < 1200 && !there.call(); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(there.call()).as(what).isTrue();
    }

    private void awaitComplete(String study) throws Exception {
        await("the exam is complete", () -> json("exam", "list").path("exams").valueStream().anyMatch(exam ->
                exam.path("exam").asString("").equals(study) && exam.path("state").asString("").equals("answered")
                        && json("exam", "show", "--", study).at("/objects/unsettled").asInt(1) == 0));
    }

    @Test
    void showsWhatWasSaidOfAnExamAndWhatTheModelsSayNow() throws Exception {
        var hospital = hospital();
        store(PICTURE);
        var said = hospital.awaitOutcomes(1).getFirst();
        var study = said.payload().path("exam").path("study").asString();
        awaitComplete(study);

        var list = gantry("exam", "list", "--since", "1h");
        assertThat(list.exit()).isZero();
        assertThat(list.out()).contains(study, "answered", " from CR1, mode test", ": 1 positive");
        var show = gantry("exam", "show", "--", study.substring(0, 6));
        assertThat(show.exit()).as(show.err()).isZero();
        assertThat(show.out()).contains("exam " + study, "objects: 1 kept in the spool", "revision 1, ", ": positive",
                "at or over its threshold", "sha256 ", " ms from the last byte of ", "computed");
        var id = said.text("id");
        assertThat(gantry("exam", "show", id).out()).as("by the id of its outcome").isEqualTo(show.out());
        assertThat(json("exam", "show", "--", study).at("/outcomes/0/id").asString()).isEqualTo(id);
        var again = json("exam", "replay", "--", study);
        assertThat(again.path("answers")).singleElement().satisfies(answer -> {
            assertThat(answer.path("effect").asString()).isEqualTo("same");
            assertThat(answer.path("before").path("id").asString()).isEqualTo(id);
            assertThat(answer.path("after").path("findings")).isNotEmpty();
        });
        assertThat(gantry("exam", "replay", "--", study).out()).contains("1 object of exam " + study + " analysed again",
                "stands: ", "nothing new");
        int heard = hospital.outcomes().size();
        assertThat(gantry("exam", "replay", "--resend", "--", study).out()).startsWith("sent again: 1 outcome of exam");
        var twice = hospital.await(messages -> messages.size() > heard).getLast();
        assertThat(twice.text("id")).isEqualTo(id);
        assertThat(twice.payload().path("revision").asInt()).isEqualTo(
                hospital.outcomes().getFirst().payload().path("revision").asInt());
        var unknown = gantry("exam", "show", "AAAAnobody");
        assertThat(unknown.exit()).isEqualTo(1);
        assertThat(unknown.err()).startsWith("gantry: there is no exam AAAAnobody").contains("gantry exam list");
        assertThat(gantry("exam", "show", "A*").err()).contains("its first 4 characters or more");
    }

    @Test
    void answersAnExamAnewThatNoModelWasThereForAndNoneThatWasTakenBack() throws Exception {
        var hospital = hospital();
        assertThat(gantry("model", "off", "chest-pneumonia").exit()).isZero();
        var image = CrObject.named("image");
        var rejected = CrObject.named("rejected");
        store(file(image), file(rejected));
        store(RejectingNote.write(folder, "113001", rejected));
        hospital.await(messages -> messages.stream().anyMatch(it -> it.text("reason").equals("no_model")));
        var study = site.pseudonyms().study(image.studyUid());
        awaitComplete(study);
        assertThat(gantry("model", "activate", "chest-pneumonia").exit()).isZero();

        assertThat(json("exam", "replay", "--", study).path("answers")).singleElement().satisfies(answer -> {
            assertThat(answer.path("effect").asString()).isEqualTo("different");
            assertThat(answer.path("model").asString()).isEqualTo("chest-pneumonia");
        });
        assertThat(hospital.outcomes()).as("looking publishes nothing")
                .noneMatch(it -> it.topic().endsWith("/chest-pneumonia"));
        assertThat(gantry("exam", "list").out() + gantry("exam", "show", "--", study) + json("exam", "show", "--", study))
                .contains(study).doesNotContain("NOBODY", "4711", image.studyUid(), image.instanceUid());
        assertThat(gantry("exam", "replay", "--publish", "--", study).out()).contains("published as a further revision");
        var said = hospital.await(messages -> messages.stream().anyMatch(it -> it.topic().endsWith("/chest-pneumonia"))
                && messages.stream().anyMatch(it -> it.text("state").equals("retracted")));
        assertThat(said).filteredOn(it -> it.topic().endsWith("/chest-pneumonia")).singleElement().satisfies(it -> {
            assertThat(it.text("state")).isEqualTo("final");
            assertThat(it.payload().path("exam").path("study").asString()).isEqualTo(study);
            assertThat(it.payload().path("timing").path("replayed").asBoolean()).isTrue();
        });
        assertThat(said).filteredOn(it -> it.text("state").equals("retracted")).allSatisfy(it ->
                assertThat(it.topic()).endsWith("/_none"));

        store(RejectingNote.write(folder, "113037", image));
        hospital.await(messages -> messages.stream().anyMatch(it -> it.topic().endsWith("/chest-pneumonia")
                && it.text("state").equals("retracted")));
        await("the note is settled", () ->
                json("exam", "show", "--", study).at("/objects/unsettled").asInt(1) == 0);
        assertThat(gantry("exam", "replay", "--publish", "--", study).out()).doesNotContain("published");
        assertThat(json("exam", "show", "--", study).path("outcomes")).allSatisfy(outcome ->
                assertThat(outcome.path("revisions").valueStream().toList().getLast().path("state").asString())
                        .isIn("retracted", "final"));
    }

    @Test
    void deliversWhatWaitsAtOnceWhenAsked() throws Exception {
        broker.kill();
        store(file(CrObject.named("image")));
        await("it waits", () -> json("outbox", "list").path("waiting").asInt(0) > 0);

        var list = gantry("outbox", "list");
        assertThat(list.exit()).isZero();
        assertThat(list.out()).contains("the broker is not connected",
                "gantry/st-anna/cr-room-2/shadow/outcome/CR/chest-pneumonia");
        var inVain = gantry("outbox", "flush", "--wait", "1");
        assertThat(inVain.exit()).isEqualTo(1);
        assertThat(inVain.out()).contains("still waiting: ", "the broker is not connected");
        var begun = new CompletableFuture<JsonNode>();
        var flushing = CompletableFuture.supplyAsync(() -> Control.ask(folder.resolve("spool"), "outbox flush",
                JsonMapper.shared().createObjectNode().put("limit-seconds", 120), begun::complete));
        assertThat(begun.get(60, TimeUnit.SECONDS).path("of").asInt()).isPositive();
        broker.restart();
        var hospital = hospital();

        assertThat(flushing.get(150, TimeUnit.SECONDS)).isInstanceOfSatisfying(Reply.Done.class, done -> {
            assertThat(done.result().path("waited").asInt()).isEqualTo(begun.join().path("of").asInt());
            assertThat(done.result().path("left").asInt(1)).isZero();
        });
        assertThat(hospital.awaitOutcomes(1)).isNotEmpty();
        assertThat(gantry("outbox", "list").out()).startsWith("nothing waits");
        assertThat(gantry("outbox", "flush").out()).startsWith("nothing waited");
        site.stop();
        assertThat(Files.exists(folder.resolve("spool/control.sock"))).isFalse();
        assertThat(gantry("outbox", "list")).satisfies(it -> {
            assertThat(it.exit()).isEqualTo(4);
            assertThat(it.err()).contains("the appliance does not run", "systemctl start gantry");
        });
    }
}
