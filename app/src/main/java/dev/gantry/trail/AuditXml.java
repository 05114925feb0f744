// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.trail;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.gantry.trail.Event.Effect;
import dev.gantry.trail.Event.Sender;
import dev.gantry.trail.Event.Subject;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.openehealth.ipf.commons.audit.codes.ActiveParticipantRoleIdCode;
import org.openehealth.ipf.commons.audit.codes.AuditSourceType;
import org.openehealth.ipf.commons.audit.codes.EventActionCode;
import org.openehealth.ipf.commons.audit.codes.EventIdCode;
import org.openehealth.ipf.commons.audit.codes.EventOutcomeIndicator;
import org.openehealth.ipf.commons.audit.codes.EventTypeCode;
import org.openehealth.ipf.commons.audit.codes.NetworkAccessPointTypeCode;
import org.openehealth.ipf.commons.audit.codes.ParticipantObjectIdTypeCode;
import org.openehealth.ipf.commons.audit.codes.ParticipantObjectTypeCode;
import org.openehealth.ipf.commons.audit.codes.ParticipantObjectTypeCodeRole;
import org.openehealth.ipf.commons.audit.marshal.dicom.DICOM2017c;
import org.openehealth.ipf.commons.audit.model.ActiveParticipantType;
import org.openehealth.ipf.commons.audit.model.AuditMessage;
import org.openehealth.ipf.commons.audit.model.AuditSourceIdentificationType;
import org.openehealth.ipf.commons.audit.model.DicomObjectDescriptionType;
import org.openehealth.ipf.commons.audit.model.EventIdentificationType;
import org.openehealth.ipf.commons.audit.model.ParticipantObjectIdentificationType;
import org.openehealth.ipf.commons.audit.model.TypeValuePairType;

/// Events as DICOM audit messages: the schema of PS3.15 A.5.1, the tables of A.5.3.
final class AuditXml {
    private static final DICOM2017c FORM = new DICOM2017c();
    private static final String DECLARATION = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    private static final String ALERT = "Alert Description";
    private static final String UNKNOWN = "unknown";
    /// Sections of the settings that say who may come in, whom we speak with and what leaves in clear.
    private static final Set<String> SECURITY =
            Set.of("dicom", "mqtt", "web", "room", "lookup", "privacy", "audit-trail");

    private final Ourselves ourselves;
    private final Naming naming;

    AuditXml(Ourselves ourselves, Naming naming) {
        this.ourselves = ourselves;
        this.naming = naming;
    }

    /// One message, without line ends.
    String of(Event event) {
        var message = switch (event) {
            case Event.Application it -> application(it);
            case Event.Begun it -> begun(it);
            case Event.Transferred it -> transferred(it);
            case Event.Refused it -> refused(it);
            case Event.Changed it -> changed(it);
            case Event.Acted it -> acted(it);
            case Event.Keys it -> keys(it);
            case Event.Login it -> login(it);
            case Event.Asked it -> asked(it);
            case Event.Gap it -> gap(it);
        };
        message.validate();
        return DECLARATION + FORM.marshal(message, false).replaceAll("[\\r\\n]+", "");
    }

    private AuditMessage application(Event.Application it) {
        var message = message(it, EventIdCode.ApplicationActivity, EventActionCode.Execute,
                EventOutcomeIndicator.Success,
                Optional.of(it.started() ? EventTypeCode.ApplicationStart : EventTypeCode.ApplicationStop));
        message.getActiveParticipants().add(us(ActiveParticipantRoleIdCode.Application));
        return message;
    }

    private AuditMessage begun(Event.Begun it) {
        var message = message(it, EventIdCode.BeginTransferringDICOMInstances, EventActionCode.Execute,
                EventOutcomeIndicator.Success, Optional.empty());
        transfer(message, it.sender(), it.subject(), it.sopClasses());
        return message;
    }

    private AuditMessage transferred(Event.Transferred it) {
        var message = message(it, EventIdCode.DICOMInstancesTransferred, switch (it.effect()) {
            case NEW, FAILED -> EventActionCode.Create;
            case CHANGED -> EventActionCode.Update;
            case REPEATED -> EventActionCode.Read;
        }, it.effect() == Effect.FAILED ? EventOutcomeIndicator.SeriousFailure : EventOutcomeIndicator.Success,
                Optional.empty());
        if (it.effect() == Effect.FAILED) {
            message.getEventIdentification().setEventOutcomeDescription("not kept; the sender was told so");
        }
        transfer(message, it.sender(), it.subject(), it.sopClasses());
        return message;
    }

    private void transfer(AuditMessage message, Sender from, Subject subject, Map<String, Integer> sopClasses) {
        message.getActiveParticipants().add(sender(from));
        message.getActiveParticipants().add(us(ActiveParticipantRoleIdCode.Destination));
        message.getParticipantObjectIdentifications().add(study(subject, sopClasses));
        message.getParticipantObjectIdentifications().add(patient(subject));
    }

    private AuditMessage refused(Event.Refused it) {
        var message = alert(it, it.unknown() ? EventTypeCode.NodeAuthentication : EventTypeCode.UseOfRestrictedFunction,
                EventOutcomeIndicator.MinorFailure);
        var caller = new ActiveParticipantType(Text.clean(it.node()), false); // as A.5.3.11 has it
        at(caller, it.address());
        message.getActiveParticipants().add(caller);
        message.getParticipantObjectIdentifications().add(alerted(ParticipantObjectIdTypeCode.NodeID, it.address(),
                it.why() + (it.count() > 1 ? "; " + it.count() + " times" : "")));
        return message;
    }

    private AuditMessage changed(Event.Changed it) {
        var message = alert(it, configuration(it.keys()), EventOutcomeIndicator.Success);
        message.getParticipantObjectIdentifications().add(alerted(ParticipantObjectIdTypeCode.URI,
                "urn:gantry:settings", "changed while it runs: " + String.join(", ", it.keys())));
        return message;
    }

    private static EventTypeCode configuration(List<String> keys) {
        return keys.stream().map(key -> key.split("[.\\[]")[0]).anyMatch(SECURITY::contains)
                ? EventTypeCode.SecurityConfiguration : EventTypeCode.SoftwareConfiguration;
    }

    private AuditMessage acted(Event.Acted it) {
        var act = it.act();
        var message = alert(it, switch (act.matter()) {
            case CALLERS -> EventTypeCode.SecurityConfiguration;
            case SETTINGS -> configuration(act.things());
            case MODELS -> EventTypeCode.SoftwareConfiguration;
        }, EventOutcomeIndicator.Success);
        var person = new ActiveParticipantType(Text.clean(act.who()), false); // performing, not reporting: A.5.3.11
        at(person, act.address());
        message.getActiveParticipants().add(person);
        message.getParticipantObjectIdentifications().add(alerted(ParticipantObjectIdTypeCode.URI,
                "urn:gantry:" + act.matter().name().toLowerCase(Locale.ROOT),
                act.what() + ": " + String.join(", ", act.things())));
        return message;
    }

    private AuditMessage keys(Event.Keys it) {
        var message = alert(it, EventTypeCode.SecurityConfiguration, EventOutcomeIndicator.Success);
        message.getActiveParticipants().add(new ActiveParticipantType(Text.clean(it.who()), false));
        message.getParticipantObjectIdentifications().add(alerted(ParticipantObjectIdTypeCode.URI,
                "urn:gantry:site-keys", it.what() + ": " + it.facts()));
        return message;
    }

    private AuditMessage gap(Event.Gap it) {
        var message = alert(it, it.over() ? EventTypeCode.AuditRecordingStarted : EventTypeCode.AuditRecordingStopped,
                it.over() ? EventOutcomeIndicator.Success : EventOutcomeIndicator.SeriousFailure);
        message.getParticipantObjectIdentifications().add(alerted(ParticipantObjectIdTypeCode.URI,
                "urn:gantry:audit-trail", it.over() ? it.lost() + " events were lost"
                        : "too much waits for the repository: events are lost from now on"));
        return message;
    }

    private AuditMessage login(Event.Login it) {
        var message = message(it, EventIdCode.UserAuthentication, EventActionCode.Execute,
                it.succeeded() ? EventOutcomeIndicator.Success : EventOutcomeIndicator.MinorFailure,
                Optional.of(it.out() ? EventTypeCode.Logout : EventTypeCode.Login));
        var person = new ActiveParticipantType(Text.clean(it.person()), true);
        at(person, it.address());
        message.getActiveParticipants().add(person);
        message.getActiveParticipants().add(us(ActiveParticipantRoleIdCode.Application));
        return message;
    }

    private AuditMessage asked(Event.Asked it) {
        boolean answered = it.status().equals("200");
        var message = message(it, EventIdCode.Query, EventActionCode.Execute,
                answered ? EventOutcomeIndicator.Success : EventOutcomeIndicator.MinorFailure, Optional.empty());
        if (!answered) {
            message.getEventIdentification().setEventOutcomeDescription("HTTP " + Text.clean(it.status()));
        }
        var asker = new ActiveParticipantType(Text.clean(it.who()), true);
        asker.getRoleIDCodes().add(ActiveParticipantRoleIdCode.Source);
        at(asker, it.address());
        message.getActiveParticipants().add(asker);
        message.getActiveParticipants().add(us(ActiveParticipantRoleIdCode.Destination));
        var question = object(ParticipantObjectIdTypeCode.SearchCriteria, it.pseudonym(),
                ParticipantObjectTypeCode.System, ParticipantObjectTypeCodeRole.Report);
        question.setParticipantObjectQuery(("GET /api/exams/" + Text.clean(it.pseudonym())).getBytes(UTF_8));
        message.getParticipantObjectIdentifications().add(question);
        return message;
    }

    private AuditMessage alert(Event event, EventTypeCode type, EventOutcomeIndicator outcome) {
        var message = message(event, EventIdCode.SecurityAlert, EventActionCode.Execute, outcome, Optional.of(type));
        message.getActiveParticipants().add(us(ActiveParticipantRoleIdCode.Application));
        return message;
    }

    private AuditMessage message(Event event, EventIdCode id, EventActionCode action, EventOutcomeIndicator outcome,
            Optional<EventTypeCode> type) {
        var identification = new EventIdentificationType(id, event.at().truncatedTo(ChronoUnit.MILLIS), outcome);
        identification.setEventActionCode(action);
        type.ifPresent(identification.getEventTypeCode()::add);
        var source = new AuditSourceIdentificationType(ourselves.source());
        source.setAuditEnterpriseSiteID(ourselves.enterpriseSite());
        source.getAuditSourceType().add(AuditSourceType.ApplicationServerProcess);
        var message = new AuditMessage();
        message.setEventIdentification(identification);
        message.setAuditSourceIdentification(source);
        return message;
    }

    private ActiveParticipantType us(ActiveParticipantRoleIdCode role) {
        var participant = new ActiveParticipantType(ourselves.process(), false);
        participant.setAlternativeUserID("AETITLES=" + String.join(";", ourselves.titles()));
        participant.getRoleIDCodes().add(role);
        participant.setNetworkAccessPointID(ourselves.host());
        participant.setNetworkAccessPointTypeCode(NetworkAccessPointTypeCode.MachineName);
        return participant;
    }

    private static ActiveParticipantType sender(Sender from) {
        var participant = new ActiveParticipantType(Text.clean(from.calling()), true);
        participant.setAlternativeUserID("AETITLES=" + Text.clean(from.calling()));
        participant.getRoleIDCodes().add(ActiveParticipantRoleIdCode.Source);
        at(participant, from.address());
        return participant;
    }

    private static void at(ActiveParticipantType participant, String address) {
        participant.setNetworkAccessPointID(Text.clean(address));
        participant.setNetworkAccessPointTypeCode(NetworkAccessPointTypeCode.IPAddress);
    }

    private ParticipantObjectIdentificationType study(Subject subject, Map<String, Integer> sopClasses) {
        var name = naming.study(subject);
        var object = named(ParticipantObjectIdTypeCode.StudyInstanceUID, name, ParticipantObjectTypeCode.System,
                ParticipantObjectTypeCodeRole.Report);
        var description = new DicomObjectDescriptionType();
        sopClasses.forEach((uid, count) -> {
            var sopClass = new DicomObjectDescriptionType.SOPClass(count);
            sopClass.setUid(Text.clean(uid));
            description.getSOPClasses().add(sopClass);
        });
        object.getParticipantObjectDescriptions().add(description);
        return object;
    }

    private ParticipantObjectIdentificationType patient(Subject subject) {
        return named(ParticipantObjectIdTypeCode.PatientNumber,
                naming.patient(subject).orElse(new Naming.Name(UNKNOWN, Optional.empty())),
                ParticipantObjectTypeCode.Person, ParticipantObjectTypeCodeRole.Patient);
    }

    private static ParticipantObjectIdentificationType named(ParticipantObjectIdTypeCode type, Naming.Name name,
            ParticipantObjectTypeCode what, ParticipantObjectTypeCodeRole role) {
        var object = object(type, name.id(), what, role);
        object.setParticipantObjectName(Text.clean(name.id()));
        name.pseudonym().ifPresent(made -> object.getParticipantObjectDetails().addAll(List.of(
                new TypeValuePairType("gantry-pseudonym", made.text()),
                new TypeValuePairType("gantry-key-id", made.keyId()))));
        return object;
    }

    private static ParticipantObjectIdentificationType alerted(
            ParticipantObjectIdTypeCode type, String id, String words) {
        var object = object(type, id, ParticipantObjectTypeCode.System, ParticipantObjectTypeCodeRole.SecurityResource);
        object.setParticipantObjectName(Text.clean(id));
        object.getParticipantObjectDetails().add(new TypeValuePairType(ALERT, Text.clean(words)));
        return object;
    }

    private static ParticipantObjectIdentificationType object(ParticipantObjectIdTypeCode type, String id,
            ParticipantObjectTypeCode what, ParticipantObjectTypeCodeRole role) {
        var object = new ParticipantObjectIdentificationType(Text.clean(id), type);
        object.setParticipantObjectTypeCode(what);
        object.setParticipantObjectTypeCodeRole(role);
        return object;
    }
}
