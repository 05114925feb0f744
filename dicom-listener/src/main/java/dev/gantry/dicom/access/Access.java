// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.AccessSettings;
import dev.gantry.config.DicomSettings;
import dev.gantry.config.PeerSettings;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.pdu.AeTitle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who may call, who was refused, and where we call our peers.
///
/// Who may is welcomed from memory. Before anybody is refused, peers that were allowed meanwhile are looked up on a
/// thread of its own; what callers make it remember is bounded, and written at most every few seconds.
///
/// Thread-safe.
public final class Access implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Access.class);
    /// Between two writes of who was refused.
    private static final long WRITE_SECONDS = 5;
    /// After so long somebody whose allow was taken back is refused.
    private static final long LOOK_SECONDS = 2;
    /// A disk that does not answer for this long keeps no caller waiting: then what is in memory decides.
    private static final long PATIENCE_SECONDS = 2;
    /// A refusal of a known peer is told of for so long.
    private static final Duration FRESH = Duration.ofMinutes(15);
    private static final int MOST_TOLD = 3;

    private final String title;
    private volatile AccessSettings settings;
    private final Optional<AccessFolder> folder;
    private final Clock clock;
    private final ScheduledThreadPoolExecutor files;
    private final Ledger ledger;
    private final ConcurrentHashMap<Cause, LongAdder> counts = new ConcurrentHashMap<>();
    private volatile Consumer<Refusal> witness = _ -> {};
    private volatile AllowList list;
    private volatile Optional<String> trouble = Optional.empty();
    private Optional<Object> edition = Optional.empty();
    private List<Allowed> allowed = List.of();
    private boolean unwritten;
    private volatile Consumer<Refusal> listener = _ -> {};

    private Access(DicomSettings settings, Optional<AccessFolder> folder, Clock clock, List<Refusal> earlier) {
        this.title = settings.aeTitle();
        this.settings = settings.access();
        this.folder = folder;
        this.clock = clock;
        this.ledger = new Ledger(earlier);
        this.list = list(List.of());
        this.files = new ScheduledThreadPoolExecutor(
                1, task -> Thread.ofPlatform().daemon().name("access").unstarted(task));
        files.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /// Remembers nothing beyond its end, and knows only the peers of the settings.
    public static Access of(DicomSettings settings) {
        return new Access(settings, Optional.empty(), Clock.systemUTC(), List.of());
    }

    /// @param spool the folder of the setting `spool.path`
    /// @throws IOException when the state in it cannot be used
    public static Access open(DicomSettings settings, Path spool, Clock clock) throws IOException {
        var folder = AccessFolder.in(spool);
        var access = new Access(settings, Optional.of(folder), clock, earlier(folder));
        access.lookUp();
        access.files.scheduleWithFixedDelay(access::write, WRITE_SECONDS, WRITE_SECONDS, TimeUnit.SECONDS);
        access.files.scheduleWithFixedDelay(access::lookUp, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        access.complaints().forEach(complaint -> LOG.warn("access {}", complaint));
        return access;
    }

    /// Who was refused is worth no failed start.
    private static List<Refusal> earlier(AccessFolder folder) {
        try {
            return folder.refused();
        } catch (IOException e) {
            LOG.warn("who was refused earlier is forgotten cause=\"{}\"", e.getMessage());
            return List.of();
        }
    }

    private AllowList list(List<Allowed> allowed) {
        return list(title, settings, allowed);
    }

    /// Whether somebody who was refused for who it is may call now.
    ///
    /// @param allowed at run time, besides those of the settings
    public static boolean mayCall(DicomSettings settings, List<Allowed> allowed, Refusal refused) {
        return welcomes(list(settings.aeTitle(), settings.access(), allowed), refused);
    }

    /// What a certificate or a port would have changed is not known afterwards.
    private static boolean welcomes(AllowList list, Refusal refused) {
        return switch (refused.objection().cause()) {
            case CALLED, CALLED_BY_IT, CALLING, ADDRESS -> list.decide(new Caller(new AeTitle(refused.calling()),
                    new AeTitle(refused.called()), InetAddress.ofLiteral(refused.address()), new Caller.Line.Plain(),
                    refused.implementation())) instanceof Verdict.Welcome;
            case NOT_ENCRYPTED, CERTIFICATE, HANDSHAKE, WRONG_PORT -> false;
        };
    }

    private static AllowList list(String title, AccessSettings settings, List<Allowed> allowed) {
        var titles = Stream.concat(Stream.of(title), settings.alsoCalled().stream());
        return new AllowList(titles.map(AeTitle::new).toList(), settings.policy(),
                Stream.concat(settings.peers().stream(), allowed.stream().map(Allowed::peer)).toList());
    }

    /// From now on these are listed, beside those that were allowed at run time; it holds within seconds, and for
    /// associations that are asked for later.
    public CompletionStage<Void> take(AccessSettings changed) {
        return CompletableFuture.runAsync(() -> {
            settings = changed;
            list = list(allowed);
        }, files);
    }

    /// What was allowed or taken back meanwhile holds once this completes.
    public CompletionStage<Void> reread() {
        return CompletableFuture.runAsync(this::lookUp, files);
    }

    /// Decides about a caller; who is refused or only let in is remembered and told of in the log. Completes on any
    /// thread, within seconds, never exceptionally.
    public CompletionStage<Verdict> judge(Caller caller) {
        var verdict = list.decide(caller);
        if (verdict instanceof Verdict.Welcome) {
            return CompletableFuture.completedStage(verdict);
        }
        return inTurn(() -> {
            lookUp();
            var second = list.decide(caller);
            remember(caller, second);
            return second;
        }, verdict);
    }

    private CompletableFuture<Verdict> inTurn(java.util.function.Supplier<Verdict> work, Verdict otherwise) {
        try {
            return CompletableFuture.supplyAsync(work, files)
                    .completeOnTimeout(otherwise, PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException _) {
            return CompletableFuture.completedFuture(otherwise); // it stops
        }
    }

    /// Takes up what was allowed since, by the command line for example.
    private void lookUp() {
        if (folder.isEmpty()) {
            return;
        }
        try {
            var now = folder.get().edition();
            if (!now.equals(edition)) {
                allowed = folder.get().allowed();
                list = list(allowed);
                edition = now;
                LOG.info("peers allowed at run time={}", allowed.size());
            }
            trouble = Optional.empty();
        } catch (IOException e) {
            if (trouble.isEmpty()) {
                LOG.error("peers allowed at run time cannot be read; those known stay allowed cause=\"{}\"",
                        e.getMessage());
            }
            trouble = Optional.of("peers allowed at run time cannot be read: " + e.getMessage());
        }
    }

    private void remember(Caller caller, Verdict verdict) {
        switch (verdict) {
            case Verdict.Welcome _ -> {}
            case Verdict.LetIn(var objection) -> remember(refusal(caller, objection, true));
            case Verdict.Refused(var objection) -> remember(refusal(caller, objection, false));
        }
    }

    private Refusal refusal(Caller caller, Objection objection, boolean letIn) {
        var now = clock.instant();
        return new Refusal(caller.calling().text(), caller.called().text(), Addresses.text(caller.address()),
                Shell.printable(caller.implementation(), 16), objection, letIn, now, now, 1);
    }

    /// Somebody was refused before there was an association request.
    public void refused(InetAddress address, Cause cause, String why, String remedy) {
        var now = clock.instant();
        remember(new Refusal(
                "", "", Addresses.text(address), "-", new Objection(cause, why, remedy), false, now, now, 1));
    }

    private void remember(Refusal refusal) {
        listener.accept(refusal);
        boolean tell;
        if (!refusal.letIn()) {
            counts.computeIfAbsent(refusal.objection().cause(), _ -> new LongAdder()).increment();
        }
        Refusal all;
        synchronized (ledger) {
            tell = ledger.add(refusal);
            all = ledger.latest();
            unwritten = true;
        }
        if (tell && !refusal.letIn()) {
            witness.accept(all);
        }
        var objection = refusal.objection();
        if (tell && refusal.letIn()) {
            LOG.info("let in while not live calling='{}' called='{}' peer={} would-be-refused=\"{}\" allow=\"{}\"",
                    refusal.calling(), refusal.called(), refusal.address(), objection.why(), objection.remedy());
        } else if (tell) {
            LOG.warn("refused calling='{}' called='{}' peer={} reason=\"{}\" allow=\"{}\"",
                    refusal.calling(), refusal.called(), refusal.address(), objection.why(), objection.remedy());
        }
    }

    /// From now on somebody hears of each refusal when it happens, counted once; on any thread, and must not block.
    public void listen(Consumer<Refusal> refused) {
        listener = refused;
    }

    /// Who was refused, or only let in, the latest first; at most 500.
    public List<Refusal> refusals() {
        synchronized (ledger) {
            return ledger.refusals();
        }
    }

    /// From now on this hears who is refused; of somebody who tries again and again it hears now and then. Called on any
    /// thread.
    public void witnessed(Consumer<Refusal> by) {
        witness = by;
    }

    /// How often somebody was refused since the start, by what was wrong.
    public Map<Cause, Long> counts() {
        return counts.entrySet().stream().collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().sum()));
    }

    private void write() {
        List<Refusal> refusals;
        synchronized (ledger) {
            if (!unwritten) {
                return;
            }
            unwritten = false;
            refusals = ledger.refusals();
        }
        try {
            folder.orElseThrow().refused(refusals);
        } catch (IOException e) {
            LOG.warn("who was refused cannot be written cause=\"{}\"", e.getMessage());
        }
    }

    /// Where a peer is called: the first entry of the settings for it that says so.
    public Optional<Callee> find(AeTitle title) {
        return settings.peers().stream()
                .filter(peer -> peer.aeTitle().equals(title.text()))
                .flatMap(peer -> peer.callBack().map(at ->
                        new Callee(title, at.host(), at.port(), peer.tls(), peer.certificate())).stream())
                .findFirst();
    }

    /// Everybody that may call as things stand: those of the settings, then those allowed since.
    public List<PeerSettings> peers() {
        return list.peers();
    }

    /// What a person should see to, one sentence each.
    public List<String> complaints() {
        var complaints = new ArrayList<String>();
        trouble.ifPresent(complaints::add);
        if (list.policy() == Policy.LISTED && list.peers().isEmpty()) {
            complaints.add("nobody may call: no peer is listed in dicom.peers or allowed by gantry access allow");
        }
        complaints.addAll(refusedThoughKnown());
        return complaints;
    }

    /// A scanner that is listed and turned away all the same stands in front of somebody who waits.
    private List<String> refusedThoughKnown() {
        var since = clock.instant().minus(FRESH);
        return refusals().stream()
                .filter(refusal -> !refusal.letIn() && refusal.last().isAfter(since) && !welcomes(list, refusal))
                .filter(refusal -> list.peers().stream()
                        .anyMatch(peer -> peer.aeTitle().equalsIgnoreCase(refusal.calling())))
                .limit(MOST_TOLD)
                .map(refusal -> "%s is known and was refused from %s: %s; to allow it: %s".formatted(refusal.calling(),
                        refusal.address(), refusal.objection().why(), refusal.objection().remedy()))
                .toList();
    }

    /// Writes what is not written yet.
    @Override
    public void close() {
        files.shutdown();
        try {
            files.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        if (folder.isPresent()) {
            write();
        }
    }
}
