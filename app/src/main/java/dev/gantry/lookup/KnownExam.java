// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.lookup;

import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.exam.Exam;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.pseudonym.Order;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What is kept of an exam for those who may ask. Patient data: its text shows none of it.
///
/// @param orders more than one when images of the study disagree: a person must look
/// @param first  when its first image had arrived
/// @param last   when its last image had
record KnownExam(String studyUid, List<Named> orders, String scanner, Instant first, Instant last) {
    /// More different ones in one study are not kept.
    private static final int MOST_ORDERS = 16;

    KnownExam {
        orders = List.copyOf(orders);
    }

    /// @param patientId with its issuer (0010,0021)
    record Named(Optional<Order> order, Optional<String> patientId, Optional<String> patientIdIssuer) {
        @Override
        public String toString() {
            return "Named[hidden]";
        }
    }

    static KnownExam of(StoredObject object) {
        var header = object.header();
        var named = new Named(Order.of(header), header.text(Tag.PATIENT_ID), header.text(Tag.ISSUER_OF_PATIENT_ID));
        return new KnownExam(Exam.studyOf(object), List.of(named), object.origin().calling(), object.received(),
                object.received());
    }

    /// What both say of the same study.
    KnownExam and(KnownExam later) {
        var all = Stream.concat(orders.stream(), later.orders.stream()).distinct().limit(MOST_ORDERS).toList();
        return new KnownExam(studyUid, all, scanner, first.isBefore(later.first) ? first : later.first,
                last.isAfter(later.last) ? last : later.last);
    }

    @Override
    public String toString() {
        return "KnownExam[hidden]";
    }
}
