// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.bench;

import dev.gantry.bench.IngestReport.Large;
import dev.gantry.bench.IngestReport.Many;
import dev.gantry.bench.IngestReport.Row;
import dev.gantry.bench.Receivers.Receiver;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.ObjectMapper;

/// How fast objects come in, at Gantry and at the peers that are installed, by the same senders, in turn.
///
/// Two senders: dcmtk's `storescu` as it comes, and Gantry's own, from memory. Each receiver gets one sending in
/// each round; the round begins with another receiver each time, so that no one always has the warm or the busy
/// minute. A round before the first is not counted: JVMs compile, the memory of a virtual machine is touched.
public final class IngestBench implements AutoCloseable {
    static final String CEILING = "no files (ceiling)";

    private static final int HEAP_MEGABYTES = 128;
    private static final Pattern COLLECTION = Pattern.compile("(\\d+)M->(\\d+)M\\(\\d+M\\)");

    private final Plan plan;
    private final Consumer<String> progress;
    private final Path folder;
    private final Processes processes;
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
    private final Sender sender = new Sender(vertx);
    private final Receivers receivers;
    private final Series series;
    private final Optional<Path> storescu = Processes.installed("storescu");
    private final List<String> remarks = new ArrayList<>();

    /// @param rounds      counted sendings to each receiver
    /// @param slices      of the series
    /// @param largeFrames of the object that streams through a small heap, 0.5 MB each
    /// @param peers       whether to send to other people's receivers too
    /// @param folder      a disk to measure on: a folder is made in it
    public record Plan(int rounds, int slices, int largeFrames, boolean peers, Path folder) {}

    /// What a sending is timed by.
    private interface Way {
        double seconds(Receiver receiver) throws IOException, InterruptedException;
    }

    /// @param gantry   the command that runs another `gantry` with JVM options and arguments
    /// @param progress hears what is going on, line by line
    public IngestBench(Plan plan, Function<List<String>, List<String>> gantry, Consumer<String> progress)
            throws IOException {
        this.plan = plan;
        this.progress = progress;
        this.folder = Files.createTempDirectory(plan.folder(), "gantry-bench-").toRealPath();
        this.processes = new Processes(folder);
        this.receivers = new Receivers(processes, folder, gantry, sender);
        progress.accept("making " + plan.slices() + " slices");
        this.series = new Series(folder.resolve("series"), plan.slices());
    }

    /// Measures; takes minutes, most of them with the slow receivers.
    ///
    /// @throws IOException when a receiver does not start, or refuses an object
    public String run(boolean json) throws IOException, InterruptedException {
        var report = measure();
        return json ? new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(report.tree())
                : report.text();
    }

    private IngestReport measure() throws IOException, InterruptedException {
        var all = new ArrayList<Receiver>();
        if (plan.peers()) {
            receivers.storescp().ifPresentOrElse(all::add, () -> remarks.add("dcmtk storescp is not installed"));
            receivers.orthanc().ifPresentOrElse(all::add, () -> remarks.add("Orthanc is not installed"));
        }
        var fsync = receivers.gantry(Durability.FSYNC, "Gantry fsync", List.of());
        all.add(fsync);
        all.add(receivers.gantry(Durability.WRITE, "Gantry write", List.of()));
        all.add(receivers.gantry(Durability.NONE, "Gantry none", List.of()));
        all.add(receivers.sink());
        if (storescu.isEmpty()) {
            remarks.add("dcmtk storescu is not installed");
        }
        var rows = rounds(all);
        var many = many(fsync);
        all.forEach(receiver -> processes.stop(receiver.process()));
        return new IngestReport(machine(), rows, Optional.of(many), large(), List.copyOf(remarks));
    }

    private List<Row> rounds(List<Receiver> all) throws IOException, InterruptedException {
        var stock = new TreeMap<String, List<Double>>();
        var own = new TreeMap<String, List<Double>>();
        for (int round = 0; round <= plan.rounds(); round++) {
            var turn = new ArrayList<>(all);
            Collections.rotate(turn, round);
            for (var receiver : turn) {
                if (storescu.isPresent()) {
                    time(round, receiver, "storescu", this::stock, stock);
                }
                time(round, receiver, "own sender", this::own, own);
            }
        }
        return all.stream()
                .map(receiver -> new Row(receiver.name(),
                        Optional.ofNullable(stock.get(receiver.name()))
                                .map(seconds -> new Timings(seconds, series.bytes())),
                        new Timings(own.get(receiver.name()), series.bytes())))
                .toList();
    }

    private void time(int round, Receiver receiver, String sender, Way way, Map<String, List<Double>> into)
            throws IOException, InterruptedException {
        series.renew();
        double seconds = way.seconds(receiver);
        progress.accept("round %d of %d: %s to %s: %.2f s%s".formatted(round, plan.rounds(), sender,
                receiver.name(), seconds, round == 0 ? " (not counted)" : ""));
        if (round > 0) {
            into.computeIfAbsent(receiver.name(), _ -> new ArrayList<>()).add(seconds);
        }
        if (receiver.name().equals("dcmtk storescp")) {
            Processes.empty(receiver.folder());
        }
    }

    /// From the start of storescu's process to its end.
    private double stock(Receiver receiver) throws IOException, InterruptedException {
        var titles = receiver.peer().titles();
        var command = new ArrayList<>(List.of(storescu.orElseThrow().toString(),
                "-aet", titles.calling().text(), "-aec", titles.called().text(),
                receiver.peer().host(), Integer.toString(receiver.peer().port())));
        series.files().forEach(file -> command.add(file.toString()));
        long begun = System.nanoTime();
        int status = processes.start("storescu.log", command).waitFor();
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (status != 0) {
            throw new IOException("storescu to " + receiver.name() + " ended with " + status + ": "
                    + Files.readString(folder.resolve("storescu.log")).strip());
        }
        return seconds;
    }

    /// From the first byte of the association to its release.
    private double own(Receiver receiver) throws IOException, InterruptedException {
        return send(receiver, List.of(series.outgoing()), new HashSet<>());
    }

    /// One association for each list, all at once.
    private double send(Receiver receiver, List<List<Outgoing>> lists, Set<String> acknowledged)
            throws IOException, InterruptedException {
        long begun = System.nanoTime();
        var running = lists.stream()
                .map(list -> sender.send(receiver.peer(), list, _ -> {}).toCompletionStage().toCompletableFuture())
                .toList();
        for (var sending : running) {
            try {
                for (var sent : sending.get()) {
                    acknowledged.add(stored(receiver, sent));
                }
            } catch (ExecutionException e) {
                throw new IOException("sending to " + receiver.name() + " failed", e.getCause());
            }
        }
        return (System.nanoTime() - begun) / 1e9;
    }

    private static String stored(Receiver receiver, Sent sent) throws IOException {
        return switch (sent.result()) {
            case Sent.Result.Answered answered when answered.stored() -> sent.object().sopInstanceUid();
            case Sent.Result.Answered(int status, var comment) -> throw new IOException(
                    "%s refused an object with 0x%04X %s; its last words: %s"
                            .formatted(receiver.name(), status, comment, receiver.lastWords()));
            case Sent.Result.NotSent(var why) -> throw new IOException("%s did not take an object: %s; its last words: %s"
                    .formatted(receiver.name(), why, receiver.lastWords()));
        };
    }

    /// The same number of bytes over one association and over fifty at once, in turn; what was acknowledged is
    /// looked for among the files.
    private Many many(Receiver receiver) throws IOException, InterruptedException {
        progress.accept(Receivers.ASSOCIATIONS + " associations at once");
        var single = new ArrayList<Double>();
        var together = new ArrayList<Double>();
        var acknowledged = new HashSet<String>();
        for (int round = 0; round < plan.rounds(); round++) {
            series.renew();
            single.add(send(receiver, List.of(series.outgoing()), acknowledged));
            series.renew();
            together.add(send(receiver, dealt(series.outgoing()), acknowledged));
        }
        var one = new Timings(single, series.bytes());
        var fifty = new Timings(together, series.bytes());
        var missing = new HashSet<>(acknowledged);
        missing.removeAll(kept(receiver.folder().resolve("spool")));
        return new Many(Receivers.ASSOCIATIONS, acknowledged.size(), missing.size(), fifty.megabytesPerSecond(),
                fifty.megabytesPerSecond() / one.megabytesPerSecond());
    }

    private static List<List<Outgoing>> dealt(List<Outgoing> objects) {
        var hands = new ArrayList<List<Outgoing>>();
        for (int i = 0; i < Math.min(Receivers.ASSOCIATIONS, objects.size()); i++) {
            hands.add(new ArrayList<>());
        }
        for (int i = 0; i < objects.size(); i++) {
            hands.get(i % hands.size()).add(objects.get(i));
        }
        return hands;
    }

    /// SOP instance UIDs of all whole DICOM files in a folder: the file is as long as its data set was.
    private Set<String> kept(Path spool) throws IOException {
        var uids = new HashSet<String>();
        try (Stream<Path> files = Files.walk(spool)) {
            for (var file : files.filter(it -> it.toString().endsWith(".dcm")).toList()) {
                if (Part10.open(file) instanceof Part10.Opened opened
                        && opened.dataSetBytes() == series.bytes() / plan.slices()) {
                    opened.meta().text(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID).ifPresent(uids::add);
                }
            }
        }
        return uids;
    }

    /// An object far larger than the heap, made while it is sent, to a Gantry that has 128 MB of heap.
    private Optional<Large> large() throws IOException, InterruptedException {
        if (plan.largeFrames() == 0) {
            return Optional.empty();
        }
        var object = series.multiFrame(plan.largeFrames());
        long bytes = ((Outgoing.Source.Made) object.source()).length();
        progress.accept("one object of %.0f MB".formatted(bytes / 1e6));
        var log = folder.resolve("gc.log");
        var receiver = receivers.gantry(Durability.FSYNC, "Gantry small heap",
                List.of("-Xmx" + HEAP_MEGABYTES + "m", "-Xlog:gc:file=" + log));
        double seconds = send(receiver, List.of(List.of(object)), new HashSet<>());
        long resident = resident(receiver.process());
        processes.stop(receiver.process());
        long peak = 0;
        long live = 0;
        for (var line : Files.readAllLines(log)) {
            var collection = COLLECTION.matcher(line);
            if (collection.find()) {
                peak = Math.max(peak, Long.parseLong(collection.group(1)) << 20);
                live = Math.max(live, Long.parseLong(collection.group(2)) << 20);
            }
        }
        return Optional.of(new Large(bytes, seconds, (long) HEAP_MEGABYTES << 20, peak, live, resident));
    }

    /// VmHWM of proc(5); 0 where there is none.
    private static long resident(Process process) throws IOException {
        var status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst().orElse(0);
    }

    private Map<String, String> machine() throws IOException {
        var machine = new LinkedHashMap<String, String>();
        machine.put("series", "%d slices 512 x 512 x 16 bit, %.0f MB; %d rounds in turn, one before not counted"
                .formatted(plan.slices(), series.bytes() / 1e6, plan.rounds()));
        machine.put("gantry", "gantry run, each in a process of its own; no model, no broker");
        machine.put("machine", "%d cores, Java %s, %s %s".formatted(Runtime.getRuntime().availableProcessors(),
                Runtime.version(), System.getProperty("os.name"), System.getProperty("os.version")));
        machine.put("disk", Files.getFileStore(folder).type() + " at " + plan.folder());
        return machine;
    }

    @Override
    public void close() {
        vertx.close();
        processes.close();
    }
}
