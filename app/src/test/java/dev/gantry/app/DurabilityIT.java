// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.gantry.app.SyscallLog.Call;
import dev.gantry.dicom.dimse.StoreStatus;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel sees: an object is synced before it is acknowledged, and what could not be synced is not.
///
/// strace looks on, and plays the broken disk; skipped where it is missing or may not.
class DurabilityIT {
    private static final Pattern ENTRY = Pattern.compile("received\\\\t([0-9a-z]+-[0-9a-z]+)");

    @TempDir
    Path folder;

    Path strace;
    Broker broker;
    Hospital hospital;
    GantryRun run;
    Process gantry;
    final Vertx vertx = Vertx.vertx();

    @BeforeEach
    void start() throws Exception {
        strace = Peers.program("strace", "strace");
        broker = new Broker(folder);
        hospital = new Hospital(broker.url());
        run = new GantryRun(folder, broker.url(), "");
    }

    @AfterEach
    void stop() throws Exception {
        vertx.close();
        if (run != null) {
            hospital.close();
            broker.close();
        }
        if (gantry != null) {
            gantry.destroyForcibly().waitFor();
        }
    }

    /// strace at work on all threads of the process, until it is closed.
    private final class Watching implements AutoCloseable {
        private final Path log = folder.resolve("strace.log");
        private final Process process;

        private Watching(String... options) throws Exception {
            var command = new ArrayList<>(List.of(strace.toString(), "-f", "-yy", "-s", "2000", "-o", log.toString()));
            command.addAll(List.of(options));
            command.addAll(List.of("-p", Long.toString(gantry.pid())));
            var messages = folder.resolve("strace.txt");
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(messages.toFile()).start();
            for (int i = 0; i < 200 && !Files.readString(messages).contains("attached"); i++) {
                if (!process.isAlive() || Files.readString(messages).contains("not permitted")) {
                    System.out.println("skipped: strace may not attach here: " + Files.readString(messages));
                    abort("strace may not attach here");
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
            TimeUnit.MILLISECONDS.sleep(500); // it attaches to one thread after the other
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            process.onExit().orTimeout(10, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void syncsObjectAndJournalBeforeItAnswers() throws Exception {
        int count = 20;
        var command = new ArrayList<>(List.of(Peers.program("storescu", "dcmtk").toString(), "-aec", "GANTRY", "-aet",
                "CR1", "127.0.0.1", Integer.toString(run.port())));
        for (int i = 0; i < count; i++) {
            command.add(CrObject.named("synced-" + i).write(folder.resolve("send")).toString());
        }
        var log = folder.resolve("strace.log");
        gantry = run.start(List.of(strace.toString(), "-D", "-f", "-yy", "-s", "2000", "-o", log.toString(), "-e",
                "trace=openat,fsync,fdatasync,rename,renameat,renameat2,write,writev,pwrite64,pwritev,sendto,sendmsg"));

        assertThat(Site.run(command).exitCode()).isZero();

        gantry.destroy();
        assertThat(gantry.waitFor(60, TimeUnit.SECONDS)).isTrue();
        var calls = SyscallLog.read(Files.readAllLines(log, StandardCharsets.ISO_8859_1));
        var answers = calls.where(this::answersStore);
        var ids = calls.where(this::entersJournal).stream()
                .flatMap(call -> ENTRY.matcher(call.text()).results().map(match -> match.group(1))).toList();
        assertThat(answers).as(() -> "answers among " + calls.where(call -> call.names("<TCP"))).hasSize(count);
        assertThat(ids).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertSynced(calls, ids.get(i), answers.get(i));
        }
        System.out.printf("durability: %d answers, each after the syncs of its object, name and journal entry%n",
                count);
    }

    /// A P-DATA-TF of ours on the DICOM port (PS3.8 9.3.5): with one association that is a C-STORE-RSP.
    private boolean answersStore(Call call) {
        return call.names("<TCP") && call.names(":" + run.port() + "->") && call.names("\"\\4\\0");
    }

    private boolean entersJournal(Call call) {
        return call.name().contains("write") && call.names(run.spool() + "/journal/")
                && ENTRY.matcher(call.text()).find();
    }

    private void assertSynced(SyscallLog calls, String id, Call answer) {
        var name = Pattern.compile(Pattern.quote(run.spool() + "/objects/") + "[0-9-]+/" + id + "\\.(part|dcm)");
        var object = calls.where(call -> call.name().equals("fdatasync") && name.matcher(call.text()).find());
        assertThat(object).as("sync of object " + id).isNotEmpty()
                .allMatch(call -> call.succeeded() && call.returns() < answer.begins());
        var named = calls.where(call -> (call.name().startsWith("rename") || call.names("O_EXCL"))
                && name.matcher(call.text()).find()).getLast();
        assertThat(calls.where(call -> call.name().equals("fsync") && call.names(run.spool() + "/objects/")
                        && call.succeeded() && call.begins() > named.returns() && call.returns() < answer.begins()))
                .as("sync of the name of " + id).isNotEmpty();
        var entry = calls.where(call -> entersJournal(call) && call.names("received\\t" + id)).getFirst();
        assertThat(entry.begins()).as("entered once it is synced").isGreaterThan(object.getLast().returns());
        assertThat(calls.where(call -> call.name().equals("fdatasync") && call.names(run.spool() + "/journal/")
                        && call.succeeded() && call.begins() > entry.returns() && call.returns() < answer.begins()))
                .as("sync of the journal entry of " + id).isNotEmpty();
    }

    @Test
    void acknowledgesNothingWhileObjectsCannotBeSynced() throws Exception {
        gantry = run.start();
        var lost = CrObject.named("not-synced");
        var kept = CrObject.named("synced-again");

        try (var _ = new Watching("-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO")) {
            assertThat(run.store(vertx, lost)).isEqualTo(StoreStatus.OUT_OF_RESOURCES.code());
            assertThat(run.store(vertx, lost)).isEqualTo(StoreStatus.OUT_OF_RESOURCES.code());
        }

        assertAcceptedInTheEnd(kept);
        assertOnlyAnswered(kept, lost);
    }

    @Test
    void acknowledgesNothingWhenTheJournalCannotBeSyncedAndHealsItself() throws Exception {
        gantry = run.start();
        var lost = CrObject.named("not-journaled");
        var kept = CrObject.named("journaled-again");

        try (var _ = new Watching("-e", "trace=fdatasync", "-e", "inject=fdatasync:error=EIO", "-P", segment())) {
            assertThat(run.store(vertx, lost)).isEqualTo(StoreStatus.OUT_OF_RESOURCES.code());
        }

        assertAcceptedInTheEnd(kept);
        assertThat(run.log()).contains("journal failed").contains("can be trusted again");
        assertOnlyAnswered(kept, lost);
    }

    private String segment() throws IOException {
        try (var all = Files.list(run.spool().resolve("journal"))) {
            return all.filter(file -> file.getFileName().toString().startsWith("segment")).findFirst().orElseThrow()
                    .toString();
        }
    }

    private void assertAcceptedInTheEnd(CrObject image) throws Exception {
        int status = run.store(vertx, image);
        for (int i = 0; i < 40 && status != 0; i++) {
            TimeUnit.MILLISECONDS.sleep(500);
            status = run.store(vertx, image);
        }
        assertThat(status).as(run.log()).isZero();
    }

    /// Also after a restart: what was refused does not come back.
    private void assertOnlyAnswered(CrObject kept, CrObject lost) throws Exception {
        var expected = run.pseudonyms().instance(kept.instanceUid());
        hospital.await(outcomes -> instances(outcomes).contains(expected));
        gantry.destroy();
        assertThat(gantry.waitFor(30, TimeUnit.SECONDS)).isTrue();
        gantry = run.start();
        var after = CrObject.named("after-the-restart");
        assertThat(run.store(vertx, after)).isZero();
        hospital.await(outcomes -> instances(outcomes).contains(instance(after)));

        assertThat(instances(hospital.outcomes())).containsExactlyInAnyOrder(expected, instance(after))
                .doesNotContain(instance(lost));
    }

    private String instance(CrObject image) {
        try {
            return run.pseudonyms().instance(image.instanceUid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> instances(List<Hospital.Message> outcomes) {
        return outcomes.stream().map(m -> m.payload().path("exam").path("instance").asString(""))
                .collect(Collectors.toSet());
    }
}
