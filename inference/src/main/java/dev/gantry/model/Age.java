// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/// How old a patient was, as precisely as the header tells: `001Y` is 12 to 23 months.
///
/// @param fromMonths lowest age in completed months; `fromDays` the same in days
/// @param toMonths   highest age in completed months; `toDays` the same in days
record Age(int fromMonths, int toMonths, int fromDays, int toDays) {
    private static final Pattern AGE_STRING = Pattern.compile("(\\d{1,3})([DWMY])");
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
    private static final int DAYS_A_YEAR = 365;

    /// From PatientAge (PS3.5 6.2, VR AS; leading zeroes may be missing); without one from the birth date and
    /// the day of the study; empty when neither tells.
    static Optional<Age> of(DataSet header) {
        return header.text(Tag.PATIENT_AGE).flatMap(Age::parse).or(() -> between(header));
    }

    int atLeast(char unit) {
        return completed(fromMonths, fromDays, unit);
    }

    int atMost(char unit) {
        return completed(toMonths, toDays, unit);
    }

    private static int completed(int months, int days, char unit) {
        return switch (unit) {
            case 'Y' -> months / 12;
            case 'M' -> months;
            case 'W' -> days / 7;
            default -> days;
        };
    }

    private static Optional<Age> parse(String text) {
        var parts = AGE_STRING.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int count = Integer.parseInt(parts.group(1));
        return Optional.of(switch (parts.group(2)) {
            case "Y" -> ofMonths(12 * count, 12 * count + 11);
            case "M" -> ofMonths(count, count);
            case "W" -> ofDays(7 * count, 7 * count + 6);
            default -> ofDays(count, count);
        });
    }

    private static Age ofMonths(int from, int to) {
        return new Age(from, to, from * DAYS_A_YEAR / 12, (to + 1) * DAYS_A_YEAR / 12 - 1);
    }

    private static Age ofDays(int from, int to) {
        return new Age(from * 12 / DAYS_A_YEAR, to * 12 / DAYS_A_YEAR, from, to);
    }

    private static Optional<Age> between(DataSet header) {
        var birth = date(header, Tag.PATIENT_BIRTH_DATE);
        var study = date(header, Tag.STUDY_DATE);
        if (birth.isEmpty() || study.isEmpty() || study.get().isBefore(birth.get())) {
            return Optional.empty();
        }
        int months = Math.toIntExact(ChronoUnit.MONTHS.between(birth.get(), study.get()));
        int days = Math.toIntExact(ChronoUnit.DAYS.between(birth.get(), study.get()));
        return Optional.of(new Age(months, months, days, days));
    }

    private static Optional<LocalDate> date(DataSet header, int tag) {
        try {
            return header.text(tag).map(text -> LocalDate.parse(text, DATE));
        } catch (DateTimeException _) {
            return Optional.empty(); // a value that is no date says nothing
        }
    }
}
