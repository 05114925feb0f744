// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.Network;
import dev.gantry.config.PeerSettings;
import dev.gantry.dicom.access.Caller.Line;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.pdu.AeTitle;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Decides who may call: a pure function of the list and the caller.
///
/// The title called must be ours, always. Everything else counts only as far as `policy` says. Of several entries
/// for a title one that fits is enough; when none does, the one that came closest says why.
///
/// @param titles ours
/// @param peers  those of the settings, then those allowed since
record AllowList(List<AeTitle> titles, Policy policy, List<PeerSettings> peers) {
    AllowList {
        titles = List.copyOf(titles);
        peers = List.copyOf(peers);
    }

    Verdict decide(Caller caller) {
        if (!titles.contains(caller.called())) {
            return new Verdict.Refused(notOurs(caller));
        }
        return switch (policy) {
            case OPEN -> new Verdict.Welcome();
            case COMMISSIONING -> objection(caller).<Verdict>map(Verdict.LetIn::new).orElseGet(Verdict.Welcome::new);
            case LISTED -> objection(caller).<Verdict>map(Verdict.Refused::new).orElseGet(Verdict.Welcome::new);
        };
    }

    private Objection notOurs(Caller caller) {
        var ours = titles.stream().map(title -> "'" + title + "'").collect(Collectors.joining(", "));
        return new Objection(Cause.CALLED, "called '%s', we answer to %s".formatted(caller.called(), ours),
                "call %s, or add %s to dicom.also-called in the settings".formatted(
                        Shell.word(titles.getFirst().text()), Shell.word(caller.called().text())));
    }

    private Optional<Objection> objection(Caller caller) {
        var objections = peers.stream()
                .filter(peer -> peer.aeTitle().equals(PeerSettings.ANY)
                        || peer.aeTitle().equals(caller.calling().text()))
                .map(peer -> objection(peer, caller))
                .toList();
        if (objections.isEmpty()) {
            return Optional.of(notListed(caller));
        }
        return objections.stream().anyMatch(Optional::isEmpty)
                ? Optional.empty()
                : objections.stream().flatMap(Optional::stream).max(Comparator.comparing(AllowList::closeness));
    }

    private Objection notListed(Caller caller) {
        var calling = caller.calling();
        var similar = peers.stream().map(PeerSettings::aeTitle).filter(title -> title.equalsIgnoreCase(calling.text()));
        return new Objection(Cause.CALLING, "no peer '%s' is listed".formatted(calling)
                + similar.filter(title -> !title.equals(calling.text())).findFirst()
                        .map(title -> "; '" + title + "' is, and case counts").orElse(""), allow(caller));
    }

    /// How many of the checks below an entry passed before it failed.
    private static int closeness(Objection objection) {
        return List.of(Cause.CALLING, Cause.ADDRESS, Cause.CALLED_BY_IT, Cause.NOT_ENCRYPTED, Cause.CERTIFICATE)
                .indexOf(objection.cause());
    }

    private Optional<Objection> objection(PeerSettings peer, Caller caller) {
        if (!peer.addresses().isEmpty()
                && peer.addresses().stream().noneMatch(network -> network.contains(caller.address()))) {
            if (peer.aeTitle().equals(PeerSettings.ANY)) {
                return Optional.of(notListed(caller)); // an entry for everybody from elsewhere lists nobody here
            }
            var networks = peer.addresses().stream().map(Network::text).collect(Collectors.joining(", "));
            return Optional.of(new Objection(Cause.ADDRESS,
                    "'%s' may call from %s".formatted(peer.aeTitle(), networks), allow(caller)));
        }
        if (peer.called().filter(title -> !title.equals(caller.called().text())).isPresent()) {
            return Optional.of(new Objection(Cause.CALLED_BY_IT,
                    "'%s' may call '%s' only".formatted(peer.aeTitle(), peer.called().get()), allow(caller)));
        }
        return peer.tls() ? unproven(peer, caller.line()) : Optional.empty();
    }

    private static Optional<Objection> unproven(PeerSettings peer, Line line) {
        return switch (line) {
            case Line.Plain _ -> Optional.of(new Objection(Cause.NOT_ENCRYPTED,
                    "'%s' may call with TLS only".formatted(peer.aeTitle()),
                    "let it call dicom.tls.port with TLS, or take tls and certificate from its entry of dicom.peers"));
            case Line.Encrypted(var names) -> peer.certificate()
                    .filter(wanted -> names.stream().noneMatch(wanted::equalsIgnoreCase))
                    .map(wanted -> new Objection(Cause.CERTIFICATE,
                            names.isEmpty()
                                    ? "it shows no certificate, '%s' is wanted".formatted(wanted)
                                    : "its certificate is made out to %s, '%s' is wanted".formatted(
                                            Shell.list(names), wanted),
                            "put the name of its certificate into its entry of dicom.peers, or let it use the right"
                                    + " one"));
        };
    }

    /// The command for it, ready to be pasted: what the caller says of itself must not become a command.
    private String allow(Caller caller) {
        if (caller.calling().text().equals(PeerSettings.ANY)) {
            return "give it a calling AE title of its own: " + PeerSettings.ANY + " stands for any";
        }
        var title = Shell.word(caller.calling().text());
        var called = titles.size() > 1 ? " --called " + Shell.word(caller.called().text()) : "";
        return "gantry access allow --address " + Addresses.text(caller.address()) + called
                + (title.startsWith("-") ? " -- " : " ") + title;
    }
}
