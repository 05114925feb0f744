// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fhir;

import dev.gantry.outcome.Outcome;
import dev.gantry.outcome.Reason;

/// The words of FHIR R4 for what an outcome says, from the value sets that its resources are bound to.
final class Codes {
    static final String DATA_ABSENT = "http://terminology.hl7.org/CodeSystem/data-absent-reason";
    static final String INTERPRETATION = "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation";
    static final String OBSERVATION_CATEGORY = "http://terminology.hl7.org/CodeSystem/observation-category";
    static final String DIAGNOSTIC_SECTION = "http://terminology.hl7.org/CodeSystem/v2-0074";
    static final String ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason";
    static final String IDENTIFIER_TYPE = "http://terminology.hl7.org/CodeSystem/v2-0203";
    static final String LOINC = "http://loinc.org";
    static final String UCUM = "http://unitsofmeasure.org";
    static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    static final String SNOMED = "http://snomed.info/sct";
    static final String RADLEX = "http://radlex.org";
    static final String DICOM_UID = "urn:dicom:uid";
    static final String ANY_URI = "urn:ietf:rfc:3986";

    private Codes() {}

    /// DiagnosticReport.status. `final`, `amended`, `corrected` and `preliminary` all say that a person has verified
    /// the report, once or in part; of a model's answer, whatever its state here, none is true.
    static String report(Outcome.State state) {
        return switch (state) {
            case PROVISIONAL, FINAL, AMENDED -> "partial";
            case RETRACTED -> "entered-in-error";
        };
    }

    /// Observation.status, where `preliminary` is what is unverified, and `amended` follows only on `final`.
    static String observation(Outcome.State state) {
        return switch (state) {
            case PROVISIONAL, FINAL, AMENDED -> "preliminary";
            case RETRACTED -> "entered-in-error";
        };
    }

    /// Why there is no value (Observation.dataAbsentReason).
    static String absent(Reason reason, boolean provisional) {
        return switch (reason) {
            case DEADLINE -> provisional ? "temp-unknown" : "not-performed";
            case OVERLOAD, MODEL_OFF, INCOMPLETE -> "not-performed";
            case NO_MODEL, NO_SUITABLE_SERIES, TOO_LARGE -> "unsupported";
            case OUT_OF_SCOPE, INPUT_GATE -> "not-applicable";
            case UNREADABLE, MODEL_OUTPUT, IDENTITY_CONFLICT, CRASH, INTERNAL -> "error";
        };
    }

    static String absentDisplay(String code) {
        return switch (code) {
            case "temp-unknown" -> "Temporarily Unknown";
            case "not-performed" -> "Not Performed";
            case "unsupported" -> "Unsupported";
            case "not-applicable" -> "Not Applicable";
            case "error" -> "Error";
            default -> throw new IllegalArgumentException("no display for " + code);
        };
    }

    /// The URI of a DICOM coding scheme designator (PS3.16 8); one of our own where there is none.
    static String system(String scheme) {
        return switch (scheme) {
            case "SCT", "SRT" -> SNOMED;
            case "DCM" -> DICOM;
            case "LN" -> LOINC;
            case "RADLEX" -> RADLEX;
            case "UCUM" -> UCUM;
            default -> "urn:gantry:scheme:" + scheme.replaceAll("[^A-Za-z0-9._-]", "-");
        };
    }
}
