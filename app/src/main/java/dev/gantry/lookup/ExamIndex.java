// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import dev.gantry.journal.Journal;
import dev.gantry.journal.Journal.Durability;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.pseudonym.Order;
import dev.gantry.pseudonym.Pseudonyms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The exams of the last days by their pseudonyms, under each key of the ring; on disk in a folder of its own that only
/// the appliance's user can enter.
///
/// Its own, and not the spool's: the spool lets images go when the disk fills, and names none of them by study. What is
/// older than the site allows is gone from memory and disk with the next [#tend].
///
/// Any thread. [#open], [#tend] and [#close] wait for the disk.
final class ExamIndex implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ExamIndex.class);
    /// The exam that was silent longest makes room.
    static final int MOST_EXAMS = 50_000;
    private static final Duration WORTH_A_RECORD = Duration.ofHours(1);

    private final Path folder;
    private final KeyRing ring;
    private final Duration keep;
    private final Clock clock;
    /// By study UID; the one heard of last at the end.
    private final LinkedHashMap<String, KnownExam> exams = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<String, Match> byPseudonym = new HashMap<>();
    private int indexedKeys;
    private Journal journal;
    private volatile Optional<String> complaint = Optional.empty();

    /// What a pseudonym stands for.
    ///
    /// @param field `study` or `accession`
    /// @param exams several when one accession number has several studies
    record Match(String field, String keyId, List<KnownExam> exams) {}

    private ExamIndex(Path folder, KeyRing ring, Duration keep, Clock clock) throws IOException {
        this.folder = folder;
        this.ring = ring;
        this.keep = keep;
        this.clock = clock;
        this.journal = Journal.open(folder, Durability.SYNC);
        try {
            journal.replay(record -> put(ExamJson.read(record)));
        } catch (IOException | RuntimeException e) {
            journal.close();
            throw e;
        }
        tend();
        LOG.info("lookup exams={} keep={}", exams.size(), keep);
    }

    /// @param folder made when missing; of the owner alone
    static ExamIndex open(Path folder, KeyRing ring, Duration keep, Clock clock) throws IOException {
        var owner = PosixFilePermissions.fromString("rwx------");
        Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(owner));
        Files.setPosixFilePermissions(folder, owner);
        return new ExamIndex(folder, ring, keep, clock);
    }

    /// Takes note of an image that is kept. Does not wait for the disk.
    synchronized void seen(KnownExam sight) {
        var before = Optional.ofNullable(exams.get(sight.studyUid()));
        var now = before.map(exam -> exam.and(sight)).orElse(sight);
        put(now);
        boolean news = before.isEmpty() || !before.get().orders().equals(now.orders());
        if (news || before.get().last().plus(WORTH_A_RECORD).isBefore(now.last())) {
            write(now);
        }
    }

    private void write(KnownExam exam) {
        journal.append(ExamJson.write(exam)).whenComplete((_, failure) -> {
            if (failure != null) {
                complain(failure);
            }
        });
    }

    private void complain(Throwable failure) {
        if (complaint.isEmpty()) {
            LOG.error("look-ups after a restart will miss exams: their journal cannot be written cause={}",
                    failure.toString());
        }
        complaint = Optional.of("look-ups after a restart will miss exams: " + failure.getMessage());
    }

    private synchronized void put(KnownExam exam) {
        exams.put(exam.studyUid(), exam);
        if (indexedKeys == ring.keys().size()) {
            index(exam);
        }
        if (exams.size() > MOST_EXAMS) {
            drop(exams.firstEntry().getValue());
        }
    }

    private void drop(KnownExam exam) {
        exams.remove(exam.studyUid());
        for (var pseudonyms : ring.all()) {
            names(exam, pseudonyms).forEach(name -> byPseudonym.computeIfPresent(name.text(), (_, match) -> {
                var rest = match.exams().stream().filter(it -> !it.studyUid().equals(exam.studyUid())).toList();
                return rest.isEmpty() ? null : new Match(match.field(), match.keyId(), rest);
            }));
        }
    }

    private record Name(String field, String text) {}

    private static Stream<Name> names(KnownExam exam, Pseudonyms pseudonyms) {
        return Stream.concat(
                Stream.of(new Name("study", pseudonyms.study(exam.studyUid()))),
                exam.orders().stream().flatMap(named -> named.order().stream()).distinct()
                        .map((Order order) -> new Name("accession",
                                pseudonyms.accession(order.issuer(), order.number()))));
    }

    private void index(KnownExam exam) {
        for (var pseudonyms : ring.all()) {
            names(exam, pseudonyms).forEach(name -> byPseudonym.merge(name.text(),
                    new Match(name.field(), pseudonyms.keyId(), List.of(exam)), ExamIndex::both));
        }
    }

    private static Match both(Match before, Match more) {
        var fresh = more.exams().getFirst();
        return new Match(before.field(), before.keyId(), Stream.concat(
                before.exams().stream().filter(it -> !it.studyUid().equals(fresh.studyUid())),
                Stream.of(fresh)).toList());
    }

    /// The exams that a published pseudonym of a study or an accession number stands for, whichever key made it.
    synchronized Optional<Match> find(String pseudonym) {
        if (indexedKeys != ring.keys().size()) { // the first question, or the first after a rotation
            byPseudonym.clear();
            indexedKeys = ring.keys().size();
            exams.values().forEach(this::index);
        }
        var oldest = clock.instant().minus(keep);
        return Optional.ofNullable(byPseudonym.get(pseudonym))
                .map(match -> new Match(match.field(), match.keyId(),
                        match.exams().stream().filter(exam -> !exam.last().isBefore(oldest)).toList()))
                .filter(match -> !match.exams().isEmpty());
    }

    synchronized int size() {
        return exams.size();
    }

    /// Why exams would be missing after a restart.
    Optional<String> complaint() {
        return complaint;
    }

    /// Lets go of what is too old, on disk too, and repairs the journal if it failed.
    void tend() throws IOException {
        synchronized (this) {
            var oldest = clock.instant().minus(keep);
            var gone = exams.values().stream().filter(exam -> exam.last().isBefore(oldest)).toList();
            gone.forEach(this::drop);
            boolean broken = journal.failure().isPresent() || complaint.isPresent();
            if (journal.failure().isPresent()) {
                journal.close();
                journal = Journal.open(folder, Durability.SYNC);
            }
            if (!gone.isEmpty() || broken) {
                journal.rotate(exams.values().stream().map(ExamJson::write).toList())
                        .thenRun(() -> complaint = Optional.empty());
            }
        }
        removeOldDamage();
    }

    /// What the journal set aside holds exams too, and must not outlive them.
    private void removeOldDamage() throws IOException {
        var oldest = clock.instant().minus(keep);
        try (Stream<Path> files = Files.list(folder)) {
            for (var file : files.filter(it -> it.toString().endsWith(".damaged")).toList()) {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(oldest)) {
                    Files.delete(file);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }
}
