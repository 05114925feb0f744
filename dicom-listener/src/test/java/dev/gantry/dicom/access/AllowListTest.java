// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.Network;
import dev.gantry.config.PeerSettings;
import dev.gantry.dicom.access.Caller.Line;
import dev.gantry.dicom.access.Objection.Cause;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Rejection;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class AllowListTest {
    private static final List<AeTitle> TITLES = List.of(new AeTitle("GANTRY"), new AeTitle("OLD_PACS"));
    private static final List<PeerSettings> PEERS = List.of(
            peer("CT_1", "10.0.4.0/24", "fd00:4::/64"),
            peer("CT_1", "10.0.9.9"),
            peer("ANYWHERE"),
            new PeerSettings("OLD", List.of(), Optional.of("OLD_PACS")),
            new PeerSettings("SAFE", List.of(), Optional.empty(), true, Optional.empty(), Optional.empty()),
            new PeerSettings("NAMED", networks("10.0.4.0/24"), Optional.empty(), true, Optional.of("ct1.example"),
                    Optional.empty()),
            peer("*", "127.0.0.1", "::1"));

    private static PeerSettings peer(String title, String... networks) {
        return new PeerSettings(title, networks(networks), Optional.empty());
    }

    private static List<Network> networks(String... networks) {
        return Stream.of(networks).map(Network::new).toList();
    }

    private static Caller caller(String calling, String called, String address, String line) {
        return new Caller(new AeTitle(calling), new AeTitle(called), InetAddress.ofLiteral(address), switch (line) {
            case "plain" -> new Line.Plain();
            case "tls" -> new Line.Encrypted(Set.of());
            default -> new Line.Encrypted(Set.of(line.split("/")));
        }, "SCANNER_1");
    }

    private static Verdict decide(Policy policy, Caller caller) {
        return new AllowList(TITLES, policy, PEERS).decide(caller);
    }

    private static Objection objection(Caller caller) {
        return ((Verdict.Refused) decide(Policy.LISTED, caller)).objection();
    }

    @ParameterizedTest(name = "{0} calls {1} from {2} over {3} -> {4}")
    @CsvSource({
        "CT_1,     GANTRY,   10.0.4.7,    plain,              welcome",
        "CT_1,     OLD_PACS, 10.0.4.255,  plain,              welcome",
        "CT_1,     GANTRY,   fd00:4::17,  plain,              welcome",
        "CT_1,     GANTRY,   10.0.9.9,    plain,              welcome",
        "CT_1,     GANTRY,   10.0.4.7,    tls,                welcome",
        "CT_1,     GANTRY,   10.0.5.0,    plain,              ADDRESS",
        "CT_1,     GANTRY,   fd00:4:0:1::,plain,              ADDRESS",
        "CT_1,     PACS,     10.0.4.7,    plain,              CALLED",
        "ct_1,     GANTRY,   10.0.4.7,    plain,              CALLING",
        "CT_2,     GANTRY,   10.0.4.7,    plain,              CALLING",
        "ANYWHERE, GANTRY,   192.0.2.1,   plain,              welcome",
        "OLD,      OLD_PACS, 192.0.2.1,   plain,              welcome",
        "OLD,      GANTRY,   192.0.2.1,   plain,              CALLED_BY_IT",
        "SAFE,     GANTRY,   192.0.2.1,   plain,              NOT_ENCRYPTED",
        "SAFE,     GANTRY,   192.0.2.1,   tls,                welcome",
        "NAMED,    GANTRY,   10.0.4.7,    ct1.example,        welcome",
        "NAMED,    GANTRY,   10.0.4.7,    CT1.EXAMPLE/other,  welcome",
        "NAMED,    GANTRY,   10.0.4.7,    ct2.example,        CERTIFICATE",
        "NAMED,    GANTRY,   10.0.4.7,    tls,                CERTIFICATE",
        "NAMED,    GANTRY,   10.0.4.7,    plain,              NOT_ENCRYPTED",
        "NAMED,    GANTRY,   10.0.5.7,    ct1.example,        ADDRESS",
        "WHOEVER,  GANTRY,   127.0.0.1,   plain,              welcome",
        "WHOEVER,  GANTRY,   ::1,         plain,              welcome",
        "WHOEVER,  GANTRY,   127.0.0.2,   plain,              CALLING",
        "?,        GANTRY,   127.0.0.1,   plain,              welcome",
    })
    void welcomesWhoIsListed(String calling, String called, String address, String line, String verdict) {
        var decided = decide(Policy.LISTED, caller(calling, called, address, line));

        switch (decided) {
            case Verdict.Welcome _ -> assertThat("welcome").isEqualTo(verdict);
            case Verdict.Refused(var objection) -> assertThat(objection.cause()).hasToString(verdict);
            case Verdict.LetIn _ -> assertThat(decided).as("a list that counts lets nobody in").isNull();
        }
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource({"CALLED, 7", "CALLED_BY_IT, 7", "CALLING, 3", "ADDRESS, 3", "NOT_ENCRYPTED, 3", "CERTIFICATE, 3"})
    void rejectsForAReasonOfTheStandard(Cause cause, int reason) {
        var rejection = new Verdict.Refused(new Objection(cause, "why", "how")).rejection();

        assertThat(rejection.pdu().result()).as("permanent").isEqualTo(1);
        assertThat(rejection.pdu().source()).as("service-user").isEqualTo(1);
        assertThat(rejection.pdu().reason()).isEqualTo(reason);
        assertThat(rejection).isIn(Rejection.CALLED_AE_NOT_RECOGNIZED, Rejection.CALLING_AE_NOT_RECOGNIZED);
    }

    @Test
    void letsInWhoIsNotListedUntilItIsLive() {
        assertThat(decide(Policy.COMMISSIONING, caller("CT_1", "GANTRY", "10.0.5.0", "plain")))
                .isEqualTo(new Verdict.LetIn(objection(caller("CT_1", "GANTRY", "10.0.5.0", "plain"))));
        assertThat(decide(Policy.COMMISSIONING, caller("CT_1", "GANTRY", "10.0.4.7", "plain")))
                .isEqualTo(new Verdict.Welcome());
    }

    @Test
    void asksNobodyWhenItIsOpen() {
        assertThat(decide(Policy.OPEN, caller("CT_2", "GANTRY", "10.0.5.0", "plain"))).isEqualTo(new Verdict.Welcome());
    }

    @ParameterizedTest
    @EnumSource(Policy.class)
    void answersToItsOwnTitlesOnlyWhateverThePolicy(Policy policy) {
        assertThat(decide(policy, caller("CT_1", "PACS", "10.0.4.7", "plain")))
                .isEqualTo(new Verdict.Refused(new Objection(Cause.CALLED,
                        "called 'PACS', we answer to 'GANTRY', 'OLD_PACS'",
                        "call GANTRY, or add PACS to dicom.also-called in the settings")));
    }

    @Test
    void saysHowToAllowACaller() {
        var list = new AllowList(TITLES, Policy.LISTED, List.of());

        assertThat(list.decide(caller("CT_2", "GANTRY", "fd00:4::17", "plain")))
                .isEqualTo(new Verdict.Refused(new Objection(Cause.CALLING, "no peer 'CT_2' is listed",
                        "gantry access allow --address fd00:4:0:0:0:0:0:17 --called GANTRY CT_2")));
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            ROOM 3    | 'ROOM 3'
            $(reboot) | '$(reboot)'
            A;B       | 'A;B'
            A'B       | 'A'\\''B'
            -X        | -- -X
            """)
    void writesNoCommandThatACallerCouldHaveWritten(String calling, String word) {
        var list = new AllowList(List.of(new AeTitle("GANTRY")), Policy.LISTED, List.of());

        var verdict = (Verdict.Refused) list.decide(caller(calling, "GANTRY", "10.0.4.7", "plain"));

        assertThat(verdict.objection().remedy()).isEqualTo("gantry access allow --address 10.0.4.7 " + word);
    }

    @Test
    void offersNoCommandThatAllowsEverybody() {
        var list = new AllowList(List.of(new AeTitle("GANTRY")), Policy.LISTED, List.of());

        var verdict = (Verdict.Refused) list.decide(caller("*", "GANTRY", "10.0.4.7", "plain"));

        assertThat(verdict.objection().remedy()).doesNotContain("gantry access allow");
    }

    @Test
    void saysThatOnlyTheCaseIsWrong() {
        var list = new AllowList(TITLES, Policy.LISTED, List.of(peer("CT_1")));

        var verdict = (Verdict.Refused) list.decide(caller("ct_1", "GANTRY", "10.0.4.7", "plain"));

        assertThat(verdict.objection().why()).isEqualTo("no peer 'ct_1' is listed; 'CT_1' is, and case counts");
    }
}
