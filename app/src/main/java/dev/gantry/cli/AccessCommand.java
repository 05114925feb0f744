// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.cli;

import dev.gantry.config.Network;
import dev.gantry.config.PeerSettings;
import dev.gantry.config.Settings;
import dev.gantry.dicom.access.AccessFolder;
import dev.gantry.dicom.access.Allowed;
import dev.gantry.dicom.access.Refusal;
import dev.gantry.dicom.pdu.AeTitle;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Who may call the appliance, and who was refused. Works on the state in the spool, beside an appliance that runs.
@Command(
        name = "access",
        mixinStandardHelpOptions = true,
        version = Main.VERSION,
        footer = {"  gantry access refused", "  gantry access allow CR1 --address 10.0.4.7"},
        description = {
            "Says who may call, and who was refused; allows a caller at run time.",
            "What is allowed here is kept in the spool, beside the list of the settings (dicom.peers). A running"
                    + " appliance takes it up at the next call, without a restart."
        })
final class AccessCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

    @Mixin
    SettingsOption config;

    @Option(names = "--json", scope = ScopeType.INHERIT, description = "as JSON, for programs")
    boolean json;

    @Spec
    CommandSpec spec;

    /// No command: what there is.
    @Override
    public Integer call() {
        spec.commandLine().usage(out());
        return Main.DONE;
    }

    @Command(name = "list", mixinStandardHelpOptions = true,
            footer = {"  gantry access list --json"},
            description = "Lists who may call.")
    int list() throws IOException {
        var settings = config.read();
        var access = settings.dicom().access();
        var allowed = folder(settings).allowed();
        if (json) {
            var all = JsonMapper.shared().createArrayNode();
            access.peers().forEach(peer -> write(all.addObject(), peer, "settings"));
            allowed.forEach(one -> write(all.addObject(), peer(one), "allowed"));
            out().println(all);
            return Main.DONE;
        }
        out().println(switch (access.policy()) {
            case LISTED -> "Only these may call:";
            case COMMISSIONING -> "Everybody may call until mode is live; then only these:";
            case OPEN -> "Everybody may call (dicom.access: open). Listed are:";
        });
        access.peers().forEach(peer -> out().println("  " + words(peer) + "  (settings)"));
        allowed.forEach(one -> out().println("  " + words(peer(one)) + "  (allowed " + time(one.at()) + ")"));
        if (access.peers().isEmpty() && allowed.isEmpty()) {
            out().println("  nobody");
        }
        return Main.DONE;
    }

    @Command(name = "refused", mixinStandardHelpOptions = true,
            footer = {"  gantry access refused"},
            description = "Lists who was refused, or would be once the appliance is live: why, and what allows it.")
    int refused() throws IOException {
        var refusals = folder(config.read()).refused();
        if (json) {
            var all = JsonMapper.shared().createArrayNode();
            refusals.forEach(refusal -> write(all, refusal));
            out().println(all);
        } else if (refusals.isEmpty()) {
            out().println("nobody was refused");
        } else {
            refusals.forEach(this::tell);
        }
        return Main.DONE;
    }

    @Command(name = "allow", mixinStandardHelpOptions = true,
            footer = {
                "  gantry access allow CR1 --address 10.0.4.7",
                "  gantry access allow \"*\" --address 10.0.4.0/24 --called GANTRY"
            },
            exitCodeList = {
                "0:allowed, or allowed already", "1:the spool cannot be written",
                "2:the command line is wrong", "3:the settings are wrong, or an argument is"
            },
            description = "Allows a caller, from now on.")
    int allow(
            @Parameters(paramLabel = "AE-TITLE", description = "its calling AE title; \"*\" stands for any")
            String title,
            @Option(names = "--address", paramLabel = "ADDRESS-OR-NETWORK", required = true,
                    description = "where it may call from, such as 10.0.4.7 or 10.0.4.0/24; may be repeated")
            List<String> addresses,
            @Option(names = "--called", paramLabel = "AE-TITLE",
                    description = "which of our AE titles it may call (default: each)")
            Optional<String> called) throws IOException {
        var fresh = new Allowed(new AeTitle(title).text(), addresses.stream().map(AccessCommand::network).toList(),
                called.map(text -> new AeTitle(text).text()), Instant.now().truncatedTo(ChronoUnit.SECONDS));
        boolean known = !folder(config.read()).allow(fresh);
        var telling = new Telling(out(), json).line((known ? "allowed already: " : "allowed: ") + words(peer(fresh)));
        telling.facts().put("known", known);
        write(telling.facts().putObject("allowed"), peer(fresh), "allowed");
        return telling.done();
    }

    @Command(name = "remove", mixinStandardHelpOptions = true,
            footer = {"  gantry access remove CR1"},
            exitCodeList = {
                "0:removed", "1:nothing was allowed under that title", "2:the command line is wrong",
                "3:the settings are wrong, or an argument is"
            },
            description = "Takes back what allow allowed. Entries of the settings are removed there.")
    int remove(@Parameters(paramLabel = "AE-TITLE", description = "its calling AE title") String title)
            throws IOException {
        var before = folder(config.read())
                .change(all -> all.stream().filter(one -> !one.title().equals(title.strip())).toList());
        var gone = before.stream().filter(one -> one.title().equals(title.strip())).toList();
        var telling = new Telling(out(), json);
        var removed = telling.facts().putArray("removed");
        gone.forEach(one -> {
            telling.line("removed: " + words(peer(one)));
            write(removed.addObject(), peer(one), "allowed");
        });
        return gone.isEmpty()
                ? telling.line("nothing was allowed under " + title + "; gantry access list shows what is").failed()
                : telling.done();
    }

    private static AccessFolder folder(Settings settings) throws IOException {
        return AccessFolder.in(settings.spool().path());
    }

    private static Network network(String text) {
        if (!Network.legible(text)) {
            throw new IllegalArgumentException("--address must be an address such as 10.0.4.7 or fd00:4::7, or a"
                    + " network such as 10.0.4.0/24 with no bit set beyond its length, found \"" + text + "\"");
        }
        return new Network(text);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private static PeerSettings peer(Allowed one) {
        return new PeerSettings(one.title(), one.addresses(), one.called());
    }

    private static String words(PeerSettings peer) {
        var from = peer.addresses().isEmpty()
                ? "anywhere"
                : peer.addresses().stream().map(Network::text).collect(Collectors.joining(", "));
        return peer.aeTitle() + " from " + from + peer.called().map(title -> ", calling " + title).orElse("")
                + (peer.tls() ? ", with TLS" : "") + peer.certificate().map(name -> " as " + name).orElse("")
                + peer.callBack().map(at -> ", called at " + at.host() + ":" + at.port()).orElse("");
    }

    private void tell(Refusal refusal) {
        var who = refusal.calling().isEmpty() ? "somebody" : refusal.calling();
        out().printf("%s %s from %s%s, %d time%s, last %s%n", who, refusal.letIn() ? "was let in" : "was refused",
                refusal.address(), refusal.called().isEmpty() ? "" : " calling " + refusal.called(), refusal.count(),
                refusal.count() == 1 ? "" : "s", time(refusal.last()));
        out().println("    " + refusal.objection().why()
                + (refusal.letIn() ? "; it will be refused once mode is live" : ""));
        out().println("    to allow it: " + refusal.objection().remedy());
    }

    private static String time(Instant at) {
        return TIME.format(at.atZone(ZoneId.systemDefault()));
    }

    private static void write(ObjectNode node, PeerSettings peer, String from) {
        node.put("ae-title", peer.aeTitle());
        var addresses = node.putArray("addresses");
        peer.addresses().forEach(network -> addresses.add(network.text()));
        peer.called().ifPresent(title -> node.put("called", title));
        node.put("tls", peer.tls());
        peer.certificate().ifPresent(name -> node.put("certificate", name));
        peer.callBack().ifPresent(at -> node.put("host", at.host()).put("port", at.port()));
        node.put("from", from);
    }

    private static void write(ArrayNode all, Refusal refusal) {
        all.addObject()
                .put("calling", refusal.calling())
                .put("called", refusal.called())
                .put("address", refusal.address())
                .put("implementation", refusal.implementation())
                .put("cause", refusal.objection().cause().name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .put("why", refusal.objection().why())
                .put("remedy", refusal.objection().remedy())
                .put("let-in", refusal.letIn())
                .put("first", refusal.first().toString())
                .put("last", refusal.last().toString())
                .put("count", refusal.count());
    }
}
