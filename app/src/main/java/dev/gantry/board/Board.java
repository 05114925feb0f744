// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.board;

import dev.gantry.board.Card.Times;
import dev.gantry.config.Mode;
import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What the rooms see: of each scanner the exam of this minute, and the exams before it.
///
/// The first object of an exam takes its scanner's place at once, before anything is answered: what was flagged for the
/// patient before never stands there for the next one. What came late goes to the history only. Any thread may call.
public final class Board {
    /// How long an exam is shown.
    public static final Duration DAY = Duration.ofHours(24);

    /// Exams that are remembered; the oldest go first.
    static final int MOST_CARDS = 2_000;

    /// An object came.
    ///
    /// @param exam     pseudonym of the Study Instance UID
    /// @param late     older than [Subject#LATE] when it came
    /// @param replayed read back from the spool after a restart
    public record Arrival(String scanner, String exam, String modality, Mode mode, Instant received,
            Optional<Instant> acquired, boolean late, boolean replayed) {}

    private record Key(String scanner, String exam) {}

    private final Map<Key, Card> cards = new LinkedHashMap<>(); // in the order of their first objects
    private final Map<String, Key> places = new HashMap<>(); // by scanner
    private Optional<Consumer<Card>> listener = Optional.empty();

    /// From now on each change is told, on the thread that caused it and under the board's lock: be quick.
    public synchronized void listen(Consumer<Card> each) {
        listener = Optional.of(each);
    }

    /// @param now of the appliance's clock
    public synchronized void arrived(Arrival arrival, Instant now) {
        forget(now);
        var key = new Key(arrival.scanner(), arrival.exam());
        var aside = arrival.late() || arrival.replayed();
        var known = Optional.ofNullable(cards.get(key));
        var card = known.map(it -> it.with(
                        new Times(it.times().acquired().or(arrival::acquired), it.times().received(), now,
                                it.times().aside() && aside),
                        Card.stricter(it.mode(), arrival.mode()), 1))
                .orElseGet(() -> new Card(arrival.exam(), arrival.scanner(), arrival.modality(), arrival.mode(),
                        new Times(arrival.acquired(), arrival.received(), now, aside), 1, List.of()));
        boolean first = known.filter(it -> !it.times().aside()).isEmpty();
        if (!aside && first) {
            places.put(arrival.scanner(), key);
        }
        put(key, card);
    }

    /// Something was said; it is added to its exam, and opens one in the history where none is remembered.
    public synchronized void said(Outcome outcome, Instant now) {
        forget(now);
        var exam = outcome.subject().exam();
        var key = new Key(exam.scanner(), exam.study());
        var card = Optional.ofNullable(cards.get(key)).orElseGet(() -> new Card(exam.study(), exam.scanner(), exam.modality(),
                outcome.subject().mode(), new Times(outcome.subject().arrival().acquired().map(Subject.Acquired::time),
                        outcome.subject().arrival().received(), now, true), 0, List.of()));
        if (newer(card, outcome)) {
            put(key, card.with(outcome, now));
        }
    }

    private static boolean newer(Card card, Outcome outcome) {
        return card.said().stream().map(it -> it.outcome().identity())
                .noneMatch(it -> it.id().equals(outcome.identity().id()) && it.revision() >= outcome.identity().revision());
    }

    private void put(Key key, Card card) {
        cards.put(key, card);
        if (cards.size() > MOST_CARDS) {
            drop(cards.keySet().iterator().next());
        }
        listener.ifPresent(it -> it.accept(card));
    }

    private void forget(Instant now) {
        var oldest = now.minus(DAY);
        cards.entrySet().stream().filter(it -> it.getValue().times().changed().isBefore(oldest)).map(Map.Entry::getKey)
                .toList().forEach(this::drop);
    }

    private void drop(Key key) {
        cards.remove(key);
        places.values().removeIf(key::equals);
    }

    /// The exam that stands in a scanner's place; empty before its first.
    public synchronized Optional<Card> place(String scanner) {
        return Optional.ofNullable(places.get(scanner)).map(cards::get);
    }

    /// Whether it stands in its scanner's place.
    public synchronized boolean stands(Card card) {
        return new Key(card.scanner(), card.exam()).equals(places.get(card.scanner()));
    }

    /// All exams of the day, the newest first.
    public synchronized List<Card> history() {
        return cards.values().stream()
                .sorted(Comparator.comparing((Card it) -> it.times().received()).reversed()).toList();
    }

    /// The scanners that have sent, in the order of their names.
    public synchronized List<String> scanners() {
        return cards.keySet().stream().map(Key::scanner).distinct().sorted().toList();
    }
}
