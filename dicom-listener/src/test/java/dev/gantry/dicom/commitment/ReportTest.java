// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.commitment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.commitment.Transaction.Entry;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.pdu.AeTitle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportTest {
    static final String CT = "1.2.840.10008.5.1.4.1.1.2";
    static final String MR = "1.2.840.10008.5.1.4.1.1.4";
    private static final Instant NOW = Instant.parse("2026-11-21T15:00:00Z");

    private static Transaction transaction(boolean duplicate, Reference... references) {
        return new Transaction(new UUID(1, 2), new AeTitle("CT01"), "1.9", List.of(references), duplicate, NOW);
    }

    @Test
    void saysOfEachObjectWhetherItIsKept() {
        var kept = new Reference(CT, "1.1");
        var other = new Reference(MR, "1.2");
        var gone = new Reference(CT, "1.3");

        var report = Report.of(transaction(false, kept, other, gone),
                uid -> uid.equals("1.3") ? Optional.empty() : Optional.of(CT));

        assertThat(report.committed()).containsExactly(kept);
        assertThat(report.failed()).containsExactly(Map.entry(other, 0x0119), Map.entry(gone, 0x0112));
        assertThat(report.operation().typeId()).isEqualTo(2);
        assertThat(Report.read(report.operation().dataSet().orElseThrow())).contains(report);
    }

    @Test
    void isOfEventTypeOneWhenAllAreKeptAndHasNoEmptySequence() {
        var report = Report.of(transaction(false, new Reference(CT, "1.1")), _ -> Optional.of(CT));

        assertThat(report.operation().typeId()).isEqualTo(1);
        assertThat(report.operation().sopInstanceUid()).isEqualTo("1.2.840.10008.1.20.1.1");
        assertThat(report.operation().dataSet().orElseThrow().element(Tag.FAILED_SOP_SEQUENCE)).isEmpty();
    }

    @Test
    void failsAllOfADuplicate() {
        var report = Report.of(transaction(true, new Reference(CT, "1.1")), _ -> Optional.of(CT));

        assertThat(report.committed()).isEmpty();
        assertThat(report.failed()).containsValue(0x0131);
    }

    @Test
    void survivesTheJournal() {
        for (var duplicate : List.of(true, false)) {
            var transaction = transaction(duplicate, new Reference(CT, "1.1"), new Reference(MR, "1.2"));

            assertThat(Transaction.decode(transaction.encode())).contains(new Entry.Owed(transaction));
        }
        assertThat(Transaction.decode(Transaction.reported(new UUID(3, 4))))
                .contains(new Entry.Reported(new UUID(3, 4)));
    }

    static Stream<DataSet> unusable() {
        var reference = new Reference(CT, "1.1");
        return Stream.of(
                new DataSetBuilder().build(),
                new DataSetBuilder().put(Tag.TRANSACTION_UID, "1.9").build(),
                new DataSetBuilder().put(Tag.TRANSACTION_UID, "1.9").sequence(Tag.REFERENCED_SOP_SEQUENCE).build(),
                Transaction.information("1.x", List.of(reference)),
                Transaction.information("1.9", List.of(reference, new Reference(CT, "x"))),
                new DataSetBuilder().put(Tag.TRANSACTION_UID, "1.9").sequence(Tag.REFERENCED_SOP_SEQUENCE,
                        new DataSetBuilder().put(Tag.REFERENCED_SOP_INSTANCE_UID, "1.1").build()).build());
    }

    @ParameterizedTest
    @MethodSource("unusable")
    void readsNoRequestThatLacksSomething(DataSet set) {
        assertThat(Transaction.read(set)).isEmpty();
    }
}
