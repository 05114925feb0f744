// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.commitment.CommitmentProvider.Pace;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.dimse.Invoked;
import dev.gantry.dicom.dimse.Operation;
import dev.gantry.dicom.dimse.Operation.Kind;
import dev.gantry.dicom.dimse.Response;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CommitmentProviderTest {
    private static final Pace AT_ONCE = new Pace(Duration.ofMillis(1), Duration.ofSeconds(30), Duration.ofSeconds(30));
    private static final DataSet INFORMATION =
            Transaction.information("1.9", List.of(new Reference(ReportTest.CT, "1.1")));
    private static final FakeDialogue GONE = new FakeDialogue("CT01", new Invoked.Unanswered("gone"));

    @TempDir
    Path folder;

    final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() throws Exception {
        vertx.close().await(60, TimeUnit.SECONDS);
    }

    private CommitmentProvider open() throws IOException {
        return CommitmentProvider.open(folder, vertx, _ -> Optional.of(ReportTest.CT), _ -> Optional.empty(),
                Clock.systemUTC(), AT_ONCE);
    }

    private static Response ask(CommitmentProvider provider, String instance, int type, Optional<DataSet> set,
            FakeDialogue with) throws Exception {
        return provider.perform(new Operation(Kind.ACTION, provider.sopClassUid(), instance, type, set), with)
                .await(60, TimeUnit.SECONDS);
    }

    private static Response ask(CommitmentProvider provider, DataSet set, FakeDialogue with) throws Exception {
        return ask(provider, Report.SOP_INSTANCE_UID, 1, Optional.of(set), with);
    }

    @Test
    void saysWhatIsWrongWithARequest() throws Exception {
        try (var provider = open()) {
            assertThat(ask(provider, "1.2.3", 1, Optional.of(INFORMATION), GONE).status()).isEqualTo(0x0112);
            assertThat(ask(provider, Report.SOP_INSTANCE_UID, 2, Optional.of(INFORMATION), GONE).status())
                    .isEqualTo(0x0123);
            assertThat(ask(provider, Report.SOP_INSTANCE_UID, 1, Optional.empty(), GONE).status()).isEqualTo(0x0115);
        }
        assertThat(owed()).isEmpty();
    }

    private List<Transaction> owed() throws IOException {
        try (var debts = Debts.open(folder)) {
            return debts.all();
        }
    }

    @Test
    void reportsToWhoIsStillThereAndOwesNothingThen() throws Exception {
        var there = new FakeDialogue("CT01", new Invoked.Answered(Response.success()));
        try (var provider = open()) {
            assertThat(ask(provider, INFORMATION, there).successful()).isTrue();

            assertThat(there.asked.poll(60, TimeUnit.SECONDS).typeId()).isEqualTo(1);
            Thread.sleep(100); // what is settled goes to the journal after the answer
        }
        assertThat(owed()).isEmpty();
    }

    @Test
    void owesTheReportToWhoHasGone() throws Exception {
        try (var provider = open()) {
            assertThat(ask(provider, INFORMATION, GONE).successful()).isTrue();
        }
        assertThat(owed()).singleElement().satisfies(it -> {
            assertThat(it.requester().text()).isEqualTo("CT01");
            assertThat(it.references()).containsExactly(new Reference(ReportTest.CT, "1.1"));
        });
    }

    @Test
    void owesOneReportForARepeatedRequestAndFailsADuplicate() throws Exception {
        try (var provider = open()) {
            ask(provider, INFORMATION, GONE);
            assertThat(ask(provider, INFORMATION, GONE).successful()).isTrue();
            assertThat(ask(provider, Transaction.information("1.9", List.of(new Reference(ReportTest.CT, "1.2"))), GONE)
                    .successful()).isTrue();
        }
        assertThat(owed()).extracting(Transaction::duplicate).containsExactly(false, true);
    }

    @Test
    void owesNoMoreThanItCanKeep() throws Exception {
        try (var provider = open()) {
            for (int i = 0; i < Debts.MAX_OWED; i++) {
                provider.perform(new Operation(Kind.ACTION, provider.sopClassUid(), Report.SOP_INSTANCE_UID, 1,
                        Optional.of(Transaction.information("1.9." + i,
                                List.of(new Reference(ReportTest.CT, "1.1"))))), GONE);
            }
            assertThat(ask(provider, INFORMATION, GONE).status()).isEqualTo(0x0213);
        }
    }
}
