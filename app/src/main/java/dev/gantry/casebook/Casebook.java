// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.casebook;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.gantry.casebook.Case.Answered;
import dev.gantry.outbox.Entry;
import dev.gantry.outbox.Outbox;
import dev.gantry.outcome.Outcome;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/// The outbox as a book of exams: who was looked at, and what was said. Reads back from the newest revision; it keeps
/// nothing. Each method waits for the disk; any thread may call.
public final class Casebook {
    private static final int PAGE = 256;
    private static final int SHORTEST_ID = 4;

    private final Outbox outbox;

    public Casebook(Outbox outbox) {
        this.outbox = outbox;
    }

    /// What an id stands for.
    public sealed interface Found {
        /// @param revisions in the order in which they were said
        record One(String study, List<Entry> revisions) implements Found {}

        /// @param studies that the id may mean, the first few
        record Several(List<String> studies) implements Found {}

        record None() implements Found {}
    }

    /// An exam while it is collected.
    private static final class Page {
        private final Map<UUID, Answered> answers = new LinkedHashMap<>();
        private Instant first = Instant.MAX;
        private Instant last = Instant.MIN;

        private void add(Entry entry, Outcome outcome) {
            var at = outcome.timing().published();
            first = at.isBefore(first) ? at : first;
            last = at.isAfter(last) ? at : last;
            answers.putIfAbsent(outcome.identity().id(), new Answered(entry.unit(), outcome));
        }
    }

    /// The exams of which something was said since then, the latest first.
    ///
    /// @param most     exams at most; of the others nothing is told
    /// @param progress hears how many revisions were read, now and then
    public List<Case> since(Instant from, int most, LongConsumer progress) throws IOException {
        var pages = new LinkedHashMap<String, Page>();
        back(progress, entry -> {
            var outcome = entry.standing().last();
            if (outcome.timing().published().isBefore(from)) {
                return false;
            }
            var study = outcome.subject().exam().study();
            if (pages.containsKey(study) || pages.size() < most) {
                pages.computeIfAbsent(study, _ -> new Page()).add(entry, outcome);
            }
            return true;
        });
        return pages.entrySet().stream().map(it -> new Case(it.getKey(), it.getValue().first, it.getValue().last,
                List.copyOf(it.getValue().answers.values()))).toList();
    }

    /// Finds an exam by its pseudonym or the id of one of its outcomes, or how either begins.
    ///
    /// @throws IllegalArgumentException when the id is too short to mean anything
    public Found find(String id, LongConsumer progress) throws IOException {
        if (id.length() < SHORTEST_ID || !id.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("an id is the pseudonym of an exam or the id of an outcome, or its"
                    + " first %d characters or more; gantry exam list shows both".formatted(SHORTEST_ID));
        }
        var studies = new TreeSet<String>();
        var mentions = List.of("\"study\":\"" + id, "{\"id\":\"" + id);
        back(progress, entry -> {
            var text = new String(entry.payload(), ISO_8859_1); // most are not looked at any closer
            if (mentions.stream().anyMatch(text::contains)) {
                var outcome = entry.standing().last();
                var study = outcome.subject().exam().study();
                if (study.startsWith(id) || outcome.identity().id().toString().startsWith(id)) {
                    studies.add(study);
                }
            }
            return true;
        });
        return switch (studies.size()) {
            case 0 -> new Found.None();
            case 1 -> new Found.One(studies.first(), of(studies.first(), progress));
            default -> new Found.Several(List.copyOf(studies));
        };
    }

    private List<Entry> of(String study, LongConsumer progress) throws IOException {
        var revisions = new ArrayList<Entry>();
        var mention = "\"study\":\"" + study + '"';
        back(progress, entry -> {
            if (new String(entry.payload(), ISO_8859_1).contains(mention)) {
                revisions.add(entry);
            }
            return true;
        });
        return List.copyOf(revisions.reversed());
    }

    /// From the newest revision to the oldest that is held, or until `goOn` says no.
    private void back(LongConsumer progress, Predicate<Entry> goOn) throws IOException {
        long read = 0;
        for (long to = outbox.lastSeq(); to > 0; to -= PAGE) {
            var entries = outbox.read(to - PAGE + 1, to, PAGE);
            for (var entry : entries.reversed()) {
                if (!goOn.test(entry)) {
                    return;
                }
            }
            read += entries.size();
            if (to % (16 * PAGE) < PAGE) {
                progress.accept(read);
            }
        }
    }
}
