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
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel sees: an object is synced before it is acknowledged, and what could not be synced is not.
///
/// strace looks on, and plays the broken disk; skipped where it is missing or may not.
class DurabilityIT {
    private static final Pattern OBJECT = Pattern.compile("/objects/[0-9-]+/([0-9a-z]+-[0-9a-z]+)\\.(?:part|dcm)");

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
        gantry = run.start();
    }

    @AfterEach
    void stop() throws Exception {
        if (gantry != null) {
            gantry.destroyForcibly().waitFor();
            hospital.close();
            broker.close();
        }
        vertx.close();
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
            for (int i = 0; i < 1200 && !onEachThread(); i++) {
                TimeUnit.MILLISECONDS.sleep(50); // it attaches to one thread after the other
            }
            assertThat(onEachThread()).as("strace looks at each thread").isTrue();
        }

        /// `TracerPid` of proc_pid_status(5); a thread that has ended meanwhile does nothing unseen.
        private boolean onEachThread() throws IOException {
            try (var threads = Files.list(Path.of("/proc", Long.toString(gantry.pid()), "task"))) {
                return threads.map(thread -> {
                    try {
                        return Files.readString(thread.resolve("status"));
                    } catch (IOException _) {
                        return "";
                    }
                }).noneMatch(status -> status.contains("TracerPid:\t0\n"));
            }
        }

        @Override
        public void close() throws IOException {
            process.destroy();
            process.onExit().orTimeout(60, TimeUnit.SECONDS).join();
        }
    }

    @Test
    void syncsObjectAndJournalBeforeItAnswers() throws Exception {
        int count = 80;
        Watching watching = new Watching("-e",
                "trace=openat,fsync,fdatasync,write,writev,pwrite64,sendto,sendmsg");
        try (watching) {
            send("made before we looked", count / 2);
            for (int i = 0; i < 400 && calls(watching).where(DurabilityIT::makes).size() < count / 2; i++) {
                TimeUnit.MILLISECONDS.sleep(50); // files are made ahead when it is quiet; the youngest are used first
            }
            send("made under our eyes", count / 2);
        }

        var calls = calls(watching);
        var answers = calls.where(this::answersStore);
        var ids = calls.where(call -> call.name().equals("fdatasync")).stream()
                .flatMap(call -> id(call).stream()).distinct().toList();
        assertThat(answers).as(() -> "answers among " + calls.where(call -> call.names("<TCP"))).hasSize(count);
        assertThat(ids).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertSynced(calls, ids.get(i), answers.get(i));
        }
        assertThat(ids.stream().filter(id -> made(calls, id).isPresent())).as("names made meanwhile").isNotEmpty();
        System.out.printf("durability: %d answers, each after the syncs of its object, name and journal entry%n",
                count);
    }

    private void send(String name, int count) throws Exception {
        var command = new ArrayList<>(List.of(Peers.program("storescu", "dcmtk").toString(), "-aec", "GANTRY", "-aet",
                "CR1", "127.0.0.1", Integer.toString(run.port())));
        for (int i = 0; i < count; i++) {
            command.add(CrObject.named(name + i).write(folder.resolve("send")).toString());
        }
        assertThat(Site.run(command).exitCode()).isZero();
    }

    private static SyscallLog calls(Watching watching) throws IOException {
        return SyscallLog.read(Files.readAllLines(watching.log, StandardCharsets.ISO_8859_1));
    }

    /// A P-DATA-TF of ours on the DICOM port (PS3.8 9.3.5): with one association that is a C-STORE-RSP.
    private boolean answersStore(Call call) {
        return call.names("<TCP") && call.names(":" + run.port() + "->") && call.names("\"\\4\\0");
    }

    private static Stream<String> ids(String text) {
        return OBJECT.matcher(text).results().map(match -> match.group(1));
    }

    private static List<String> id(Call call) {
        return ids(call.text()).distinct().toList();
    }

    /// When its file was made; empty when that was before we looked.
    private static Optional<Call> made(SyscallLog calls, String id) {
        return calls.where(call -> makes(call) && id(call).contains(id)).stream().findFirst();
    }

    private static boolean makes(Call call) {
        return call.name().equals("openat") && call.names("O_EXCL") && !id(call).isEmpty();
    }

    private static void assertSynced(SyscallLog calls, String id, Call answer) {
        var object = calls.where(call -> call.name().equals("fdatasync") && id(call).contains(id));
        assertThat(object).as("sync of object " + id).isNotEmpty()
                .allMatch(call -> call.succeeded() && call.returns() < answer.begins());
        made(calls, id).ifPresent(making -> assertThat(calls.where(call -> call.name().equals("fsync")
                        && call.names("/objects/") && call.begins() > making.returns()
                        && call.returns() < answer.begins()))
                .as("sync of the folder of " + id).isNotEmpty());
        var entry = calls.where(call -> call.name().contains("write") && call.names("/spool/journal/")
                && call.names("received\\t" + id)).getFirst();
        assertThat(calls.where(call -> call.name().equals("fdatasync") && call.names("/spool/journal/")
                        && call.succeeded() && call.begins() > entry.returns() && call.returns() < answer.begins()))
                .as("sync of the journal entry of " + id).isNotEmpty();
    }

    @Test
    void acknowledgesNothingWhileObjectsCannotBeSynced() throws Exception {
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
        for (int i = 0; i < 200 && status != 0; i++) {
            TimeUnit.MILLISECONDS.sleep(100);
            status = run.store(vertx, image);
        }
        assertThat(status).as(run.log()).isZero();
    }

    /// Also after a restart: what was refused does not come back.
    private void assertOnlyAnswered(CrObject kept, CrObject lost) throws Exception {
        var expected = run.pseudonyms().instance(kept.instanceUid());
        hospital.await(outcomes -> instances(outcomes).contains(expected));
        gantry.destroy();
        assertThat(gantry.waitFor(60, TimeUnit.SECONDS)).isTrue();
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
