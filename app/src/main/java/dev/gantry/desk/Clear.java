// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.desk;

import dev.gantry.config.PrivacySettings.Level;
import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import dev.gantry.outcome.Identifiers;
import dev.gantry.outcome.Identifiers.Accession;
import dev.gantry.outcome.Identifiers.Patient;
import dev.gantry.outcome.Identifiers.Uids;
import dev.gantry.pseudonym.Order;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What an outcome may say in clear of whom it is about, at the level that the site chose.
final class Clear {
    private final Level level;

    Clear(Level level) {
        this.level = level;
    }

    /// @param instance SOP Instance UID, when the unit is one image
    Optional<Identifiers> of(DataSet header, String studyUid, Optional<String> instance) {
        if (!level.includes(Level.ACCESSION)) {
            return Optional.empty();
        }
        return Optional.of(new Identifiers(
                Order.of(header).map(order -> new Accession(order.number(),
                        Optional.of(order.issuer()).filter(issuer -> !issuer.isEmpty()))),
                level.includes(Level.UIDS)
                        ? Optional.of(new Uids(studyUid, header.texts(Tag.SERIES_INSTANCE_UID), instance))
                        : Optional.empty(),
                level.includes(Level.DEMOGRAPHICS) ? Optional.of(patient(header)) : Optional.empty()));
    }

    private static Patient patient(DataSet header) {
        return new Patient(
                header.text(Tag.PATIENT_ID),
                header.text(Tag.ISSUER_OF_PATIENT_ID),
                header.text(Tag.PATIENT_NAME),
                header.text(Tag.PATIENT_BIRTH_DATE).flatMap(Clear::date),
                header.text(Tag.PATIENT_SEX));
    }

    /// A DA (PS3.5 6.2); empty when it is none.
    private static Optional<LocalDate> date(String text) {
        try {
            return Optional.of(LocalDate.parse(text, DateTimeFormatter.BASIC_ISO_DATE));
        } catch (DateTimeParseException _) {
            return Optional.empty();
        }
    }
}
