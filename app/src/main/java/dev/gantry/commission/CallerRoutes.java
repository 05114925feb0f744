// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.config.AccessSettings;
import dev.gantry.config.Network;
import dev.gantry.config.PeerSettings;
import dev.gantry.dicom.access.Access;
import dev.gantry.dicom.access.AccessFolder;
import dev.gantry.dicom.access.Allowed;
import dev.gantry.dicom.access.Callee;
import dev.gantry.dicom.access.Refusal;
import dev.gantry.dicom.association.Requestor.Peer;
import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.dicom.dimse.Sender;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.tls.Tls;
import dev.gantry.handshake.Handshake;
import dev.gantry.handshake.Handshakes;
import dev.gantry.http.Call;
import dev.gantry.http.Door;
import dev.gantry.http.Events;
import dev.gantry.http.Needs;
import dev.gantry.http.Problem;
import dev.gantry.trail.Act.Matter;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Who calls and who may; whether those that we call answer.
final class CallerRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(CallerRoutes.class);
    private static final Duration ECHO_LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST = 300;
    private static final int MOST_PORT = 65_535;
    private static final long BEAT_MILLIS = 5000;

    private final Site site;
    private final Site.Scanners scanners;

    CallerRoutes(Site site) {
        this.site = site;
        this.scanners = site.scanners();
    }

    void addTo(Door door) {
        door.on(HttpMethod.GET, "/api/setup/callers", Needs.ENGINEER, call -> call.work(this::callers, call::json));
        door.on(HttpMethod.GET, "/api/setup/handshakes", Needs.ENGINEER, this::stream);
        door.on(HttpMethod.POST, "/api/setup/allow", Needs.ENGINEER, this::allow);
        door.on(HttpMethod.POST, "/api/setup/remove", Needs.ENGINEER, this::remove);
        door.on(HttpMethod.POST, "/api/setup/echo", Needs.ENGINEER, this::echo);
    }

    private ObjectNode callers() throws IOException {
        var settings = site.now().dicom();
        var root = JsonMapper.shared().createObjectNode();
        root.put("policy", settings.access().policy().name().toLowerCase(Locale.ROOT));
        root.put("ae-title", settings.aeTitle());
        var refused = root.putArray("refused");
        var allowed = folder().allowed();
        scanners.access().refusals().forEach(refusal -> refused.add(json(refusal)
                .put("may-call-now", Access.mayCall(settings, allowed, refusal))));
        var may = root.putArray("may-call");
        settings.access().peers().forEach(peer -> may.add(json(peer, false)));
        allowed.forEach(one ->
                may.add(json(new PeerSettings(one.title(), one.addresses(), one.called()), true)));
        return root;
    }

    private AccessFolder folder() throws IOException {
        return AccessFolder.in(site.now().spool().path());
    }

    private static ObjectNode json(Refusal refusal) {
        return JsonMapper.shared().createObjectNode()
                .put("calling", refusal.calling()).put("called", refusal.called()).put("address", refusal.address())
                .put("implementation", refusal.implementation()).put("why", refusal.objection().why())
                .put("remedy", refusal.objection().remedy()).put("let-in", refusal.letIn())
                .put("allowable", Handshakes.allowable(refusal)).put("first", refusal.first().toString())
                .put("last", refusal.last().toString()).put("count", refusal.count());
    }

    private static ObjectNode json(PeerSettings peer, boolean allowed) {
        var node = JsonMapper.shared().createObjectNode().put("ae-title", peer.aeTitle());
        var addresses = node.putArray("addresses");
        peer.addresses().stream().map(Network::text).forEach(addresses::add);
        peer.called().ifPresent(title -> node.put("called", title));
        node.put("tls", peer.tls()).put("allowed", allowed);
        peer.callBack().ifPresent(at -> node.put("host", at.host()).put("port", at.port()));
        return node;
    }

    /// What was there first, each that comes as it comes, and a sign of life.
    private void stream(Call call) {
        var events = call.events();
        var vertx = scanners.vertx();
        var end = scanners.handshakes().listen(one -> send(call, events, "handshake", json(one).toString()));
        long timer = vertx.setPeriodic(BEAT_MILLIS, _ -> send(call, events, "beat", "{}"));
        events.onEnd(() -> {
            end.run();
            vertx.cancelTimer(timer);
        });
        var all = JsonMapper.shared().createArrayNode();
        scanners.handshakes().latest().forEach(one -> all.add(json(one)));
        events.send("snapshot", all.toString());
    }

    /// Ends it for somebody whose login is over.
    private static void send(Call call, Events events, String event, String data) {
        if (call.visitor().isPresent()) {
            events.send(event, data);
        } else {
            events.end();
        }
    }

    private static ObjectNode json(Handshake one) {
        var node = JsonMapper.shared().createObjectNode().put("seq", one.seq()).put("at", one.at().toString())
                .put("calling", one.who().calling()).put("called", one.who().called())
                .put("address", one.who().address()).put("implementation", one.who().implementation());
        switch (one.what()) {
            case Handshake.What.Associated(long number, int taken, var declined, boolean echo) -> {
                node.put("what", echo ? "echo" : "associated").put("association", number).put("taken", taken);
                var advice = node.putArray("declined");
                declined.forEach(it -> advice.addObject().put("why", it.why()).put("remedy", it.remedy()));
            }
            case Handshake.What.LetIn(var advice, boolean allowable) -> node.put("what", "let-in")
                    .put("why", advice.why()).put("remedy", advice.remedy()).put("allowable", allowable);
            case Handshake.What.Refused(var advice, boolean allowable) -> node.put("what", "refused")
                    .put("why", advice.why()).put("remedy", advice.remedy()).put("allowable", allowable);
            case Handshake.What.Ended(long number, var aborted) -> {
                node.put("what", aborted.isEmpty() ? "released" : "aborted").put("association", number);
                aborted.ifPresent(why -> node.put("why", why));
            }
        }
        return node;
    }

    /// One click: only somebody who called and was refused, or only let in, can be allowed here.
    private void allow(Call call) {
        var calling = call.text("calling", LONGEST);
        var called = call.text("called", LONGEST);
        var address = call.text("address", LONGEST);
        var refusal = scanners.access().refusals().stream()
                .filter(it -> it.calling().equals(calling) && it.called().equals(called) && it.address().equals(address)
                        && Handshakes.allowable(it))
                .findFirst()
                .orElseThrow(() -> new Problem(404, "nobody of that AE title and address was refused for what an allow"
                        + " would put right; the list of callers tells who was"));
        boolean several = !site.now().dicom().access().alsoCalled().isEmpty();
        var fresh = scanners.handshakes().entry(refusal, several);
        call.work(() -> folder().allow(fresh), added -> {
            LOG.info("allowed calling='{}' peer={} by={}", fresh.title(), address, call.by());
            site.acted(call, Matter.CALLERS, "allowed", List.of(fresh.title() + " from " + address));
            call.json(JsonMapper.shared().createObjectNode().put("added", added));
        });
    }

    private void remove(Call call) {
        var title = call.text("ae-title", LONGEST).strip();
        call.work(() -> {
                    var all = folder().change(those ->
                            those.stream().filter(one -> !one.title().equals(title)).toList());
                    scanners.access().reread().toCompletableFuture().join();
                    return all;
                },
                before -> {
                    if (before.stream().map(Allowed::title).noneMatch(title::equals)) {
                        throw new Problem(404, "nothing was allowed under " + title
                                + "; entries of the settings are removed there");
                    }
                    LOG.info("allow taken back calling='{}' by={}", title, call.by());
                    site.acted(call, Matter.CALLERS, "allow taken back", List.of(title));
                    call.done();
                });
    }

    /// `{peer}` of the settings, or `{ae-title, host, port}`.
    private void echo(Call call) {
        var dicom = site.now().dicom();
        call.work(() -> {
            var callee = callee(call, dicom.access());
            var tls = dicom.tls().map(files -> Tls.open(files, Clock.systemUTC()));
            return Peer.of(callee, new AeTitle(dicom.aeTitle()), ECHO_LIMIT, tls);
        }, peer -> new Sender(scanners.vertx()).echo(peer)
                .onSuccess(echoed -> call.json(json(echoed, dicom.aeTitle())))); // it never fails
    }

    private Callee callee(Call call, AccessSettings access) {
        try {
            if (call.body().has("peer")) {
                var title = new AeTitle(call.text("peer", LONGEST));
                return scanners.access().find(title).orElseThrow(() -> new Problem(404,
                        "no peer %s of the settings has a host; %d are listed".formatted(title.text(),
                                access.peers().size())));
            }
            int port = call.body().path("port").asInt(0);
            var host = call.text("host", LONGEST);
            if (port < 1 || port > MOST_PORT || !host.matches("[A-Za-z0-9.:-]{1,253}")) {
                throw new Problem(400,
                        "host must be a host name or an IP address, and port an integer from 1 to 65535");
            }
            return new Callee(new AeTitle(call.text("ae-title", LONGEST)), host, port, false, Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new Problem(400, e.getMessage());
        }
    }

    private static ObjectNode json(Echoed echoed, String ours) {
        var node = JsonMapper.shared().createObjectNode();
        return switch (echoed) {
            case Echoed.Answered(int status, var took) when status == 0 ->
                    node.put("answered", true).put("took-ms", took.toNanos() / 1e6);
            case Echoed.Answered(int status, _) -> node.put("answered", false)
                    .put("why", "it answers with status 0x%04X".formatted(status))
                    .put("remedy", "ask its administrator");
            case Echoed.Failed(var why) -> node.put("answered", false).put("why", why)
                    .put("remedy", "see that it runs, that no firewall is between, and that it lists our AE title "
                            + ours + " with the address of this machine");
        };
    }
}
