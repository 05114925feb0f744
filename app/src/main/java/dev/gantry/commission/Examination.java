// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.doctor.Check;
import dev.gantry.doctor.Doctor;
import dev.gantry.doctor.Doctor.Report;
import dev.gantry.doctor.Finding;
import dev.gantry.visit.Acceptance;
import dev.gantry.visit.Visit;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checks of `gantry doctor`, made for a page: one order at a time, on a thread of its own. Any thread.
final class Examination implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Examination.class);
    /// Enough for a percentile that says something, and short enough beside scanners that send.
    private static final int SAMPLES = 10;
    private static final int ROUNDS = 20;

    private final Site site;
    private final ExecutorService doing =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().name("examination").factory());
    private final Map<String, Result> results = new LinkedHashMap<>();
    private Optional<String> running = Optional.empty();
    private boolean ordered;
    private Optional<String> page = Optional.empty();

    /// What a check found last.
    record Result(Instant at, List<Finding> findings) {}

    /// @param running the check that is being made
    /// @param report  an acceptance report was made
    record State(boolean busy, Optional<String> running, Map<String, Result> results, boolean report) {}

    Examination(Site site) {
        this.site = site;
    }

    /// @param wanted names of checks; empty: all, and the acceptance report of them
    /// @return false when it is busy
    /// @throws IllegalArgumentException for a name there is not
    synchronized boolean order(List<String> wanted) {
        if (ordered) {
            return false;
        }
        if (!Visit.NAMES.containsAll(wanted)) {
            throw new IllegalArgumentException("check must be of " + String.join(", ", Visit.NAMES));
        }
        ordered = true;
        doing.execute(() -> examine(wanted));
        return true;
    }

    private void examine(List<String> wanted) {
        var settings = site.now();
        try (var visit = new Visit(settings, SAMPLES)) {
            var findings = new LinkedHashMap<String, List<Finding>>();
            for (var check : visit.all(wanted.contains("gpu"), ROUNDS)) {
                if (wanted.isEmpty() || wanted.contains(check.name())) {
                    findings.putAll(examine(check));
                }
            }
            if (wanted.isEmpty()) {
                var visited = new Acceptance.Visited(settings, site.version(),
                        site.live().file().toAbsolutePath().toString(), host(),
                        ZonedDateTime.now());
                made(Acceptance.page(visited, new Report(findings)));
            }
        } catch (RuntimeException e) {
            LOG.error("checks could not be made", e);
        } finally {
            over();
        }
    }

    private Map<String, List<Finding>> examine(Check check) {
        synchronized (this) {
            running = Optional.of(check.name());
        }
        var findings = new Doctor(List.of(check)).examine().findings();
        synchronized (this) {
            findings.forEach((name, found) -> results.put(name, new Result(Instant.now(), found)));
        }
        return findings;
    }

    private synchronized void made(String report) {
        page = Optional.of(report);
    }

    private synchronized void over() {
        ordered = false;
        running = Optional.empty();
    }

    synchronized State state() {
        return new State(ordered, running, new LinkedHashMap<>(results), page.isPresent());
    }

    /// The last acceptance report, a page of HTML.
    synchronized Optional<String> report() {
        return page;
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            return "unknown";
        }
    }

    @Override
    public void close() {
        doing.shutdownNow();
    }
}
