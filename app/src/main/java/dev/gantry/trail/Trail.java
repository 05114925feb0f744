// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import dev.gantry.config.AuditTrailSettings;
import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.access.Refusal;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.spool.Kinship;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.dicom.tls.ClientSockets;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.syslog.Originator;
import dev.gantry.syslog.Receiver;
import dev.gantry.syslog.Syslog;
import dev.gantry.trail.Event.Effect;
import dev.gantry.trail.Event.Sender;
import dev.gantry.trail.Event.Subject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells an audit record repository what happens here, as DICOM audit messages (PS3.15 A.5) by syslog over TLS (A.6).
///
/// Nobody who tells it waits. What cannot be kept for a repository that is away too long is counted, said in the
/// status, and said in the trail itself. docs/audit.md has the messages. Any thread.
public final class Trail implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Trail.class);
    private static final String SECTION = "audit-trail";
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int MOST_TRANSFERS = 256;
    private static final int MOST_UNTOLD = 4096;
    private static final long LOOK_MILLIS = 1_000;
    private static final long CLOSE_SECONDS = 10;

    private final Clock clock;
    private final Syslog syslog;
    private final Telling telling;
    private final LocalAudit local;
    private final Transfers transfers = new Transfers(SILENCE, MOST_TRANSFERS);
    private final ScheduledThreadPoolExecutor teller;
    private final AtomicLong untold = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private volatile Optional<String> trouble = Optional.empty();

    private Trail(AuditTrailSettings settings, DicomSettings dicom, Path state, KeyRing ring, Clock clock)
            throws IOException {
        this.clock = clock;
        var folder = folder(state);
        var here = Originator.here("gantry");
        var titles = Stream.concat(Stream.of(dicom.aeTitle()), dicom.access().alsoCalled().stream()).toList();
        var xml = new AuditXml(new Ourselves(settings.enterpriseSite(), settings.source(), here.host(), here.process(),
                titles), new Naming(settings.identifiers(), ring));
        local = LocalAudit.open(state.resolve("audit"), folder.resolve("followed"));
        ClientSockets.read(SECTION, settings.tls()); // a wrong file is told at the start
        syslog = Syslog.open(folder.resolve("waiting"), new Receiver(settings.host(), settings.port(),
                () -> ClientSockets.read(SECTION, settings.tls())), here);
        telling = new Telling(xml, syslog, this::now);
        teller = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("audit-trail").factory());
        teller.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        teller.scheduleWithFixedDelay(() -> safely(this::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        note(() -> List.of(new Event.Application(now(), true)));
        LOG.info("audit trail receiver={}:{} source={} identifiers={}", settings.host(), settings.port(),
                settings.source(), settings.identifiers());
    }

    /// Opens the trail, and tells that the appliance starts.
    ///
    /// @param state the folder of the setting `spool.path`
    /// @throws IllegalArgumentException when a certificate or key file cannot be used
    /// @throws IOException              when the folder cannot be used
    public static Trail open(AuditTrailSettings settings, DicomSettings dicom, Path state, KeyRing ring, Clock clock)
            throws IOException {
        return new Trail(settings, dicom, state, ring, clock);
    }

    /// Of its owner alone: patients may be named in what waits.
    private static Path folder(Path state) throws IOException {
        var folder = state.resolve("trail");
        return Files.isDirectory(folder) ? folder : Files.createDirectory(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /// An image came; one that is read back after a restart is not told again.
    public void received(StoredObject object) {
        if (object.replayed()) {
            return;
        }
        var origin = object.origin();
        var sender = new Sender(origin.calling(), origin.called(), origin.peer());
        var subject = new Subject(Exam.studyOf(object), object.header().text(Tag.PATIENT_ID).orElse(""),
                object.header().text(Tag.ISSUER_OF_PATIENT_ID).orElse(""));
        var effect = effect(object.kinship());
        object.kept().onComplete(kept -> note(() -> transfers.came(sender, subject, object.sopClassUid(),
                kept.succeeded() ? effect : Effect.FAILED, now())));
    }

    private static Effect effect(Kinship kinship) {
        return switch (kinship) {
            case Kinship.First _ -> Effect.NEW;
            case Kinship.Repeats _ -> Effect.REPEATED;
            case Kinship.Replaces _, Kinship.Corrects _ -> Effect.CHANGED;
        };
    }

    /// An association of that sender ended, in whatever way.
    ///
    /// @param peer its network address, without port
    public void ended(String calling, String peer) {
        note(() -> transfers.ended(calling, peer, now()));
    }

    /// Somebody was not let in.
    public void refused(Refusal refusal) {
        var node = refusal.calling().isEmpty() ? refusal.address() : refusal.calling();
        boolean unknown = switch (refusal.objection().cause()) {
            case CALLING, ADDRESS, NOT_ENCRYPTED, CERTIFICATE, HANDSHAKE, WRONG_PORT -> true;
            case CALLED, CALLED_BY_IT -> false;
        };
        note(() -> List.of(new Event.Refused(refusal.last(), node, refusal.address(), unknown,
                refusal.objection().why(), refusal.count())));
    }

    /// The running appliance took up changed settings.
    ///
    /// @param keys dotted, at least one
    public void changed(List<String> keys) {
        note(() -> List.of(new Event.Changed(now(), keys)));
    }

    /// An engineer changed something at a page.
    public void acted(Act act) {
        note(() -> List.of(new Event.Acted(now(), act)));
    }

    /// Somebody logged in at a page of ours, or tried to.
    ///
    /// @param person  whose name was given
    /// @param address of the browser, without port
    public void loggedIn(String person, String address, boolean succeeded) {
        note(() -> List.of(new Event.Login(now(), person, address, false, succeeded)));
    }

    /// Somebody logged out, or the session ended by itself.
    public void loggedOut(String person, String address) {
        note(() -> List.of(new Event.Login(now(), person, address, true, true)));
    }

    /// Messages that the repository may not have yet.
    public int waiting() {
        return syslog.standing().waiting();
    }

    /// Messages written to the repository since the start.
    public long written() {
        return syslog.standing().written();
    }

    /// Events since the start that are in no trail: too much waited already, or they could not be put into words.
    public long lost() {
        return telling.lost() + failed.get();
    }

    /// What a person should see to, one sentence each.
    public List<String> complaints() {
        var complaints = new ArrayList<String>();
        syslog.standing().complaint().ifPresent(complaints::add);
        trouble.ifPresent(complaints::add);
        if (lost() > 0) {
            complaints.add("the audit trail lost " + lost() + " events since the start");
        }
        return complaints;
    }

    /// What comes of something that happened.
    @FunctionalInterface
    private interface Source {
        List<Event> events() throws IOException;
    }

    private void note(Source source) {
        if (teller.getQueue().size() >= MOST_UNTOLD) {
            untold.incrementAndGet();
            return;
        }
        try {
            teller.execute(() -> safely(() -> source.events().forEach(this::tell)));
        } catch (RejectedExecutionException _) {
            LOG.warn("audit trail is closed: something that happened at the very end is not in it");
        }
    }

    private void look() throws IOException {
        transfers.look(now()).forEach(this::tell);
        var news = local.news();
        if (!news.isEmpty()) {
            news.forEach(this::tell);
            local.told();
        }
        trouble = Optional.empty();
    }

    /// A task of the teller.
    @FunctionalInterface
    private interface Task {
        void run() throws IOException;
    }

    /// A schedule ends with the first exception that leaves it.
    private void safely(Task task) {
        try {
            task.run();
        } catch (IOException | RuntimeException e) {
            failed.incrementAndGet();
            trouble = Optional.of("the audit trail cannot tell of something (" + e.getClass().getSimpleName() + ")");
            LOG.error("audit trail cannot tell of something", e);
        }
    }

    private void tell(Event event) {
        long early = untold.getAndSet(0);
        if (early > 0) {
            telling.lose(early);
        }
        telling.tell(event);
    }

    private Instant now() {
        return clock.instant();
    }

    /// Tells what is half told and that the appliance stops, and delivers what the repository takes within seconds; the
    /// rest waits on disk for the next start.
    @Override
    public void close() throws IOException {
        note(() -> transfers.close(now()));
        note(() -> List.of(new Event.Application(now(), false)));
        teller.shutdown();
        try {
            if (!teller.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("audit trail was not told to its end in {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        syslog.close();
    }
}
