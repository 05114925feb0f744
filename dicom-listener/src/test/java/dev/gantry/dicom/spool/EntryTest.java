// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.spool.Kinship.Part;
import dev.gantry.dicom.spool.StoredObject.Origin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntryTest {
    static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    static final Entry.Received RECEIVED = new Entry.Received("m1-0", new Origin("CR1", "GANTRY", "192.0.2.7"),
            "1.2.840.10008.5.1.4.1.1.1", "2.25.11", TransferSyntax.EXPLICIT_LITTLE_ENDIAN, "1000-0a0b0c0d", NOW,
            new Identity("2.25.1", "0123456789abcdef", "fedcba9876543210"), new Kinship.First());

    static Stream<Entry> entries() {
        return Stream.of(
                RECEIVED,
                RECEIVED.with(new Kinship.Repeats("m0-3")),
                RECEIVED.with(new Kinship.Replaces("m0-3")),
                RECEIVED.with(new Kinship.Corrects("m0-3", "2.25.2", Set.of(Part.PATIENT, Part.STUDY))),
                new Entry.Settled("m1-0"), new Entry.Committed("m1-0"), new Entry.Evicted("m1-0", NOW),
                new Entry.Crashed("m1-0", "chest/1.0.0", 17), new Entry.Lost("m1-0"));
    }

    @ParameterizedTest
    @MethodSource("entries")
    void readsWhatItWrote(Entry entry) {
        assertThat(Entry.decode(entry.encode())).isEqualTo(entry);
    }

    @Test
    void readsTheEntriesOfVersion010() {
        assertThat(Entry.decode(bytes("received\tm1-0\tCR1\tGANTRY\t192.0.2.7\t1.2.840.10008.5.1.4.1.1.1\t2.25.11\t"
                + "1.2.840.10008.1.2.1\t1000-0a0b0c0d\t2026-11-21T10:00:00Z")))
                .isEqualTo(new Entry.Received("m1-0", RECEIVED.origin(), RECEIVED.sopClassUid(), "2.25.11",
                        TransferSyntax.EXPLICIT_LITTLE_ENDIAN, "1000-0a0b0c0d", NOW, Identity.UNKNOWN,
                        new Kinship.First()));
        assertThat(Entry.decode(bytes("settled\tm1-0"))).isEqualTo(new Entry.Settled("m1-0"));
        assertThat(Entry.decode(bytes("evicted\tm1-0"))).isEqualTo(new Entry.Evicted("m1-0", Instant.EPOCH));
    }

    @Test
    void refusesTheEntriesOfALaterVersion() {
        assertThatIllegalArgumentException().isThrownBy(() -> Entry.decode(bytes("moved\tm1-0\tx")))
                .withMessageContaining("'moved'");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
