// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.config.SpoolSettings;
import dev.gantry.config.SpoolSettings.Durability;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.dimse.Storage;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.spool.StoredObject.Origin;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps every received object on disk until all was said of it.
///
/// An object is acknowledged once its file, the name of the file and its journal entry are synced
/// ([Durability#FSYNC]). After a restart, [#replay] tells again of each object that was not [#settled].
/// Settled objects make room when the disk fills; unsettled ones never do.
public final class Spool implements Storage, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);
    private static final Pattern UID = Pattern.compile("[0-9.]{1,64}"); // PS3.5 9.1
    private static final long OBJECT_IN_MEMORY_BYTES = 64L << 20;
    private static final long ALL_IN_MEMORY_BYTES = 256L << 20;
    private static final long DISK_LOOK_NANOS = 1_000_000_000L;

    private final SpoolSettings settings;
    private final Vertx vertx;
    private final Arrivals arrivals;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final Disk disk;
    private final Path objects;
    private final Register register;
    private final SpoolWriter writer;
    private final MemoryBudget memory = new MemoryBudget(OBJECT_IN_MEMORY_BYTES, ALL_IN_MEMORY_BYTES);
    private final AtomicLong counter = new AtomicLong();
    private final ConcurrentHashMap<LocalDate, Path> folders = new ConcurrentHashMap<>();

    private volatile double usedPercent;
    private volatile boolean refusing;
    private final AtomicLong lookedAtNanos;

    private Spool(SpoolSettings settings, Vertx vertx, Arrivals arrivals, Clock clock, LongSupplier nanoClock)
            throws IOException {
        this.settings = settings;
        this.vertx = vertx;
        this.arrivals = arrivals;
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.objects = Files.createDirectories(settings.path().resolve("objects"));
        this.disk = new Disk(objects);
        this.register = Register.open(settings.path().resolve("journal"), settings.durability());
        register.removeStrays(objects);
        this.writer = new SpoolWriter(settings.durability(), register::received);
        this.lookedAtNanos = new AtomicLong(nanoClock.getAsLong());
        usedPercent = disk.usedPercent();
    }

    /// Opens the folder, repairs what a crash left half done, and is ready to receive.
    ///
    /// @throws IOException when the folder cannot be written or another process uses it
    public static Spool open(
            SpoolSettings settings, Vertx vertx, Arrivals arrivals, Clock clock, LongSupplier nanoClock)
            throws IOException {
        return new Spool(settings, vertx, arrivals, clock, nanoClock);
    }

    @Override
    public Reception begin(Incoming request) {
        if (!UID.matcher(request.sopInstanceUid()).matches() || !UID.matcher(request.sopClassUid()).matches()) {
            return new Refusing(StoreStatus.CANNOT_UNDERSTAND);
        }
        lookAtDisk();
        if (refusing) {
            return new Refusing(StoreStatus.OUT_OF_RESOURCES);
        }
        var id = newId();
        var header = Part10.header(request.sopClassUid(), request.sopInstanceUid(), request.transferSyntax(),
                request.calling().text());
        var file = new SpoolFile(id, folder(clock.instant()), header, new ReceivedBytes(memory));
        return new Arriving(this, request, file, vertx.getOrCreateContext());
    }

    /// Tells [Arrivals] of each object of an earlier life of the process that was not settled.
    ///
    /// @return how many there were
    public int replay() {
        int count = 0;
        for (var entry : register.unsettled()) {
            try {
                tell(read(entry));
                count++;
            } catch (IOException | RuntimeException e) {
                LOG.error("object lost from the spool id={} cause={}", entry.id(), e.toString());
            }
        }
        return count;
    }

    /// All that was to be said of the object is on disk elsewhere; from now on it may make room.
    public void settled(String id) {
        register.settled(id);
    }

    /// How the spool stands, for the appliance's status.
    ///
    /// @param waitingBytes received but not yet written
    /// @param unsettled    objects of which not all is said yet
    /// @param usedPercent  of the disk, 0 to 100
    /// @param refusing     C-STORE is answered with 0xA700
    /// @param failure      the journal failed: nothing can be kept until a restart
    public record Health(
            long waitingBytes, int unsettled, double usedPercent, boolean refusing, Optional<String> failure) {}

    public Health health() {
        lookAtDisk();
        return new Health(writer.waitingBytes(), register.unsettled().size(), usedPercent, refusing,
                register.failure());
    }

    @Override
    public void close() {
        writer.close();
        register.close();
    }

    SpoolWriter writer() {
        return writer;
    }

    StoredObject object(SpoolFile file, Incoming request, Parsed parsed, Future<Void> kept) {
        return new StoredObject(
                file.id(),
                new Origin(request.calling().text(), request.called().text(), request.peer()),
                request.sopClassUid(), request.sopInstanceUid(), request.transferSyntax(),
                parsed.header(), parsed.pixels(), file.bytes(), defect(parsed), file.bytes().fingerprint(),
                new Kinship.First(), clock.instant(), nanoClock.getAsLong(), false, Set.of(), kept);
    }

    void tell(StoredObject object) {
        arrivals.arrived(object);
    }

    private StoredObject read(Entry.Received entry) throws IOException {
        var path = path(entry);
        if (!(Part10.open(path) instanceof Part10.Opened opened)) {
            throw new IOException("its file is no DICOM file any more");
        }
        var parsed = opened.parse();
        return new StoredObject(
                entry.id(), entry.origin(), entry.sopClassUid(), entry.sopInstanceUid(), entry.transferSyntax(),
                parsed.header(), parsed.pixels(), ReceivedBytes.of(opened), defect(parsed), entry.fingerprint(),
                new Kinship.First(), entry.received(), nanoClock.getAsLong(), true, Set.of(), Future.succeededFuture());
    }

    private static Optional<String> defect(Parsed parsed) {
        return switch (parsed) {
            case Parsed.Whole _ -> Optional.empty();
            case Parsed.Truncated(_, _, var detail) -> Optional.of(detail);
            case Parsed.Malformed(_, _, long at, var detail) -> Optional.of("byte " + at + ": " + detail);
        };
    }

    private void lookAtDisk() {
        long now = nanoClock.getAsLong();
        long last = lookedAtNanos.get();
        if (now - last < DISK_LOOK_NANOS || !lookedAtNanos.compareAndSet(last, now)) {
            return;
        }
        writer.run(this::makeRoom);
    }

    /// On the writer thread: evicts settled objects, oldest first, then decides whether to refuse.
    private void makeRoom() {
        double used = disk.usedPercent();
        while (used >= settings.evictPercent()) {
            var oldest = register.oldestSettled();
            if (oldest.isEmpty()) {
                break;
            }
            try {
                Files.deleteIfExists(path(oldest.get()));
                register.evicted(oldest.get().id());
                LOG.debug("evicted id={}", oldest.get().id());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            used = disk.usedPercent();
        }
        usedPercent = used;
        boolean refuse = used >= settings.refusePercent() || register.failure().isPresent();
        if (refuse != refusing) {
            refusing = refuse;
            LOG.warn("spool {} used={}% refuse-percent={} journal={}", refuse ? "refuses" : "accepts again",
                    Math.round(used), settings.refusePercent(), register.failure().orElse("good"));
        }
    }

    private Path path(Entry.Received entry) {
        return folder(entry.received()).resolve(entry.id() + ".dcm");
    }

    private Path folder(Instant received) {
        return folders.computeIfAbsent(LocalDate.ofInstant(received, ZoneOffset.UTC), day -> {
            try {
                var folder = Files.createDirectories(objects.resolve(day.toString()));
                Disk.syncFolder(objects);
                return folder;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /// Time-ordered and unique on this machine; no patient data.
    private String newId() {
        return Long.toString(clock.millis(), 36) + "-" + Long.toString(counter.getAndIncrement(), 36);
    }

    /// Takes the fragments of an object that is not wanted, and says why at its end.
    private record Refusing(StoreStatus status) implements Reception {
        @Override
        public void write(ByteBuffer fragment) {
            fragment.position(fragment.limit());
        }

        @Override
        public boolean full(Runnable resume) {
            return false;
        }

        @Override
        public Future<StoreStatus> finish() {
            return Future.succeededFuture(status);
        }

        @Override
        public void discard() {
            // nothing was kept
        }
    }
}
