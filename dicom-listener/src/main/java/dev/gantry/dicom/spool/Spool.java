// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.spool.Register.Former;
import dev.gantry.dicom.spool.StoredObject.Origin;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps every received object on disk until all was said of it.
///
/// An object is acknowledged once its file, the name of the file and its journal entry are synced
/// ([Durability#FSYNC]). The same object again is one object; another object of the same instance says what it is to
/// the former ([Kinship]). After a restart, [#replay] tells again of each object that was not [#settled]; what took the
/// process down twice is barred ([#attempt]). Settled objects make room when the disk fills; unsettled ones never do.
public final class Spool implements Storage, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final Pattern UID = Pattern.compile("[0-9.]{1,64}"); // PS3.5 9.1
    private static final Pattern TRIED = Pattern.compile("[\\x20-\\x7e]{1,128}");
    private static final long OBJECT_IN_MEMORY_BYTES = 64L << 20;
    private static final long ALL_IN_MEMORY_BYTES = 256L << 20;

    private final Vertx vertx;
    private final Arrivals arrivals;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final ReadyFiles ready;
    private final Folders folders;
    private final Register register;
    private final Attempts attempts;
    private final Quarantine quarantine;
    private final SpoolWriter writer;
    private final Keeper keeper;
    private final Twins twins;
    private final MemoryBudget memory = new MemoryBudget(OBJECT_IN_MEMORY_BYTES, ALL_IN_MEMORY_BYTES);
    private final ConcurrentHashMap<String, Whole> waiting = new ConcurrentHashMap<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();

    /// An object whose last byte is in, until its file is whole.
    ///
    /// @param former what it looks the same as; it is told only if it turns out that it is not
    private record Whole(Entry.Received entry, Optional<Former> former) {}

    /// What a test may set otherwise.
    record Terms(Disk disk, Watermarks marks, Ledger.Bounds bounds) {}

    private Spool(SpoolSettings settings, Terms terms, Vertx vertx, Arrivals arrivals, Clock clock,
            LongSupplier nanoClock) throws IOException {
        this.vertx = vertx;
        this.arrivals = arrivals;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.folders = new Folders(settings.path().resolve("objects"));
        this.register = Register.open(settings.path().resolve("journal"), settings.durability(), settings.role(),
                terms.bounds());
        folders.removeStrays(id -> register.ask(it -> it.keptById(id).isPresent()));
        this.ready = new ReadyFiles(new Ids(clock)::next, folders::folder, settings.durability() == Durability.FSYNC,
                nanoClock);
        this.quarantine = new Quarantine(settings.path().resolve("quarantine"));
        this.attempts = Attempts.open(settings.path().resolve("attempts"), clock.millis() * 1000);
        new Blame(register, quarantine, folders::file).lay(attempts);
        this.writer = new SpoolWriter(settings.durability(), new SpoolWriter.JournalOfObjects() {
            @Override
            public void received(StoredObject object, Promise<Void> kept) {
                journal(object, kept);
            }

            @Override
            public void write() {
                register.writeHere();
            }
        });
        this.twins = new Twins(vertx, register, folders::file);
        this.keeper = new Keeper(terms.marks(), new Keeper.Ward(terms.disk(), register, folders::file,
                writer::waitingBytes), clock, nanoClock);
    }

    /// Opens the folder, repairs what a crash left half done, and is ready to receive.
    ///
    /// @throws IOException when the folder cannot be written or another process uses it
    public static Spool open(
            SpoolSettings settings, Vertx vertx, Arrivals arrivals, Clock clock, LongSupplier nanoClock)
            throws IOException {
        Files.createDirectories(settings.path());
        return open(settings, new Terms(Disk.of(settings.path()), Watermarks.of(settings), Ledger.Bounds.USUAL), vertx,
                arrivals, clock, nanoClock);
    }

    static Spool open(SpoolSettings settings, Terms terms, Vertx vertx, Arrivals arrivals, Clock clock,
            LongSupplier nanoClock) throws IOException {
        return new Spool(settings, terms, vertx, arrivals, clock, nanoClock);
    }

    @Override
    public Reception begin(Incoming request) {
        if (!UID.matcher(request.sopInstanceUid()).matches() || !UID.matcher(request.sopClassUid()).matches()) {
            return new Refusing(StoreStatus.CANNOT_UNDERSTAND);
        }
        keeper.look();
        if (keeper.standing().refusal().isPresent()) {
            return new Refusing(StoreStatus.OUT_OF_RESOURCES);
        }
        var header = Part10.header(request.sopClassUid(), request.sopInstanceUid(), request.transferSyntax(),
                request.calling().text());
        var file = new SpoolFile(ready.take(), header, new ReceivedBytes(memory));
        return new Rationed(keeper, new Arriving(this, request, file, vertx.getOrCreateContext()));
    }

    /// Tells [Arrivals] of each object of an earlier life of the process that was not settled, in the order of their
    /// arrival, those last that the process died of.
    ///
    /// An object whose file is gone or is not what was received is struck off: nothing can be said of it.
    ///
    /// @return how many there were
    public int replay() {
        int count = 0;
        for (var entry : register.ask(Ledger::unsettled)) {
            try {
                switch (Replayed.read(entry, folders.file(entry.id()))) {
                    case Replayed.Found found -> {
                        arrivals.arrived(object(entry, found));
                        count++;
                    }
                    case Replayed.Lost(var why) -> {
                        LOG.error("an object is lost from the spool id={} cause={}", entry.id(), why);
                        register.lost(entry.id());
                    }
                }
            } catch (IOException | RuntimeException e) {
                LOG.error("an object of the spool cannot be read now id={} cause={}", entry.id(), e.toString());
            }
        }
        return count;
    }

    /// All that was to be said of the object is on disk elsewhere; from now on it may make room.
    public void settled(String id) {
        register.settled(id);
    }

    /// The archive said that it keeps the instance (storage commitment, PS3.4 J.3.3). With `role: store` only such
    /// objects make room.
    ///
    /// @return how many objects of the instance are here
    public int committed(String sopInstanceUid) {
        return register.committed(sopInstanceUid);
    }

    /// With `role: store`, objects of which all was said and that only wait for the archive's word: those settled
    /// first, at most `most`, one for each instance, and only instances that `which` accepts. It goes through all that
    /// it does not accept: not for event loops.
    public List<Kept> uncommitted(int most, Predicate<String> which) {
        return register.ask(it -> it.uncommitted(most, which)).stream().map(this::kept).toList();
    }

    /// The SOP class of an instance whose object is here and as durable as the settings ask; empty when there is none,
    /// and also while one is still on its way.
    public Optional<String> holds(String sopInstanceUid) {
        return register.ask(it -> it.kept(sopInstanceUid)).map(Entry.Received::sopClassUid);
    }

    /// An object that is here and durable.
    ///
    /// @param file a DICOM file (PS3.10), there until the object makes room
    public record Kept(
            String id, String sopClassUid, String sopInstanceUid, TransferSyntax transferSyntax, Instant received,
            Path file) {}

    /// By the spool's own id, as logs name it.
    public Optional<Kept> find(String id) {
        return register.ask(it -> it.keptById(id)).map(this::kept);
    }

    /// The latest objects of all instances that `sopInstanceUid` accepts, such as those with a certain pseudonym. Goes
    /// through all that is here: not for event loops.
    public List<Kept> find(Predicate<String> sopInstanceUid) {
        return register.ask(Ledger::keptInstances).stream().filter(sopInstanceUid)
                .flatMap(uid -> register.ask(it -> it.kept(uid)).stream()).map(this::kept).toList();
    }

    /// What is here of a study.
    ///
    /// @param kept      in the order of their arrival, the latest version of each instance
    /// @param unsettled of them, those of which not all is said yet
    /// @param gone      instances that came in the last days, and whose files made room
    public record Holding(List<Kept> kept, int unsettled, int gone) {
        public Holding {
            kept = List.copyOf(kept);
        }
    }

    /// What is here of the studies whose Study Instance UID `study` accepts; of an object that names no study its SOP
    /// Instance UID stands for it. Goes through all that is remembered: not for event loops.
    public Holding holding(Predicate<String> study) {
        var judged = new HashMap<String, Boolean>();
        var kept = new ArrayList<Kept>();
        int unsettled = 0;
        int gone = 0;
        for (var uid : register.ask(Ledger::instances)) {
            var latest = register.ask(it -> it.latest(uid));
            if (latest.filter(it -> judged.computeIfAbsent(it.entry().identity().study(), study::test)).isEmpty()) {
                continue;
            }
            switch (latest.get().place()) {
                case UNSETTLED, SETTLED -> kept.add(kept(latest.get().entry()));
                case GONE -> gone++;
                case ARRIVING, FORGOTTEN -> {}
            }
            unsettled += latest.get().place() == Known.Place.UNSETTLED ? 1 : 0;
        }
        kept.sort(Comparator.comparing(Kept::received).thenComparing(Kept::id));
        return new Holding(kept, unsettled, gone);
    }

    /// An object that is kept, read back as [#replay] does, though it may be settled. It is an object of its own: what
    /// it was to others of its instance does not count, and nothing is barred.
    ///
    /// @return empty when its file is gone or is not what was received
    /// @throws IOException when the disk does not give it back
    public Optional<StoredObject> reread(String id) throws IOException {
        var entry = register.ask(it -> it.keptById(id));
        if (entry.isEmpty() || !(Replayed.read(entry.get(), folders.file(id)) instanceof Replayed.Found found)) {
            return Optional.empty();
        }
        return Optional.of(object(entry.get().with(new Kinship.First()), found));
    }

    private Kept kept(Entry.Received entry) {
        return new Kept(entry.id(), entry.sopClassUid(), entry.sopInstanceUid(), entry.transferSyntax(),
                entry.received(), folders.file(entry.id()));
    }

    /// Notes that something is about to be tried with an unsettled object that might take the process down, such as a
    /// native decoder or a model run. Takes tens of microseconds: the note outlives the process, not a power cut.
    ///
    /// When the process dies before the attempt is closed, the object is told again after the restart; when it died
    /// twice of the same thing, that is among [StoredObject#barred] and the file is put into quarantine.
    ///
    /// @param what 1 to 128 printable ASCII characters, such as `decode` or `chest-pneumonia/1.0.0`
    /// @throws IllegalStateException when it is barred
    public Attempt attempt(String id, String what) {
        if (!TRIED.matcher(what).matches()) {
            throw new IllegalArgumentException("what is tried: 1 to 128 printable characters, was '" + what + "'");
        }
        if (register.barred(id).contains(what)) {
            throw new IllegalStateException(
                    "the process died of it before and must not try again: id=" + id + " what=" + what);
        }
        return attempts.begin(id, what);
    }

    /// How the spool stands, for the appliance's status.
    ///
    /// @param waitingBytes   received but not yet written
    /// @param unsettled      objects of which not all is said yet
    /// @param uncommitted    with `role: store`, objects of which all is said and that the archive has not committed to
    /// @param usedPercent    of the disk, 0 to 100
    /// @param refusal        why C-STORE is answered with 0xA700, in words for people; empty when it is not
    /// @param hoursUntilFull until it will be if the disk fills as in the last two hours; empty when it does not fill
    /// @param quarantined    objects that took the process down
    public record Health(
            long waitingBytes, int unsettled, int uncommitted, double usedPercent, Optional<String> refusal,
            Optional<Double> hoursUntilFull, int quarantined) {

        /// Why the appliance is degraded, one sentence each, without patient data.
        public List<String> reasons() {
            var reasons = new ArrayList<String>();
            refusal.ifPresent(why -> reasons.add(why + ": C-STORE is refused"));
            if (quarantined > 0) {
                reasons.add("objects in quarantine that took the process down: " + quarantined);
            }
            return reasons;
        }
    }

    public Health health() {
        keeper.look();
        var standing = keeper.standing();
        return new Health(writer.waitingBytes(), register.ask(Ledger::unsettledCount),
                register.ask(Ledger::uncommittedCount), standing.usedPercent(),
                standing.refusal(), standing.hoursUntilFull(), quarantine.size());
    }

    @Override
    public void close() {
        writer.close();
        ready.close();
        keeper.close();
        register.close();
        try {
            attempts.close();
        } catch (IOException e) {
            LOG.warn("what was being tried could not be cleared cause={}", e.toString());
        }
    }

    Keeper keeper() {
        return keeper;
    }

    SpoolWriter writer() {
        return writer;
    }

    /// An object whose last byte is in; it must be handed to the writer and to [#tell] next.
    StoredObject object(SpoolFile file, Incoming request, Parsed parsed, Future<Void> kept) {
        var now = clock.instant();
        var origin = new Origin(request.calling().text(), request.called().text(), request.peer());
        var enrolled = register.enrol(new Entry.Received(file.id(), origin, request.sopClassUid(),
                request.sopInstanceUid(), request.transferSyntax(), file.bytes().fingerprint(), now,
                Identity.of(parsed.header(), request.sopInstanceUid()), new Kinship.First()), kept);
        var entry = enrolled.entry();
        var object = new StoredObject(
                entry.id(), origin, entry.sopClassUid(), entry.sopInstanceUid(), entry.transferSyntax(),
                parsed.header(), parsed.pixels(), file.bytes(), Replayed.defect(parsed), entry.fingerprint(),
                entry.kinship(), now, nanoClock.getAsLong(), false, Set.of(), kept);
        if (enrolled.former().isPresent()) {
            silent.add(entry.id());
        }
        waiting.put(entry.id(), new Whole(entry, enrolled.former()));
        kept.onFailure(_ -> waiting.remove(entry.id()));
        return object;
    }

    void tell(StoredObject object) {
        if (silent.remove(object.id())) {
            object.bytes().release();
        } else {
            arrivals.arrived(object);
        }
    }

    /// On the writer's thread: the file is whole, and durable if the settings ask for it.
    private void journal(StoredObject object, Promise<Void> kept) {
        var whole = waiting.remove(object.id());
        whole.former().ifPresentOrElse(
                former -> twins.decide(whole.entry(), former, kept, entry -> {
                    register.received(entry, kept);
                    arrivals.arrived(object.as(entry.kinship()));
                }),
                () -> register.receivedHere(whole.entry(), kept));
    }

    private StoredObject object(Entry.Received entry, Replayed.Found found) {
        return new StoredObject(
                entry.id(), entry.origin(), entry.sopClassUid(), entry.sopInstanceUid(), entry.transferSyntax(),
                found.parsed().header(), found.parsed().pixels(), ReceivedBytes.of(found.file()),
                Replayed.defect(found.parsed()), entry.fingerprint(), entry.kinship(), entry.received(),
                nanoClock.getAsLong(), true, register.barred(entry.id()), Future.succeededFuture());
    }
}
