// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.Settings;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.AccessFolder;
import dev.gantry.dicom.access.Refusal;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.tls.Tls;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Finding;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// The systems around: those that we call are asked by C-ECHO; of those that call us, who was refused.
final class PeersCheck implements Check {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final Duration LATELY = Duration.ofDays(7);

    private final Settings settings;
    private final Vertx vertx;
    private final Clock clock;

    PeersCheck(Settings settings, Vertx vertx, Clock clock) {
        this.settings = settings;
        this.vertx = vertx;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "peers";
    }

    @Override
    public List<Finding> look() {
        var findings = new ArrayList<Finding>();
        settings.dicom().access().peers().stream().filter(peer -> peer.callBack().isPresent())
                .map(peer -> peer.aeTitle()).distinct().forEach(title -> findings.add(call(new AeTitle(title))));
        findings.addAll(refused());
        if (settings.dicom().access().policy() == Policy.LISTED && settings.dicom().access().peers().isEmpty()) {
            findings.add(Finding.note("dicom.peers lists nobody: only who gantry access allow let in may call",
                    "gantry access list shows them"));
        }
        return findings.isEmpty()
                ? List.of(Finding.ok("nobody is called by us (no peer has a host), and nobody was refused lately"))
                : findings;
    }

    private Finding call(AeTitle title) {
        var callee = Access.of(settings.dicom()).find(title).orElseThrow();
        var where = title + " at " + callee.host() + ":" + callee.port() + (callee.tls() ? " with TLS" : "");
        Echoed echoed;
        try {
            var tls = settings.dicom().tls().map(files -> Tls.open(files, clock));
            var peer = Peer.of(callee, new AeTitle(settings.dicom().aeTitle()), LIMIT, tls);
            echoed = new Sender(vertx).echo(peer).toCompletionStage().toCompletableFuture().get();
        } catch (ExecutionException | IllegalArgumentException e) {
            echoed = new Echoed.Failed(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            echoed = new Echoed.Failed("interrupted");
        }
        return switch (echoed) {
            case Echoed.Answered(int status, var took) when status == 0 -> Finding.ok(String.format(Locale.ROOT,
                    "%s answers C-ECHO in %.1f ms", where, took.toNanos() / 1e6), Map.of("echo-ms", took.toNanos() / 1e6));
            case Echoed.Answered(int status, _) -> Finding.wrong(String.format(Locale.ROOT,
                    "%s answers C-ECHO with status 0x%04X", where, status), "ask its administrator");
            case Echoed.Failed(var why) -> Finding.wrong(where + " does not answer C-ECHO: " + why,
                    "see that it runs, that no firewall is between, and that it lists our AE title "
                            + settings.dicom().aeTitle() + " with the address of this machine");
        };
    }

    private List<Finding> refused() {
        if (!Files.isDirectory(settings.spool().path())) {
            return List.of();
        }
        try {
            var folder = AccessFolder.in(settings.spool().path());
            var allowed = folder.allowed();
            return folder.refused().stream()
                    .filter(refusal -> !Access.mayCall(settings.dicom(), allowed, refusal))
                    .filter(refusal -> !refusal.calling().equals(Ourselves.CALLING))
                    .filter(refusal -> refusal.last().isAfter(clock.instant().minus(LATELY)))
                    .map(PeersCheck::finding).toList();
        } catch (IOException e) {
            return List.of(Finding.note("who was refused cannot be read (" + e.getMessage() + ")",
                    "run gantry doctor as the user that runs gantry, or as root"));
        }
    }

    private static Finding finding(Refusal refusal) {
        var who = (refusal.calling().isEmpty() ? "somebody" : refusal.calling()) + " from " + refusal.address();
        return refusal.letIn()
                ? Finding.note(who + " will be refused once mode is live: " + refusal.objection().why(),
                        refusal.objection().remedy())
                : Finding.wrong(who + " was refused, last at " + refusal.last() + ": " + refusal.objection().why(),
                        refusal.objection().remedy());
    }
}
