// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.dimse.Outgoing;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.dimse.Sent;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Sends DICOM files as a scanner would.
@Command(
        name = "send",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {
            "  gantry send --to GANTRY@127.0.0.1:11112 study/",
            "  gantry send --to GANTRY@10.0.4.9:11112 --from CR1 --json a.dcm b.dcm | jq .stored"
        },
        exitCodeList = {
            "0:every DICOM file was stored", "1:some were not; each is named with the reason",
            "2:the command line is wrong", "3:an option is no address or no AE title"
        },
        description = {
            "Sends DICOM files as a scanner would.",
            "Folders are sent with all in them, over one association, each object in its own transfer syntax. What is"
                    + " no DICOM file is left out, and named."
        })
final class SendCommand implements Callable<Integer> {
    @Mixin
    PeerOptions peer;

    @Option(names = "--quiet", description = "say only what was not stored, and show no progress")
    boolean quiet;

    @Option(names = "--json", description = "as JSON, for programs: each object, and what became of it")
    boolean json;

    @Parameters(arity = "1..*", paramLabel = "FILE-OR-FOLDER", description = "what to send")
    List<Path> paths;

    @Spec
    CommandSpec spec;

    private final Map<Outgoing, Path> files = new HashMap<>();

    @Override
    public Integer call() throws IOException, InterruptedException, ExecutionException {
        var to = peer.peer();
        var objects = new ArrayList<Outgoing>();
        for (var path : paths) {
            if (!Files.exists(path)) {
                throw new IOException("there is no " + path);
            }
            try (Stream<Path> all = Files.walk(path)) {
                for (var file : all.filter(Files::isRegularFile).sorted().toList()) {
                    read(file).ifPresent(objects::add);
                }
            }
        }
        if (objects.isEmpty()) {
            throw new IOException("nothing to send: no DICOM file among what was named");
        }
        var vertx = Vertx.vertx();
        try {
            List<Sent> sent;
            var answered = new AtomicInteger();
            try (var bar = quiet ? ProgressBar.none(err()) : ProgressBar.of(err(), "objects")) {
                sent = new Sender(vertx)
                        .send(to, objects, one -> tell(one, bar, answered.incrementAndGet(), objects.size()))
                        .toCompletionStage().toCompletableFuture().get();
            }
            long stored = sent.stream().filter(SendCommand::stored).count();
            if (json) {
                spec.commandLine().getOut().println(tree(sent, stored));
                spec.commandLine().getOut().flush();
            }
            if (!quiet || stored < objects.size()) {
                err().printf("%d of %d objects stored at %s%n", stored, objects.size(), peer.to);
                err().flush();
            }
            return stored == objects.size() ? Main.DONE : Main.FAILED;
        } finally {
            vertx.close();
        }
    }

    private Optional<Outgoing> read(Path file) throws IOException {
        return switch (Part10.open(file)) {
            case Part10.NotDicom(var detail) -> {
                err().println(file + ": left out: " + detail);
                yield Optional.empty();
            }
            case Part10.Opened opened -> {
                var object = Outgoing.of(opened);
                object.ifPresentOrElse(it -> files.put(it, file), () ->
                        err().println(file + ": left out: it names no SOP class or instance"));
                yield object;
            }
        };
    }

    private static boolean stored(Sent sent) {
        return sent.result() instanceof Sent.Result.Answered answered && answered.stored();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /// A stored object is a step of the progress bar, and a line where there is none to see.
    private void tell(Sent sent, ProgressBar bar, int answered, int of) {
        var file = files.get(sent.object());
        switch (sent.result()) {
            case Sent.Result.Answered answer when answer.stored() -> {
                if (!quiet && !bar.visible()) {
                    bar.println(file + ": stored");
                }
            }
            case Sent.Result.Answered _, Sent.Result.NotSent _ -> bar.println(file + ": " + failure(sent.result()));
        }
        bar.at(answered, of);
    }

    private static String failure(Sent.Result result) {
        return switch (result) {
            case Sent.Result.Answered(int status, var comment) -> "refused with status 0x%04X%s".formatted(status,
                    comment.isEmpty() ? "" : " (" + comment + ")");
            case Sent.Result.NotSent(var why) -> "not sent: " + why;
        };
    }

    private ObjectNode tree(List<Sent> sent, long stored) {
        var tree = JsonMapper.shared().createObjectNode().put("to", peer.to).put("stored", stored)
                .put("of", sent.size());
        var objects = tree.putArray("objects");
        for (var one : sent) {
            var node = objects.addObject().put("file", files.get(one.object()).toString()).put("stored", stored(one));
            if (one.result() instanceof Sent.Result.Answered(int status, _)) {
                node.put("status", status);
            }
            if (!stored(one)) {
                node.put("why", failure(one.result()));
            }
        }
        return tree;
    }
}
