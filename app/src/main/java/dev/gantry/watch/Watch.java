// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.watch;

import dev.gantry.config.Mode;
import dev.gantry.config.WatchSettings;
import dev.gantry.outbox.Entry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches what no error tells: scanners that fall silent, models whose answers are no longer what they were.
///
/// What was learned is written each [#WRITE_EVERY] by a thread of its own. Thread-safe; nothing here waits for a disk
/// but [#open] and [#close].
public final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration TICK = Duration.ofSeconds(30);
    private static final Duration WRITE_EVERY = Duration.ofMinutes(10);
    private static final long CLOSE_SECONDS = 5;

    private final Clock clock;
    private final WatchFile file;
    private final ExecutorService writer =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("watch").factory());
    private Scanners scanners;
    private Models models;
    private Instant ticked = Instant.MIN;
    private Instant written;
    private volatile boolean writing;
    private volatile List<String> complaints = List.of();

    private Watch(WatchFile file, WatchSettings settings, Clock clock) {
        this.file = file;
        this.clock = clock;
        this.scanners = scanners(settings.scanners());
        this.models = new Models(settings.models());
        this.written = clock.instant();
    }

    /// Takes up what was learned in `folder`, which is made when missing. A damaged file is set aside, and learning
    /// begins anew: that never stops a start.
    ///
    /// @param clock for the time of day; the time zone is that of the settings
    /// @throws IOException when the folder cannot be made
    public static Watch open(Path folder, WatchSettings settings, Clock clock) throws IOException {
        var watch = new Watch(new WatchFile(folder), settings, clock);
        watch.restore(settings);
        watch.look();
        return watch;
    }

    private static Scanners scanners(WatchSettings.Scanners who) {
        return new Scanners(new Calendar(who.zone(), who.holidays()), who.sensitivity(), who.ignore());
    }

    /// Other settings hold from now on; what was learned stays.
    public synchronized void take(WatchSettings settings) {
        var learned = content();
        scanners = scanners(settings.scanners());
        models = new Models(settings.models());
        WatchJson.read(learned, reader(settings));
        ticked = Instant.MIN;
        look();
    }

    private WatchJson.Reader reader(WatchSettings settings) {
        var since = settings.learnSince().map(day -> day.atStartOfDay(settings.scanners().zone()).toInstant())
                .orElse(Instant.MIN);
        return new WatchJson.Reader(
                habit -> {
                    if (!habit.first().isBefore(since)) {
                        scanners.restore(habit);
                    }
                },
                (version, memory) -> {
                    if (!memory.reference().first().isBefore(since)) {
                        models.restore(version, memory);
                    }
                },
                why -> LOG.warn("watch forgets an entry of its file that is damaged cause=\"{}\"", why));
    }

    private void restore(WatchSettings settings) throws IOException {
        try {
            var content = file.content();
            if (content.isPresent()) {
                WatchJson.read(content.get(), reader(settings));
            }
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("watch begins to learn anew: its file cannot be used and is set aside cause=\"{}\"",
                    e.getMessage());
            file.setAside();
        }
        LOG.info("watch scanners={} models={}", scanners.habits().size(), models.habits().size());
    }

    /// An object came, of whatever kind. Not for what is read back from the spool after a restart.
    ///
    /// @param at when; never later than the clock
    public synchronized void received(String callingAeTitle, Instant at) {
        var now = clock.instant();
        scanners.arrived(callingAeTitle.strip(), at.isAfter(now) ? now : at);
        tell();
    }

    /// A revision was said. Only final live ones count.
    public synchronized void said(Entry entry) {
        if (entry.heard().mode() != Mode.LIVE) {
            return;
        }
        var standing = entry.standing();
        models.said(standing.last(), standing.unit(), standing.last().timing().published());
        tell();
    }

    /// To be called often: each second or more.
    public synchronized void look() {
        var now = clock.instant();
        if (ticked.equals(Instant.MIN) || Duration.between(ticked, now).abs().compareTo(TICK) >= 0) {
            ticked = now;
            scanners.tick(now);
            tell();
        }
        boolean due = Duration.between(written, now).abs().compareTo(WRITE_EVERY) >= 0;
        if (due && !writing && !writer.isShutdown()) {
            written = now;
            write();
        }
    }

    private void tell() {
        var now = Stream.concat(scanners.complaints().stream(), models.complaints().stream()).toList();
        var before = complaints;
        if (!now.equals(before)) {
            now.stream().filter(it -> !before.contains(it)).forEach(it -> LOG.warn("watch: {}", it));
            before.stream().filter(it -> !now.contains(it)).forEach(it -> LOG.info("watch no longer: {}", it));
            complaints = now;
        }
    }

    /// What a person should see to, one sentence each, without patient data; for the retained status.
    public List<String> complaints() {
        return complaints;
    }

    private void write() {
        writing = true;
        writer.execute(() -> {
            try {
                file.replace(content());
            } catch (IOException e) {
                LOG.warn("watch cannot write what it learned; it tries again later cause=\"{}\"", e.toString());
            } finally {
                writing = false;
            }
        });
    }

    /// Entry by entry: who brings an object does not wait for all of them.
    private byte[] content() {
        var draft = new WatchJson.Draft();
        List<Habit> habits;
        List<ModelHabit> versions;
        synchronized (this) {
            habits = List.copyOf(scanners.habits());
            versions = List.copyOf(models.habits());
        }
        for (var habit : habits) {
            synchronized (this) {
                draft.add(habit);
            }
        }
        for (var version : versions) {
            synchronized (this) {
                draft.add(version);
            }
        }
        return draft.bytes();
    }

    /// Writes what was learned, within seconds.
    @Override
    public void close() {
        synchronized (this) {
            if (writer.isShutdown()) {
                return;
            }
            write();
            writer.shutdown();
        }
        try {
            if (!writer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("watch: what it learned could not be written in {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
