// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.exam;

/// Attributes that say how many images there are to come, in the order in which they are believed. Which are
/// left out, and why, is told in docs/decisions/0016.
enum Expectation {
    /// Number of Series Related Instances, of the series.
    SERIES_INSTANCES("(0020,1209)"),
    /// Number of Slices times what the series type multiplies it with (PS3.3 C.8.9.1), of the series.
    PET_IMAGES("(0054,0081)"),
    /// Images in Acquisition, of the series if it has one acquisition.
    ACQUISITION_IMAGES("(0020,1002)"),
    /// Number of Temporal Positions: no count of images by itself.
    TEMPORAL_POSITIONS("(0020,0105)"),
    /// Number of Study Related Instances, of the exam.
    STUDY_INSTANCES("(0020,1208)");

    private final String attribute;

    Expectation(String attribute) {
        this.attribute = attribute;
    }

    /// Its tag as the standard writes it.
    String attribute() {
        return attribute;
    }
}
