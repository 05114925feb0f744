// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.outcome.Subject.Acquired;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// When a picture was taken, by the best of the attributes that say so (PS3.3 C.7.6.1, PS3.5 6.2 DA, TM, DT).
///
/// Scanners write local time. It counts as the time of (0008,0201) where that is given, else of the site's zone.
/// Study and series times are not used: they are when the exam began.
final class AcquisitionTime {
    private static final Pattern DATE = Pattern.compile("(\\d{4})\\.?(\\d{2})\\.?(\\d{2})");
    private static final Pattern TIME = Pattern.compile("(\\d{2}):?(\\d{2})(?::?(\\d{2})(?:\\.\\d{1,6})?)?");
    private static final Pattern DATE_TIME =
            Pattern.compile("(\\d{8})(\\d{4}(?:\\d{2}(?:\\.\\d{1,6})?)?)([+-]\\d{4})?");
    private static final Pattern OFFSET = Pattern.compile("[+-]\\d{4}");

    private final ZoneId siteZone;

    AcquisitionTime(ZoneId siteZone) {
        this.siteZone = siteZone;
    }

    Optional<Acquired> of(DataSet header) {
        var zone = header.text(Tag.TIMEZONE_OFFSET_FROM_UTC).flatMap(AcquisitionTime::offset).orElse(siteZone);
        return Stream.<Function<DataSet, Optional<Acquired>>>of(
                        h -> dateTime(h, zone),
                        h -> pair(h, Tag.ACQUISITION_DATE, Tag.ACQUISITION_TIME, zone, "acquisition-time"),
                        h -> pair(h, Tag.CONTENT_DATE, Tag.CONTENT_TIME, zone, "content-time"))
                .flatMap(source -> source.apply(header).stream())
                .findFirst();
    }

    private static Optional<Acquired> dateTime(DataSet header, ZoneId zone) {
        return header.text(Tag.ACQUISITION_DATE_TIME).map(DATE_TIME::matcher).filter(Matcher::matches).flatMap(m -> {
            var own = Optional.ofNullable(m.group(3)).flatMap(AcquisitionTime::offset).orElse(zone);
            return acquired(m.group(1), m.group(2), own, "acquisition-datetime");
        });
    }

    private static Optional<Acquired> pair(DataSet header, int dateTag, int timeTag, ZoneId zone, String source) {
        return header.text(dateTag).flatMap(date ->
                header.text(timeTag).flatMap(time -> acquired(date, time, zone, source)));
    }

    private static Optional<Acquired> acquired(String date, String time, ZoneId zone, String source) {
        var d = DATE.matcher(date);
        var t = TIME.matcher(time);
        if (!d.matches() || !t.matches()) {
            return Optional.empty();
        }
        try {
            var taken = LocalDateTime.of(
                    LocalDate.of(number(d.group(1)), number(d.group(2)), number(d.group(3))),
                    LocalTime.of(number(t.group(1)), number(t.group(2)),
                            t.group(3) == null ? 0 : Math.min(59, number(t.group(3))))); // 60 is a leap second
            return Optional.of(new Acquired(taken.atZone(zone).toInstant(), source, Optional.empty()));
        } catch (DateTimeException _) { // 20261341 is no date: the value counts as absent
            return Optional.empty();
        }
    }

    private static Optional<ZoneId> offset(String text) {
        try {
            return OFFSET.matcher(text).matches() ? Optional.of(ZoneOffset.of(text)) : Optional.empty();
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}
