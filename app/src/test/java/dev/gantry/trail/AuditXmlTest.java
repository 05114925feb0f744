// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import static dev.gantry.trail.AuditMessages.at;
import static dev.gantry.trail.AuditMessages.validate;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.config.AuditTrailSettings.Identifiers;
import dev.gantry.pseudonym.KeyRing;
import dev.gantry.trail.Act.Matter;
import dev.gantry.trail.Event.Effect;
import dev.gantry.trail.Event.Sender;
import dev.gantry.trail.Event.Subject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.xml.sax.SAXException;

class AuditXmlTest {
    private static final Instant AT = Instant.parse("2026-11-22T02:30:00.123456789Z");
    private static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    private static final String CR = "1.2.840.10008.5.1.4.1.1.1";
    private static final Sender SENDER = new Sender("CR_ROOM_2", "GANTRY", "10.0.4.17");
    private static final Subject SUBJECT = new Subject("1.2.3.4.5", "PAT-4711", "ST_ANNA");
    private static final Ourselves OURSELVES =
            new Ourselves("st-anna", "cr-room-2", "gantry-2", "4242", List.of("GANTRY", "OLD_PACS"));

    @TempDir
    Path folder;

    private KeyRing ring;

    @BeforeEach
    void makeAKey() throws IOException {
        ring = KeyRing.open(folder.resolve("site.key"), "1");
    }

    static Stream<Event> events() {
        return Stream.of(
                new Event.Application(AT, true),
                new Event.Application(AT, false),
                new Event.Begun(AT, SENDER, SUBJECT, Map.of(CT, 1)),
                new Event.Transferred(AT, SENDER, SUBJECT, Map.of(CT, 300, CR, 1), Effect.NEW),
                new Event.Transferred(AT, SENDER, SUBJECT, Map.of(CT, 3), Effect.CHANGED),
                new Event.Transferred(AT, SENDER, SUBJECT, Map.of(CT, 3), Effect.REPEATED),
                new Event.Transferred(AT, SENDER, new Subject("1.2.3", "", ""), Map.of(CT, 3), Effect.FAILED),
                new Event.Refused(AT, "NOBODY", "10.0.4.99", true, "nobody is listed as NOBODY", 12),
                new Event.Refused(AT, "CT_1", "fd00:4::17", false, "it may not call OLD_PACS", 1),
                new Event.Changed(AT, List.of("dicom.peers", "log.level")),
                new Event.Changed(AT, List.of("exam.silence")),
                new Event.Acted(AT, new Act("anna", "10.0.5.3", Matter.CALLERS, "allowed", List.of("CT_7"))),
                new Event.Acted(AT, new Act("anna", "10.0.5.3", Matter.SETTINGS, "written", List.of("web.port"))),
                new Event.Acted(AT, new Act("anna", "fd00:4::17", Matter.SETTINGS, "written", List.of("exam.silence"))),
                new Event.Acted(AT, new Act("anna", "10.0.5.3", Matter.MODELS, "off", List.of("chest-pneumonia"))),
                new Event.Keys(AT, "root", "key-export", "receiver=RIS, keys=1, sealed=passphrase"),
                new Event.Login(AT, "anna", "10.0.5.3", false, true),
                new Event.Login(AT, "<script> & \"co\"", "10.0.5.3", false, false),
                new Event.Login(AT, "anna", "10.0.5.3", true, true),
                new Event.Asked(AT, "CN=ris,O=St Anna", "10.0.6.1", "Zm9vYmFyYmF6cXV4MTIzNA", "200"),
                new Event.Asked(AT, "CN=ris,O=St Anna", "10.0.6.1", "-", "403"),
                new Event.Gap(AT, false, 0),
                new Event.Gap(AT, true, 17));
    }

    private String xml(Identifiers identifiers, Event event) {
        return new AuditXml(OURSELVES, new Naming(identifiers, ring)).of(event);
    }

    private String xml(Event event) {
        return xml(Identifiers.PSEUDONYMS, event);
    }

    private static String text(String base64) {
        return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @MethodSource("events")
    void obeysTheSchemaOfTheStandard(Event event) throws SAXException, IOException {
        for (var identifiers : Identifiers.values()) {
            var xml = xml(identifiers, event);

            validate(xml);
            assertThat(xml).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?><AuditMessage>")
                    .doesNotContain("\n").hasSizeLessThan(32_768);
        }
    }

    @Test
    void obeysItInTheDocumentation() throws SAXException, IOException {
        var page = Files.readString(Path.of("../docs/audit.md"));

        validate(page.substring(page.indexOf("```xml") + 7, page.indexOf("```", page.indexOf("```xml") + 7)));
    }

    @Test
    void wouldFindWhatDoesNotObeyTheSchema() {
        var xml = xml(new Event.Application(AT, true)).replace(" UserID=\"4242\"", "");

        assertThatThrownBy(() -> validate(xml)).isInstanceOf(SAXException.class).hasMessageContaining("UserID");
    }

    /// The first of each tells the event and what it did, then who took part, then in which roles: PS3.15 A.5.3.
    @ParameterizedTest
    @MethodSource("events")
    void saysWhatTheTablesOfTheStandardWant(Event event) {
        var xml = xml(event);

        var said = at(xml, "//EventID/@csd-code") + " " + at(xml, "//EventTypeCode/@csd-code") + " "
                + at(xml, "//@EventActionCode") + " " + at(xml, "//@EventOutcomeIndicator") + " "
                + at(xml, "string(//ActiveParticipant[1]/RoleIDCode/@csd-code)") + " "
                + at(xml, "string(//ActiveParticipant[2]/RoleIDCode/@csd-code)");
        assertThat(said.replaceAll(" +", " ").strip()).isEqualTo(switch (event) {
            case Event.Application(_, var started) -> "110100 " + (started ? "110120" : "110121") + " E 0 110150";
            case Event.Begun _ -> "110102 E 0 110153 110152";
            case Event.Transferred(_, _, _, _, var effect) -> "110104 " + switch (effect) {
                case NEW -> "C 0";
                case CHANGED -> "U 0";
                case REPEATED -> "R 0";
                case FAILED -> "C 8";
            } + " 110153 110152";
            case Event.Refused(_, _, _, var unknown, _, _) -> "110113 " + (unknown ? "110126" : "110132") + " E 4 110150";
            case Event.Changed(_, var keys) -> "110113 " + (keys.size() > 1 ? "110129" : "110131") + " E 0 110150";
            case Event.Acted(_, var act) ->
                    "110113 " + (List.of("CT_7", "web.port").containsAll(act.things()) ? "110129" : "110131") + " E 0 110150";
            case Event.Keys _ -> "110113 110129 E 0 110150";
            case Event.Login(_, _, _, var out, var succeeded) ->
                    "110114 " + (out ? "110123" : "110122") + " E " + (succeeded ? "0" : "4") + " 110150";
            case Event.Asked(_, _, _, _, var status) -> "110112 E " + (status.equals("200") ? "0" : "4") + " 110153 110152";
            case Event.Gap(_, var over, _) -> "110113 " + (over ? "110134 E 0" : "110133 E 8") + " 110150";
        });
        assertThat(at(xml, "count(//ActiveParticipant[@UserIsRequestor='true'])")).isEqualTo(switch (event) {
            case Event.Begun _, Event.Transferred _, Event.Login _, Event.Asked _ -> "1";
            case Event.Application _, Event.Refused _, Event.Changed _, Event.Acted _, Event.Keys _,
                    Event.Gap _ -> "0";
        });
        for (int i = 1; i <= Integer.parseInt(at(xml, "count(//ParticipantObjectIdentification)")); i++) {
            var object = "//ParticipantObjectIdentification[" + i + "]/";
            assertThat(at(xml, object + "@ParticipantObjectTypeCode") + " "
                    + at(xml, object + "@ParticipantObjectTypeCodeRole") + " "
                    + at(xml, object + "ParticipantObjectIDTypeCode/@csd-code")).isEqualTo(switch (event) {
                case Event.Begun _, Event.Transferred _ -> i == 1 ? "2 3 110180" : "1 1 2";
                case Event.Refused _ -> "2 13 110182";
                case Event.Changed _, Event.Acted _, Event.Keys _, Event.Gap _ -> "2 13 12";
                case Event.Asked _ -> "2 3 10";
                case Event.Application _, Event.Login _ -> "none";
            });
            if (at(xml, "//EventID/@csd-code").equals("110113")) {
                assertThat(at(xml, object + "ParticipantObjectDetail[@type='Alert Description']/@value")).isNotEmpty();
            }
        }
        assertThat(at(xml, "//@AuditEnterpriseSiteID")).isEqualTo("st-anna");
        assertThat(at(xml, "//@AuditSourceID")).isEqualTo("cr-room-2");
        assertThat(at(xml, "//AuditSourceTypeCode/@csd-code")).isEqualTo("4");
        assertThat(at(xml, "//@EventDateTime")).isEqualTo("2026-11-22T02:30:00.123Z");
    }

    @Test
    void namesAStudyByAPseudonymInTheFormOfAUidAndAPatientByOne() {
        var xml = xml(new Event.Transferred(AT, SENDER, SUBJECT, Map.of(CT, 300), Effect.NEW));

        var newest = ring.newest();
        var study = newest.study("1.2.3.4.5");
        assertThat(xml).doesNotContain("1.2.3.4.5", "PAT-4711");
        var object = "//ParticipantObjectIdentification[1]";
        assertThat(at(xml, object + "/@ParticipantObjectID"))
                .isEqualTo("2.25." + new BigInteger(1, Base64.getUrlDecoder().decode(study)))
                .matches("2\\.25\\.(0|[1-9][0-9]*)").hasSizeLessThanOrEqualTo(64);
        assertThat(at(xml, object + "/ParticipantObjectIDTypeCode/@csd-code")).isEqualTo("110180");
        assertThat(text(at(xml, object + "/ParticipantObjectDetail[@type='gantry-pseudonym']/@value"))).isEqualTo(study);
        assertThat(text(at(xml, object + "/ParticipantObjectDetail[@type='gantry-key-id']/@value"))).isEqualTo("1");
        assertThat(at(xml, object + "//SOPClass/@UID")).isEqualTo(CT);
        assertThat(at(xml, object + "//SOPClass/@NumberOfInstances")).isEqualTo("300");
        assertThat(at(xml, "//ParticipantObjectIdentification[2]/@ParticipantObjectID"))
                .isEqualTo(newest.patient("ST_ANNA", "PAT-4711")).isNotEqualTo(newest.patient("", "PAT-4711"));
    }

    @Test
    void namesThemInClearOnlyWhereTheSiteWantsIt() {
        var xml = xml(Identifiers.CLEAR, new Event.Begun(AT, SENDER, SUBJECT, Map.of(CT, 1)));

        assertThat(at(xml, "//ParticipantObjectIdentification[1]/@ParticipantObjectID")).isEqualTo("1.2.3.4.5");
        assertThat(at(xml, "//ParticipantObjectIdentification[2]/@ParticipantObjectID")).isEqualTo("PAT-4711");
        assertThat(xml).doesNotContain("gantry-pseudonym");
    }

    @Test
    void tellsWhoTookPartAndWhere() {
        var xml = xml(new Event.Begun(AT, SENDER, SUBJECT, Map.of(CT, 1)));

        assertThat(Stream.of("UserID", "AlternativeUserID", "UserIsRequestor", "NetworkAccessPointID",
                "NetworkAccessPointTypeCode").map(name -> at(xml, "//ActiveParticipant[1]/@" + name)))
                .containsExactly("CR_ROOM_2", "AETITLES=CR_ROOM_2", "true", "10.0.4.17", "2");
        assertThat(Stream.of("UserID", "AlternativeUserID", "UserIsRequestor", "NetworkAccessPointID",
                "NetworkAccessPointTypeCode").map(name -> at(xml, "//ActiveParticipant[2]/@" + name)))
                .containsExactly("4242", "AETITLES=GANTRY;OLD_PACS", "false", "gantry-2", "1");
    }

    @Test
    void makesWhatOthersSayLegible() {
        var xml = xml(new Event.Login(AT, "<script>\u0000\uFFFF & \"co\"\n", "10.0.5.3", false, false));

        assertThat(at(xml, "//ActiveParticipant[1]/@UserID")).isEqualTo("<script>?? & \"co\"?");
        assertThat(xml(new Event.Login(AT, "x".repeat(100_000), "::1", false, false))).hasSizeLessThan(4_000);
    }

    @Test
    void keepsTheQuestionOfALookUp() {
        var xml = xml(new Event.Asked(AT, "CN=ris", "10.0.6.1", "Zm9vYmFyYmF6cXV4MTIzNA", "200"));

        assertThat(text(at(xml, "//ParticipantObjectQuery"))).isEqualTo("GET /api/exams/Zm9vYmFyYmF6cXV4MTIzNA");
    }

    @Test
    void hasAnExampleOfEachEvent() {
        assertThat(events().map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(Arrays.asList(Event.class.getPermittedSubclasses()).stream()
                        .map(type -> (Class<?>) type).toList());
    }
}
