// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.pdu.AeTitle;
import dev.gantry.dicom.pdu.ContextResult;
import dev.gantry.dicom.pdu.Pdu.AssociateAc;
import dev.gantry.dicom.pdu.Pdu.AssociateRq;
import dev.gantry.dicom.pdu.Pdu.ContextAnswer;
import dev.gantry.dicom.pdu.Pdu.ProposedContext;
import dev.gantry.dicom.pdu.Pdu.Titles;
import dev.gantry.dicom.pdu.UserInformation;
import dev.gantry.dicom.pdu.UserItem;
import dev.gantry.dicom.pdu.UserItem.AsyncWindow;
import dev.gantry.dicom.pdu.UserItem.CommonExtended;
import dev.gantry.dicom.pdu.UserItem.Extended;
import dev.gantry.dicom.pdu.UserItem.Identity;
import dev.gantry.dicom.pdu.UserItem.IdentityAnswer;
import dev.gantry.dicom.pdu.UserItem.MaxLength;
import dev.gantry.dicom.pdu.UserItem.Role;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcceptanceTest {
    static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    static final String PRIVATE = "1.2.3";
    static final String EXPLICIT = "1.2.840.10008.1.2.1";
    static final List<ProposedContext> CONTEXTS = List.of(
            new ProposedContext(1, CT, List.of(EXPLICIT)), new ProposedContext(3, PRIVATE, List.of(EXPLICIT)));

    /// Knows CT; the answers of the interface to everything else.
    static class Plain implements AssociationService {
        @Override
        public ContextAnswer choose(ProposedContext proposed) {
            return new ContextAnswer(proposed.id(), proposed.abstractSyntax().equals(CT)
                    ? ContextResult.ACCEPTANCE : ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED, EXPLICIT);
        }

        @Override
        public ServiceUser accepted(Association association) {
            throw new AssertionError("not asked for");
        }
    }

    private static AssociateRq request(UserItem... items) {
        return new AssociateRq(new Titles(new AeTitle("GANTRY"), new AeTitle("CT01")), CONTEXTS,
                new UserInformation(List.of(items)));
    }

    private static AssociateAc answer(AssociationService service, UserItem... items) {
        return Acceptance.of(request(items), service, 65_536);
    }

    /// What it says beyond maximum length and implementation.
    private static List<UserItem> answered(AssociationService service, UserItem... items) {
        var said = answer(service, items).user().items();
        return said.subList(3, said.size());
    }

    @Test
    void introducesItselfAndAnswersEveryContextButNothingThatWasNotAsked() {
        var answer = answer(new Plain());

        assertThat(answer.user().items().getFirst()).isEqualTo(new MaxLength(65_536));
        assertThat(answer.user().items()).hasSize(3);
        assertThat(answer.contexts().stream().map(ContextAnswer::result)).containsExactly(
                ContextResult.ACCEPTANCE, ContextResult.ABSTRACT_SYNTAX_NOT_SUPPORTED);
    }

    @ParameterizedTest(name = "asked scu={0} scp={1}: granted scu={2} scp={3}")
    @CsvSource({"true,false,true,false", "true,true,true,false", "false,true,false,false", "false,false,false,false"})
    void letsThePeerBeUserAndNotProvider(boolean scu, boolean scp, boolean userGranted, boolean providerGranted) {
        assertThat(answered(new Plain(), new Role(CT, scu, scp)))
                .containsExactly(new Role(CT, userGranted, providerGranted));
    }

    @Test
    void neverGrantsARoleThatWasNotProposed() {
        var generous = new Plain() {
            @Override
            public Role role(Role asked) {
                return new Role(asked.sopClass(), true, true);
            }
        };

        assertThat(answered(generous, new Role(CT, false, true))).containsExactly(new Role(CT, false, true));
    }

    @Test
    void answersARoleOnceAndOnlyForAnAcceptedClass() {
        var roles = new UserItem[5000];
        Arrays.fill(roles, new Role(CT, true, false));
        roles[0] = new Role(PRIVATE, true, false);
        roles[1] = new Role("", true, true);

        assertThat(answered(new Plain(), roles)).containsExactly(new Role(CT, true, false));
    }

    @ParameterizedTest(name = "offered {0}/{1}, queued {2}: {3}/{4}")
    @CsvSource({"4,4,16,4,1", "0,0,16,16,1", "100,1,16,16,1", "1,1,16,1,1", "0,0,1,1,1"})
    void allowsAsManyOperationsAsItQueues(int invoked, int performed, int queued, int allowed, int asked) {
        var service = new Plain() {
            @Override
            public int operations() {
                return queued;
            }
        };

        assertThat(answered(service, new AsyncWindow(invoked, performed)))
                .containsExactly(new AsyncWindow(allowed, asked));
    }

    @ParameterizedTest(name = "kind {0}, answer wanted {1}: answered {2}")
    @CsvSource({"1,true,true", "2,true,true", "3,true,false", "4,true,false", "5,true,false", "1,false,false",
            "2,false,false"})
    void answersANamedUserOnlyWhoWantsAnAnswer(int kind, boolean wanted, boolean answered) {
        var user = new Identity(kind, wanted, text("bob"), text("pw"));

        assertThat(answered(new Plain(), user))
                .isEqualTo(answered ? List.of(new IdentityAnswer(Unpooled.EMPTY_BUFFER)) : List.of());
    }

    @Test
    void leavesExtendedNegotiationToTheServiceAndCommonExtendedUnanswered() {
        var service = new Plain() {
            @Override
            public Optional<Extended> extended(Extended asked) {
                return Optional.of(new Extended(asked.sopClass(), text("2")));
            }
        };
        var asked = new UserItem[] {new Extended(CT, text("0")), new Extended(CT, text("1")),
            new Extended(PRIVATE, text("0")), new CommonExtended(CT, "1.2.840.10008.4.2", List.of())};

        assertThat(answered(new Plain(), asked)).isEmpty();
        assertThat(answered(service, asked)).containsExactly(new Extended(CT, text("2")));
    }

    @Test
    void agreesOnRolesOnlyWhereAskedAndGranted() {
        var request = request(new Role(CT, true, true), new Role(PRIVATE, false, true));
        var terms = Terms.of(request, Acceptance.of(request, new Plain(), 65_536), request.user());

        assertThat(terms.role(CT)).isEqualTo(new Role(CT, true, false));
        assertThat(terms.role(PRIVATE)).as("not answered: the default").isEqualTo(new Role(PRIVATE, true, false));
    }

    @Test
    void agreesOnNoContextThatWasNotProposedNorWithAnotherTransferSyntax() {
        var answer = new AssociateAc(request().titles(), List.of(
                new ContextAnswer(1, ContextResult.ACCEPTANCE, EXPLICIT),
                new ContextAnswer(3, ContextResult.ACCEPTANCE, "1.2.840.10008.1.2"),
                new ContextAnswer(5, ContextResult.ACCEPTANCE, EXPLICIT)), new UserInformation(List.of()));

        var terms = Terms.of(request(), answer, answer.user());

        assertThat(terms.contexts()).containsOnlyKeys(1);
        assertThat(terms.sendableBytes()).isEqualTo(16_384);
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, US_ASCII);
    }
}
