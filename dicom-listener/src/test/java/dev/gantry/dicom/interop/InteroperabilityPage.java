// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import dev.gantry.dicom.interop.Tally.Fate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Collects how it went, and writes the tables of `docs/interoperability.md`.
final class InteroperabilityPage {
    private final List<Sending> sendings = new ArrayList<>();
    private final List<Delivery> deliveries = new ArrayList<>();
    /// By name: what it echoed, and was echoed by.
    private final Map<String, Echoes> echoes = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private record Sending(Tally tally, List<String> said) {}

    private record Echoes(boolean ours, boolean theirs) {}

    /// What became of the objects that we sent to one receiver.
    ///
    /// @param there what it has of each
    /// @param said  what we were told of those that it did not take
    record Delivery(Called to, List<Ware> offered, Map<Ware, Ware> there, List<String> said) {
        private Optional<Ware> there(Ware ware) {
            return Optional.ofNullable(there.get(ware));
        }

        List<Ware> taken() {
            return offered.stream().filter(ware -> there(ware).isPresent()).toList();
        }

        List<Ware> different() {
            return offered.stream().filter(ware -> there(ware).filter(kept -> !Tally.equal(kept, ware)).isPresent())
                    .toList();
        }
    }

    void add(Tally tally, List<String> said) {
        sendings.add(new Sending(tally, said));
    }

    void add(Delivery delivery) {
        deliveries.add(delivery);
    }

    /// Its C-ECHO was answered.
    void echoed(String peer) {
        echoes.merge(peer, new Echoes(true, false), (old, _) -> new Echoes(true, old.theirs()));
    }

    /// It answered ours.
    void answered(String peer) {
        echoes.merge(peer, new Echoes(false, true), (old, _) -> new Echoes(old.ours(), true));
    }

    Map<String, String> parts(String objects) {
        var parts = new LinkedHashMap<String, String>();
        parts.put("objects", objects + "\n");
        parts.put("senders", senders());
        parts.put("syntaxes", syntaxes());
        parts.put("receivers", receivers());
        parts.put("echoes", echoes());
        return parts;
    }

    private String senders() {
        return Table.of(List.of("sender", "version", "offered", "not sent by it", "kept by both", "same SHA-256",
                        "different", "lost here", "kept here only", "as in its file"),
                sendings.stream().map(Sending::tally).map(tally -> List.<Object>of(
                        tally.peer(), tally.version(), tally.offered().size(), tally.of(Fate.NOT_SENT).size(),
                        tally.of(Fate.SAME).size() + tally.of(Fate.DIFFERENT).size(), tally.of(Fate.SAME).size(),
                        tally.of(Fate.DIFFERENT).size(), tally.of(Fate.LOST).size(),
                        tally.of(Fate.ONLY_HERE).size(), tally.asInTheFile())).toList());
    }

    /// The transfer syntax of each file, and how many objects came the same way to both.
    private String syntaxes() {
        var offered = sendings.stream().findFirst().map(sending -> sending.tally().offered()).orElse(List.of());
        var counts = offered.stream().collect(Collectors.groupingBy(Ware::syntax, TreeMap::new, Collectors.counting()));
        var head = new ArrayList<>(List.of("transfer syntax of the file", "objects"));
        sendings.forEach(sending -> head.add(sending.tally().peer()));
        return Table.of(head, counts.entrySet().stream().map(entry -> {
            var row = new ArrayList<Object>(List.of(entry.getKey(), entry.getValue()));
            sendings.forEach(sending -> row.add(cell(sending.tally(), entry.getKey())));
            return row;
        }).toList());
    }

    /// `same`, or `same + only here`.
    private static String cell(Tally tally, String syntax) {
        long same = tally.of(Fate.SAME).stream().filter(ware -> ware.syntax().equals(syntax)).count();
        long only = tally.of(Fate.ONLY_HERE).stream().filter(ware -> ware.syntax().equals(syntax)).count();
        return same + (only == 0 ? "" : " + " + only);
    }

    private String receivers() {
        return Table.of(List.of("receiver", "version", "offered", "taken", "same SHA-256", "written anew by it"),
                deliveries.stream().map(delivery -> List.<Object>of(delivery.to().name(), delivery.to().version(),
                        delivery.offered().size(), delivery.taken().size(),
                        delivery.taken().size() - delivery.different().size(), delivery.different().size())).toList());
    }

    private String echoes() {
        return Table.of(List.of("peer", "its C-ECHO to us", "our C-ECHO to it"), echoes.entrySet().stream()
                .map(entry -> List.<Object>of(entry.getKey(), yes(entry.getValue().ours()),
                        yes(entry.getValue().theirs()))).toList());
    }

    private static String yes(boolean done) {
        return done ? "answered" : "–";
    }

    /// For a person at the console: the tables, and all that anybody complained of.
    String text() {
        var text = new StringBuilder();
        parts("").values().forEach(part -> text.append(part).append('\n'));
        sendings.forEach(sending -> {
            lines(text, sending.tally().peer() + " said", sending.said());
            for (var fate : List.of(Fate.NOT_SENT, Fate.ONLY_HERE, Fate.DIFFERENT, Fate.LOST)) {
                lines(text, sending.tally().peer() + " " + fate, sending.tally().of(fate).stream()
                        .map(InteroperabilityPage::words).toList());
            }
        });
        deliveries.forEach(delivery -> {
            lines(text, "we to " + delivery.to().name(), delivery.said());
            lines(text, delivery.to().name() + " wrote anew", delivery.different().stream()
                    .map(InteroperabilityPage::words).toList());
        });
        return text.toString();
    }

    private static String words(Ware ware) {
        return ware.name() + " (" + ware.syntax() + ")";
    }

    private static void lines(StringBuilder text, String what, List<String> lines) {
        if (!lines.isEmpty()) {
            text.append(what).append(":\n  ").append(String.join("\n  ", lines)).append('\n');
        }
    }
}
