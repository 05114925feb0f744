// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.config.SpoolSettings.Role;
import dev.gantry.dicom.spool.Kinship.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerTest {
    static final Instant NOW = EntryTest.NOW;
    static final Identity OTHER = new Identity("2.25.2", "0000000000000000", "fedcba9876543210");

    Ledger ledger = new Ledger(Role.COPY, new Ledger.Bounds(10, 3, Duration.ofDays(7)));

    static Entry.Received object(String id, String instance, String fingerprint, Identity identity) {
        return new Entry.Received(id, EntryTest.RECEIVED.origin(), EntryTest.RECEIVED.sopClassUid(), instance,
                EntryTest.RECEIVED.transferSyntax(), fingerprint, NOW, identity, new Kinship.First());
    }

    Entry.Received arrive(Entry.Received draft) {
        var entry = draft.with(ledger.versions().kinship(draft));
        ledger.durable(ledger.add(entry));
        return entry;
    }

    Entry.Received arrive(String id, String instance) {
        return arrive(object(id, instance, "100-00000001", EntryTest.RECEIVED.identity()));
    }

    void evict(int count) {
        ledger.letGo(count, Long.MAX_VALUE, NOW);
    }

    /// The same ledger after a restart.
    Ledger again(Role role) {
        var fresh = new Ledger(role, new Ledger.Bounds(10, 3, Duration.ofDays(7)));
        ledger.lines().forEach(line -> fresh.remember(Entry.decode(line)));
        return fresh;
    }

    @Test
    void comesToTheSameFromItsOwnLines() {
        arrive("m0-9", "2.25.5"); // died of once, too
        arrive("m1-0", "2.25.1"); // goes
        arrive("m1-1", "2.25.2"); // settled
        arrive("m1-2", "2.25.3"); // died of once
        arrive(object("m1-3", "2.25.3", "100-00000002", OTHER)); // corrects it
        ledger.settle("m1-0");
        evict(1);
        ledger.settle("m1-1");
        ledger.crash("m1-2", "decode", 1);
        ledger.crash("m1-2", "decode", 2);
        ledger.crash("m0-9", "decode", 3);

        ledger = again(Role.COPY);

        assertThat(ledger.unsettled()).extracting(Entry.Received::id)
                .as("what the process died of comes last, but no earlier version after the one that corrects it")
                .containsExactly("m1-2", "m1-3", "m0-9");
        assertThat(ledger.unsettled().get(1).kinship())
                .isEqualTo(new Kinship.Corrects("m1-2", "2.25.1", Set.of(Part.PATIENT, Part.STUDY)));
        assertThat(ledger.barred("m1-2")).containsExactly("decode");
        assertThat(ledger.mayGoBytes()).isEqualTo(100);
        assertThat(ledger.keptById("m1-0")).isEmpty();
        assertThat(ledger.versions().kinship(object("m2-0", "2.25.1", "100-00000001", EntryTest.RECEIVED.identity())))
                .isEqualTo(new Kinship.Repeats("m1-0"));
        assertThat(ledger.versions().kinship(object("m2-0", "2.25.3", "100-00000003", OTHER)))
                .isEqualTo(new Kinship.Replaces("m1-3"));
        assertThat(ledger.letGo(10, Long.MAX_VALUE, NOW)).extracting(Entry.Received::id).containsExactly("m1-1");
    }

    @Test
    void keepsWhatIsCommittedOverItsOwnLines() {
        ledger = new Ledger(Role.STORE, Ledger.Bounds.USUAL);
        arrive("m1-0", "2.25.1");
        arrive("m1-1", "2.25.2");
        ledger.settle("m1-0");
        ledger.settle("m1-1");
        ledger.commit("2.25.2");

        ledger = again(Role.STORE);

        assertThat(ledger.commit("2.25.2")).isEmpty();
        assertThat(ledger.letGo(10, Long.MAX_VALUE, NOW)).extracting(Entry.Received::id).containsExactly("m1-1");
    }

    @Test
    void doesNotWriteWhatIsNotYetDurable() {
        ledger.add(EntryTest.RECEIVED);

        assertThat(ledger.lines()).isEmpty();
        assertThat(ledger.settle("m1-0")).isFalse();
    }

    @Test
    void remembersTheFormerWhenItsRepeatIsNotKept() {
        arrive("m1-0", "2.25.1");
        ledger.settle("m1-0");
        evict(1);
        var repeat = object("m2-0", "2.25.1", "100-00000001", EntryTest.RECEIVED.identity());
        var known = ledger.add(repeat.with(ledger.versions().kinship(repeat)));

        ledger.remove(known);

        assertThat(ledger.versions().kinship(repeat)).isEqualTo(new Kinship.Repeats("m1-0"));
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void remembersNoMoreThanItsBounds() {
        for (int i = 0; i < 10; i++) {
            arrive("m1-" + i, "2.25." + i);
            ledger.settle("m1-" + i);
        }
        evict(10);

        ledger.forgetOld(NOW);

        assertThat(ledger.size()).isEqualTo(3);
        ledger.forgetOld(NOW.plus(Duration.ofDays(7)));
        assertThat(ledger.size()).isZero();
        assertThat(ledger.lines()).isEmpty();
    }

    /// Prints what the comment in Ledger claims; asserts only that it is not many times as much.
    @Test
    void needsLittleMemoryForAnObject() {
        int count = 20_000;
        ledger = new Ledger(Role.COPY, Ledger.Bounds.USUAL);
        long before = usedBytes();

        for (int i = 0; i < count; i++) {
            var id = Long.toString(1_795_000_000_000L + i, 36) + "-" + Integer.toString(i, 36);
            arrive(object(id, "2.25.302134716839275638290157391847562" + i, "524288-0a0b0c0d",
                    new Identity("2.25.302134716839275638290157391847999", "0123456789abcdef", "fedcba9876543210")));
            ledger.settle(id);
        }

        long each = (usedBytes() - before) / count;
        System.out.println("ledger: " + each + " bytes for an object");
        assertThat(each).isLessThan(2000);
        assertThat(ledger.size()).isEqualTo(count);
    }

    private static long usedBytes() {
        System.gc();
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
