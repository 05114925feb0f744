// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.Vr;
import dev.gantry.outcome.Subject.Acquired;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AcquisitionTimeTest {
    static final AcquisitionTime BERLIN = new AcquisitionTime(ZoneId.of("Europe/Berlin"));

    static DataSetBuilder header(int tag, Vr vr, String value) {
        return new DataSetBuilder().text(tag, vr, value);
    }

    @Test
    void readsLocalTimeInTheZoneOfTheSite() {
        var header = header(Tag.ACQUISITION_DATE, Vr.DA, "20260721").text(Tag.ACQUISITION_TIME, Vr.TM, "101530");

        assertThat(BERLIN.of(header.build())).contains(
                new Acquired(Instant.parse("2026-07-21T08:15:30Z"), "acquisition-time", Optional.empty()));
    }

    @Test
    void prefersTheOffsetThatTheObjectStates() {
        var header = header(Tag.ACQUISITION_DATE, Vr.DA, "20260721")
                .text(Tag.ACQUISITION_TIME, Vr.TM, "101530")
                .text(Tag.TIMEZONE_OFFSET_FROM_UTC, Vr.SH, "-0500");

        assertThat(BERLIN.of(header.build()).orElseThrow().time()).isEqualTo(Instant.parse("2026-07-21T15:15:30Z"));
    }

    @ParameterizedTest
    @CsvSource({
        "20260721101530, 2026-07-21T08:15:30Z",
        "20260721101530.123456, 2026-07-21T08:15:30Z",
        "202607211015, 2026-07-21T08:15:00Z",
        "20260721101530+0000, 2026-07-21T10:15:30Z",
        "20260721101560, 2026-07-21T08:15:59Z",
    })
    void readsADateTime(String value, Instant expected) {
        assertThat(BERLIN.of(header(Tag.ACQUISITION_DATE_TIME, Vr.DT, value).build()).orElseThrow().time())
                .isEqualTo(expected);
    }

    @Test
    void fallsBackToTheContentWhenTheAcquisitionIsNotDated() {
        var header = header(Tag.ACQUISITION_DATE, Vr.DA, "20261341") // no such month
                .text(Tag.ACQUISITION_TIME, Vr.TM, "101530")
                .text(Tag.CONTENT_DATE, Vr.DA, "2026.07.21")
                .text(Tag.CONTENT_TIME, Vr.TM, "10:15");

        assertThat(BERLIN.of(header.build())).contains(
                new Acquired(Instant.parse("2026-07-21T08:15:00Z"), "content-time", Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"20260721, ''", "'', 101530", "2026, 10", "xxxxxxxx, yyyyyy", "20260721, 256000"})
    void saysNothingOfWhatIsNoTime(String date, String time) {
        var header = header(Tag.ACQUISITION_DATE, Vr.DA, date).text(Tag.ACQUISITION_TIME, Vr.TM, time);

        assertThat(BERLIN.of(header.build())).isEmpty();
    }
}
