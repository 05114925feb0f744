// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Sender;
import io.vertx.core.Vertx;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        var vertx = Vertx.vertx();
        try {
            var echoed = new Sender(vertx).echo(peer.peer()).toCompletionStage().toCompletableFuture().get();
            return switch (echoed) {
                case Echoed.Answered(int status, var took) when status == 0 -> {
                    System.out.printf("%s answers, in %.1f ms%n", peer.to, took.toNanos() / 1e6);
                    yield Main.DONE;
                }
                case Echoed.Answered(int status, _) -> {
                    System.out.printf("%s answers with status 0x%04X%n", peer.to, status);
                    yield Main.FAILED;
                }
                case Echoed.Failed(var why) -> {
                    System.out.printf("%s: %s%n", peer.to, why);
                    yield Main.FAILED;
                }
            };
        } finally {
            vertx.close();
        }
    }
}
