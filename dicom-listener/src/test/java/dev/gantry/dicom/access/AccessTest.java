// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.gantry.config.AccessSettings;
import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.DicomSettings;
import dev.gantry.config.DicomSettings.NativeCodecs;
import dev.gantry.config.Network;
import dev.gantry.config.PeerSettings;
import dev.gantry.config.PeerSettings.CallBack;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.pdu.AeTitle;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    @TempDir
    Path spool;

    private final List<Access> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Access::close);
    }

    private Access open(Policy policy, PeerSettings... peers) throws IOException {
        var settings = new DicomSettings("GANTRY", "127.0.0.1", OptionalInt.of(0), 1, 1, 131_072, Duration.ofSeconds(1),
                Duration.ofSeconds(1), List.of("explicit-little-endian"), NativeCodecs.OFF, Optional.empty(),
                new AccessSettings(List.of(), policy, List.of(peers)));
        var access = Access.open(settings, spool, Clock.fixed(NOON, ZoneOffset.UTC));
        opened.add(access);
        return access;
    }

    private static Caller caller(String calling) {
        return new Caller(new AeTitle(calling), new AeTitle("GANTRY"), InetAddress.ofLiteral("10.0.4.7"),
                new Caller.Line.Plain(), "SCAN\u0007NER");
    }

    private static Verdict judged(Access access, String calling) throws Exception {
        return access.judge(caller(calling)).toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static Allowed allowed(String title) {
        return new Allowed(title, List.of(new Network("10.0.4.0/24")), Optional.empty(), NOON);
    }

    @Test
    void takesUpAPeerThatIsAllowedWhileItRuns() throws Exception {
        var access = open(Policy.LISTED);
        assertThat(judged(access, "CT_1")).isInstanceOf(Verdict.Refused.class);

        AccessFolder.in(spool).change(_ -> List.of(allowed("CT_1")));

        assertThat(judged(access, "CT_1")).isEqualTo(new Verdict.Welcome());
        assertThat(judged(access, "CT_2")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void refusesWhoseAllowWasTakenBack() throws Exception {
        var access = open(Policy.LISTED);
        AccessFolder.in(spool).allow(new Allowed("CT_1", List.of(), Optional.empty(), NOON));
        assertThat(judged(access, "CT_1")).isEqualTo(new Verdict.Welcome());

        AccessFolder.in(spool).change(_ -> List.of());
        access.reread().toCompletableFuture().join();

        assertThat(judged(access, "CT_1")).isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void tellsWhoListensOfEachRefusal() throws Exception {
        var access = open(Policy.LISTED);
        var heard = new ArrayList<Refusal>();
        access.listen(heard::add);

        judged(access, "CT_1");
        judged(access, "CT_1");

        assertThat(heard).extracting(Refusal::calling, Refusal::count)
                .containsExactly(tuple("CT_1", 1L), tuple("CT_1", 1L));
    }

    @Test
    void takesUpOtherSettingsWhileItRunsAndKeepsWhomWasAllowedBeside() throws Exception {
        AccessFolder.in(spool).change(_ -> List.of(allowed("CT_1")));
        var access = open(Policy.LISTED, new PeerSettings("MR_1", List.of(), Optional.empty()));
        Files.writeString(spool.resolve("access/allowed.json"), "damaged");

        access.take(new AccessSettings(List.of("OLD"), Policy.LISTED, List.of(new PeerSettings("MR_2", List.of(),
                Optional.empty(), false, Optional.empty(), Optional.of(new CallBack("mr2.example", 104))))))
                .toCompletableFuture().get(60, TimeUnit.SECONDS);

        assertThat(judged(access, "MR_1")).isInstanceOf(Verdict.Refused.class);
        assertThat(judged(access, "MR_2")).isEqualTo(new Verdict.Welcome());
        assertThat(judged(access, "CT_1")).isEqualTo(new Verdict.Welcome());
        assertThat(access.find(new AeTitle("MR_2"))).isPresent();
        var old = new Caller(new AeTitle("MR_2"), new AeTitle("OLD"), InetAddress.ofLiteral("10.0.4.7"),
                new Caller.Line.Plain(), "-");
        assertThat(access.judge(old).toCompletableFuture().get(60, TimeUnit.SECONDS)).isEqualTo(new Verdict.Welcome());
    }

    @Test
    void complainsWhenAKnownPeerIsRefusedAndNotOfAStranger() throws Exception {
        var access = open(Policy.LISTED,
                new PeerSettings("CT_1", List.of(new Network("10.0.5.0/24")), Optional.empty()));
        judged(access, "STRANGER");
        assertThat(access.complaints()).isEmpty();

        judged(access, "CT_1");

        assertThat(access.complaints()).containsExactly("CT_1 is known and was refused from 10.0.4.7: 'CT_1' may call"
                + " from 10.0.5.0/24; to allow it: gantry access allow --address 10.0.4.7 CT_1");
    }

    @Test
    void stillKnowsThemAfterARestart() throws Exception {
        AccessFolder.in(spool).change(_ -> List.of(allowed("CT_1")));

        assertThat(judged(open(Policy.LISTED), "CT_1")).isEqualTo(new Verdict.Welcome());
    }

    @Test
    void keepsWhoWasRefusedAndHowToAllowIt() throws Exception {
        var access = open(Policy.LISTED);
        judged(access, "CT_1");
        judged(access, "CT_1");
        access.refused(InetAddress.ofLiteral("192.0.2.1"), Cause.HANDSHAKE, "why", "how");
        access.close();

        assertThat(AccessFolder.in(spool).refused()).isEqualTo(access.refusals()).containsExactly(
                new Refusal("", "", "192.0.2.1", "-", new Objection(Cause.HANDSHAKE, "why", "how"), false, NOON, NOON,
                        1),
                new Refusal("CT_1", "GANTRY", "10.0.4.7", "SCAN?NER", new Objection(Cause.CALLING,
                        "no peer 'CT_1' is listed", "gantry access allow --address 10.0.4.7 CT_1"), false, NOON, NOON,
                        2));
        assertThat(open(Policy.LISTED).refusals()).hasSize(2);
    }

    @Test
    void remembersWhomItOnlyLetIn() throws Exception {
        var access = open(Policy.COMMISSIONING);

        assertThat(judged(access, "CT_1")).isInstanceOf(Verdict.LetIn.class);

        assertThat(access.refusals()).singleElement().satisfies(refusal -> assertThat(refusal.letIn()).isTrue());
    }

    @Test
    void staysWithWhomItKnowsWhenTheFileIsDamaged() throws Exception {
        AccessFolder.in(spool).change(_ -> List.of(allowed("CT_1")));
        var access = open(Policy.LISTED);
        var file = Files.writeString(spool.resolve("access/allowed.json"), "{\"allowed\": [{\"ae-title\": 7}]}");

        assertThat(judged(access, "CT_2")).isInstanceOf(Verdict.Refused.class);

        assertThat(judged(access, "CT_1")).isEqualTo(new Verdict.Welcome());
        assertThat(access.complaints()).singleElement().asString()
                .startsWith("peers allowed at run time cannot be read: " + file + " is damaged");
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> AccessFolder.in(spool).change(all -> all))
                .as("what cannot be read is not overwritten");
    }

    @Test
    void saysThatNobodyMayCall() throws Exception {
        assertThat(open(Policy.LISTED).complaints()).containsExactly(
                "nobody may call: no peer is listed in dicom.peers or allowed by gantry access allow");
        assertThat(open(Policy.LISTED, new PeerSettings("CT_1", List.of(), Optional.empty())).complaints()).isEmpty();
        assertThat(open(Policy.COMMISSIONING).complaints()).isEmpty();
    }

    @Test
    void knowsWhereItsPeersAreCalled() throws Exception {
        var access = open(Policy.OPEN,
                new PeerSettings("CT_1", List.of(), Optional.empty()),
                new PeerSettings("CT_1", List.of(), Optional.empty(), true, Optional.of("ct1"),
                        Optional.of(new CallBack("ct1.example", 2762))));

        assertThat(access.find(new AeTitle("CT_1")))
                .hasValue(new Callee(new AeTitle("CT_1"), "ct1.example", 2762, true, Optional.of("ct1")));
        assertThat(access.find(new AeTitle("CT_2"))).isEmpty();
    }

    @Test
    void leavesNothingBehindButWholeFiles() throws Exception {
        for (int i = 0; i < 20; i++) {
            var one = allowed("CT_" + i);
            AccessFolder.in(spool).change(all -> {
                var more = new ArrayList<>(all);
                more.add(one);
                return more;
            });
        }

        assertThat(AccessFolder.in(spool).allowed()).hasSize(20).first().isEqualTo(allowed("CT_0"));
        try (var files = Files.list(spool.resolve("access"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("allowed.json", "allowed.lock");
        }
    }
}
