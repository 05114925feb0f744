// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.spool.Disk.Space;
import org.junit.jupiter.api.Test;

class WatermarksTest {
    static final Watermarks MARKS = new Watermarks(70, 90, 50);

    static Space used(long bytes) {
        return new Space(10_000, 10_000 - bytes, 10_000 - bytes);
    }

    @Test
    void makesRoomFromTheFirstMarkOnAndNoMoreThanNeeded() {
        assertThat(MARKS.tooMuch(used(6_999))).isZero();
        assertThat(MARKS.tooMuch(used(7_000))).isEqualTo(1);
        assertThat(MARKS.tooMuch(used(7_500))).isEqualTo(500);
    }

    @Test
    void refusesFromTheSecondMarkOnAndSaysWhy() {
        assertThat(MARKS.refusal(used(8_999))).isEmpty();
        assertThat(MARKS.refusal(used(9_000))).contains("the disk is 90 % full");
    }

    @Test
    void refusesWhenLittleIsLeftWhateverThePercentage() {
        var marks = new Watermarks(98, 99, 50);

        assertThat(marks.refusal(used(9_880))).isEmpty();
        assertThat(new Watermarks(98, 99, 100).refusal(used(9_880))).contains("the disk has only 0 MB left");
        assertThat(new Watermarks(98, 99, 100).tooMuch(used(9_880))).isEqualTo(80);
    }

    @Test
    void letsObjectsOfUnknownLengthWriteUpToTheReserve() {
        assertThat(MARKS.allowance(used(9_000), 200)).isEqualTo(1_000 - 50 - 200);
    }

    @Test
    void countsAsDfDoesWhereTheFileSystemKeepsAReserve() {
        var space = new Space(10_000, 3_500, 3_000); // 500 bytes for root only

        assertThat(space.usedPercent()).isBetween(68.42, 68.43);
        assertThat(MARKS.tooMuch(space)).isZero();
        assertThat(MARKS.full(space)).isEqualTo(8_550);
    }
}
