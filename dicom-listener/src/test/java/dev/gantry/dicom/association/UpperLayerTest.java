// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static dev.gantry.dicom.pdu.AbortReason.BY_USER;
import static dev.gantry.dicom.pdu.AbortReason.INVALID_PARAMETER;
import static dev.gantry.dicom.pdu.AbortReason.UNEXPECTED_PDU;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.gantry.dicom.association.Effect.*;
import dev.gantry.dicom.association.Event.*;
import dev.gantry.dicom.association.State.*;
import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.Pdu;
import dev.gantry.dicom.pdu.Pdu.*;
import dev.gantry.dicom.pdu.UserInformation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class UpperLayerTest {
    static final AeTitle SCANNER = new AeTitle("CT01");
    static final AeTitle US = new AeTitle("EDGE");
    static final Titles TITLES = new Titles(US, SCANNER);
    static final UserInformation USER = new UserInformation(List.of());
    static final AssociateRq REQUEST = new AssociateRq(TITLES, List.of(), USER);
    static final AssociateAc TERMS = new AssociateAc(TITLES, List.of(), USER);
    static final AssociateRj REFUSAL = new AssociateRj(1, 1, 7);
    static final PData DATA = new PData(List.of());
    static final Abort ABORT = new Abort(BY_USER);

    static final Map<String, State> STATES = Map.of(
            "Sta1", new Idle(), "Sta2", new AwaitingRequest(), "Sta3", new Deciding(REQUEST),
            "Sta6", new Established(TERMS), "Sta7", new AwaitingRelease(), "Sta8", new Releasing(TERMS),
            "Sta10", new AwaitingCollidedRelease(), "Sta12", new Colliding(), "Sta13", new Closing());
    static final Map<String, Event> EVENTS = new LinkedHashMap<>();
    static final Map<String, List<Class<?>>> ACTIONS = Map.ofEntries(
            Map.entry("AE-5", List.of(StartArtim.class)),
            Map.entry("AE-6", List.of(StopArtim.class, Indicate.class)),
            Map.entry("AE-7", List.of(Write.class)),
            Map.entry("AE-8", List.of(Write.class, StartArtim.class)),
            Map.entry("DT-1", List.of(Write.class)),
            Map.entry("DT-2", List.of(Indicate.class)),
            Map.entry("AR-1", List.of(Write.class)),
            Map.entry("AR-2", List.of(Indicate.class)),
            Map.entry("AR-3", List.of(Indicate.class, CloseTransport.class)),
            Map.entry("AR-4", List.of(Write.class, StartArtim.class)),
            Map.entry("AR-5", List.of(StopArtim.class)),
            Map.entry("AR-6", List.of(Indicate.class)),
            Map.entry("AR-7", List.of(Write.class)),
            Map.entry("AR-8", List.of(Indicate.class)),
            Map.entry("AR-10", List.of(Indicate.class)),
            Map.entry("AA-1", List.of(Write.class, StartArtim.class)),
            Map.entry("AA-2", List.of(StopArtim.class, CloseTransport.class)),
            Map.entry("AA-3", List.of(Indicate.class, CloseTransport.class)),
            Map.entry("AA-4", List.of(Indicate.class)),
            Map.entry("AA-5", List.of(StopArtim.class)),
            Map.entry("AA-6", List.of()),
            Map.entry("AA-7", List.of(Write.class)),
            Map.entry("AA-8", List.of(Write.class, Indicate.class, StartArtim.class)));

    static {
        EVENTS.put("Evt1", new AskToAssociate(REQUEST));
        EVENTS.put("Evt2", new TransportConnected());
        EVENTS.put("Evt3", new Received(TERMS));
        EVENTS.put("Evt4", new Received(REFUSAL));
        EVENTS.put("Evt5", new TransportOpened());
        EVENTS.put("Evt6", new Received(REQUEST));
        EVENTS.put("Evt7", new Accept(TERMS));
        EVENTS.put("Evt8", new Reject(REFUSAL));
        EVENTS.put("Evt9", new Send(DATA));
        EVENTS.put("Evt10", new Received(DATA));
        EVENTS.put("Evt11", new AskToRelease());
        EVENTS.put("Evt12", new Received(new ReleaseRq()));
        EVENTS.put("Evt13", new Received(new ReleaseRp()));
        EVENTS.put("Evt14", new ConfirmRelease());
        EVENTS.put("Evt15", new GiveUp());
        EVENTS.put("Evt16", new Received(ABORT));
        EVENTS.put("Evt17", new TransportClosed());
        EVENTS.put("Evt18", new ArtimExpired());
        EVENTS.put("Evt19", new Unreadable(INVALID_PARAMETER));
    }

    @ParameterizedTest(name = "{0} + {1} -> {2} -> {3}")
    @CsvFileSource(resources = "/table-9-10-acceptor.csv", numLinesToSkip = 1)
    void followsTable910(String state, String event, String action, String next) {
        var step = UpperLayer.step(STATES.get(state), EVENTS.get(event));
        assertThat(step.next()).isInstanceOf(STATES.get(next).getClass());
        assertThat(step.effects().stream().map(Object::getClass).toList()).isEqualTo(ACTIONS.get(action));
    }

    @Test
    void treatsEveryEmptyCellAsOurOwnBug() throws Exception {
        var cells = new String(getClass().getResourceAsStream("/table-9-10-acceptor.csv").readAllBytes());
        int empty = 0;
        for (var state : STATES.entrySet()) {
            for (var event : EVENTS.entrySet()) {
                if (!cells.contains(state.getKey() + "," + event.getKey() + ",")) {
                    empty++;
                    assertThatIllegalStateException()
                            .as(state.getKey() + " + " + event.getKey())
                            .isThrownBy(() -> UpperLayer.step(state.getValue(), event.getValue()));
                }
            }
        }
        assertThat(empty).isEqualTo(STATES.size() * EVENTS.size() - 88);
    }

    @Test
    void rejectsAScannerThatDoesNotSpeakVersion1() {
        var request = new AssociateRq(2, Pdu.DICOM_APPLICATION_CONTEXT, TITLES, List.of(), USER);

        var step = UpperLayer.step(new AwaitingRequest(), new Received(request));

        assertThat(step.next()).isEqualTo(new Closing());
        assertThat(step.effects()).containsExactly(new Write(new AssociateRj(1, 2, 2)), new StartArtim());
    }

    @Test
    void abortsWhenTheScannerRequestsTwice() {
        var step = UpperLayer.step(new Established(TERMS), new Received(REQUEST));

        var abort = new Abort(UNEXPECTED_PDU);
        assertThat(step.next()).isEqualTo(new Closing());
        assertThat(step.effects()).containsExactly(new Write(abort), new Indicate(abort), new StartArtim());
    }

    @Test
    void survivesAReleaseCollision() {
        var collided = UpperLayer.step(new AwaitingRelease(), new Received(new ReleaseRq()));
        var answered = UpperLayer.step(collided.next(), new Received(new ReleaseRp()));
        var confirmed = UpperLayer.step(answered.next(), new ConfirmRelease());

        assertThat(collided.effects()).containsExactly(new Indicate(new ReleaseRq()));
        assertThat(answered.effects()).containsExactly(new Indicate(new ReleaseRp()));
        assertThat(confirmed.next()).isEqualTo(new Closing());
        assertThat(confirmed.effects()).containsExactly(new Write(new ReleaseRp()), new StartArtim());
    }

    @Test
    void saysWhatWasWrongEvenWhileClosing() {
        var step = UpperLayer.step(new Closing(), new Unreadable(INVALID_PARAMETER));

        assertThat(step.effects()).containsExactly(new Write(new Abort(INVALID_PARAMETER)));
    }
}
