// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Sender;
import io.vertx.core.Vertx;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Asks an application entity whether it is there.
@Command(
        name = "echo",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        description = {
            "Asks another DICOM system whether it is there.",
            "Sends one C-ECHO; 0 when it was answered with success."
        })
final class EchoCommand implements Callable<Integer> {
    @Mixin
    PeerOptions peer;

    @Option(names = "--json", description = "as JSON, for programs")
    boolean json;

    @Spec
    CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        var vertx = Vertx.vertx();
        try {
            var echoed = new Sender(vertx).echo(peer.peer()).toCompletionStage().toCompletableFuture().get();
            var out = spec.commandLine().getOut();
            out.println(json ? tree(echoed) : peer.to + words(echoed));
            out.flush();
            return echoed instanceof Echoed.Answered(int status, _) && status == 0 ? Main.DONE : Main.FAILED;
        } finally {
            vertx.close();
        }
    }

    private static String words(Echoed echoed) {
        return switch (echoed) {
            case Echoed.Answered(int status, var took) when status == 0 ->
                    String.format(Locale.ROOT, " answers, in %.1f ms", took.toNanos() / 1e6);
            case Echoed.Answered(int status, _) -> String.format(Locale.ROOT, " answers with status 0x%04X", status);
            case Echoed.Failed(var why) -> ": " + why;
        };
    }

    private ObjectNode tree(Echoed echoed) {
        var tree = JsonMapper.shared().createObjectNode().put("to", peer.to);
        return switch (echoed) {
            case Echoed.Answered(int status, var took) ->
                    tree.put("status", status).put("took-ms", took.toNanos() / 1e6);
            case Echoed.Failed(var why) -> tree.put("failed", why);
        };
    }
}
