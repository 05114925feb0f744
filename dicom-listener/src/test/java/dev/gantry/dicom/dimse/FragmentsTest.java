// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.pdu.Pdu.Pdv;
import io.netty.buffer.Unpooled;
import java.util.List;
import org.junit.jupiter.api.Test;

class FragmentsTest {

    private static List<Pdv> cut(int bytes, int sendableBytes) {
        return Fragments.of(1, false, true, Unpooled.wrappedBuffer(new byte[bytes]), sendableBytes).stream()
                .flatMap(pdu -> pdu.values().stream()).toList();
    }

    /// dcmtk aborts at an odd one.
    @Test
    void areOfEvenLengthWhateverThePeerTakes() {
        assertThat(cut(1000, 101)).hasSize(11).allMatch(value -> value.bytes().readableBytes() % 2 == 0);
        assertThat(cut(1000, 106)).hasSize(10).allMatch(value -> value.bytes().readableBytes() == 100);
    }

    @Test
    void sayWhichIsTheLast() {
        assertThat(cut(1000, 106)).extracting(Pdv::last)
                .containsExactly(false, false, false, false, false, false, false, false, false, true);
        assertThat(cut(0, 106)).extracting(Pdv::last).containsExactly(true);
    }
}
