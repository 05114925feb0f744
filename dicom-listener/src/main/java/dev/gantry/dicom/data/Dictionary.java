// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

/// The VR of each tag in [Tag], for implicit encoding and for elements sent as UN (PS3.6 6 to 9, PS3.7 E).
///
/// It is no whole dictionary: a tag that Gantry does not read is UN, and a sequence when its length is
/// undefined. Where PS3.6 leaves a choice (US or SS, OB or OW) the unsigned or wider one stands here.
final class Dictionary {
    private Dictionary() {}

    static Vr vr(int tag) {
        if ((tag & 0xFFFF) == 0) {
            return Vr.UL; // group length (PS3.5 7.2)
        }
        return switch (tag) {
            case Tag.AFFECTED_SOP_CLASS_UID, Tag.AFFECTED_SOP_INSTANCE_UID, Tag.MEDIA_STORAGE_SOP_CLASS_UID,
                    Tag.MEDIA_STORAGE_SOP_INSTANCE_UID, Tag.TRANSFER_SYNTAX_UID, Tag.IMPLEMENTATION_CLASS_UID,
                    Tag.SOP_CLASS_UID, Tag.SOP_INSTANCE_UID, Tag.STUDY_INSTANCE_UID,
                    Tag.SERIES_INSTANCE_UID, Tag.REQUESTED_SOP_CLASS_UID, Tag.REQUESTED_SOP_INSTANCE_UID,
                    Tag.REFERENCED_SOP_CLASS_UID, Tag.REFERENCED_SOP_INSTANCE_UID, Tag.TRANSACTION_UID,
                    Tag.CONCATENATION_UID -> Vr.UI;
            case Tag.COMMAND_FIELD, Tag.MESSAGE_ID, Tag.MESSAGE_ID_BEING_RESPONDED_TO, Tag.PRIORITY,
                    Tag.COMMAND_DATA_SET_TYPE, Tag.STATUS, Tag.SAMPLES_PER_PIXEL, Tag.PLANAR_CONFIGURATION,
                    Tag.ROWS, Tag.COLUMNS, Tag.BITS_ALLOCATED, Tag.BITS_STORED, Tag.HIGH_BIT,
                    Tag.PIXEL_REPRESENTATION, Tag.PIXEL_PADDING_VALUE, Tag.PIXEL_PADDING_RANGE_LIMIT,
                    Tag.RED_PALETTE_DESCRIPTOR, Tag.GREEN_PALETTE_DESCRIPTOR, Tag.BLUE_PALETTE_DESCRIPTOR,
                    Tag.LUT_DESCRIPTOR, Tag.ERROR_ID, Tag.EVENT_TYPE_ID, Tag.ACTION_TYPE_ID, Tag.FAILURE_REASON,
                    Tag.IN_CONCATENATION_NUMBER, Tag.IN_CONCATENATION_TOTAL_NUMBER, Tag.NUMBER_OF_RR_INTERVALS,
                    Tag.NUMBER_OF_TIME_SLOTS, Tag.NUMBER_OF_SLICES, Tag.NUMBER_OF_TIME_SLICES -> Vr.US;
            case Tag.ECHO_NUMBERS, Tag.ACQUISITION_NUMBER, Tag.TEMPORAL_POSITION_IDENTIFIER,
                    Tag.NUMBER_OF_TEMPORAL_POSITIONS, Tag.IMAGES_IN_ACQUISITION,
                    Tag.NUMBER_OF_STUDY_RELATED_INSTANCES, Tag.NUMBER_OF_SERIES_RELATED_INSTANCES -> Vr.IS;
            case Tag.PET_SERIES_TYPE -> Vr.CS;
            case Tag.ISSUER_OF_ACCESSION_NUMBER_SEQUENCE, Tag.REFERENCED_PERFORMED_STEP_SEQUENCE,
                    Tag.REFERENCED_SERIES_SEQUENCE,
                    Tag.CONCEPT_NAME_CODE_SEQUENCE, Tag.CURRENT_EVIDENCE_SEQUENCE -> Vr.SQ;
            case Tag.LOCAL_NAMESPACE_ENTITY_ID, Tag.UNIVERSAL_ENTITY_ID -> Vr.UT;
            case Tag.OFFENDING_ELEMENT, Tag.ATTRIBUTE_IDENTIFIER_LIST -> Vr.AT;
            case Tag.FILE_META_VERSION -> Vr.OB;
            case Tag.SOURCE_AE_TITLE, Tag.RETRIEVE_AE_TITLE, Tag.PERFORMED_STATION_AE_TITLE -> Vr.AE;
            case Tag.IMPLEMENTATION_VERSION_NAME, Tag.ACCESSION_NUMBER, Tag.STATION_NAME, Tag.CONVOLUTION_KERNEL,
                    Tag.TIMEZONE_OFFSET_FROM_UTC, Tag.CODE_VALUE, Tag.CODING_SCHEME_DESIGNATOR,
                    Tag.PERFORMED_STEP_ID -> Vr.SH;
            case Tag.SPECIFIC_CHARACTER_SET, Tag.IMAGE_TYPE, Tag.MODALITY, Tag.PRESENTATION_INTENT_TYPE,
                    Tag.PATIENT_SEX, Tag.QUALITY_CONTROL_SUBJECT, Tag.BODY_PART_EXAMINED, Tag.VIEW_POSITION,
                    Tag.PHOTOMETRIC_INTERPRETATION, Tag.QUALITY_CONTROL_IMAGE, Tag.VOI_LUT_FUNCTION,
                    Tag.PERFORMED_STEP_STATUS -> Vr.CS;
            case Tag.STUDY_DATE, Tag.SERIES_DATE, Tag.ACQUISITION_DATE, Tag.CONTENT_DATE,
                    Tag.PATIENT_BIRTH_DATE, Tag.PERFORMED_STEP_START_DATE,
                    Tag.PERFORMED_STEP_END_DATE -> Vr.DA;
            case Tag.STUDY_TIME, Tag.SERIES_TIME, Tag.ACQUISITION_TIME, Tag.CONTENT_TIME,
                    Tag.PERFORMED_STEP_START_TIME, Tag.PERFORMED_STEP_END_TIME -> Vr.TM;
            case Tag.ACQUISITION_DATE_TIME -> Vr.DT;
            case Tag.ERROR_COMMENT, Tag.MANUFACTURER, Tag.PATIENT_ID, Tag.ISSUER_OF_PATIENT_ID,
                    Tag.CODE_MEANING -> Vr.LO;
            case Tag.PATIENT_NAME -> Vr.PN;
            case Tag.PATIENT_AGE -> Vr.AS;
            case Tag.SERIES_NUMBER, Tag.INSTANCE_NUMBER, Tag.NUMBER_OF_FRAMES -> Vr.IS;
            case Tag.IMAGE_POSITION_PATIENT, Tag.IMAGE_ORIENTATION_PATIENT, Tag.PIXEL_SPACING,
                    Tag.IMAGER_PIXEL_SPACING, Tag.SLICE_THICKNESS, Tag.SPACING_BETWEEN_SLICES,
                    Tag.WINDOW_CENTER, Tag.WINDOW_WIDTH,
                    Tag.RESCALE_INTERCEPT, Tag.RESCALE_SLOPE -> Vr.DS;
            case Tag.FLOAT_PIXEL_PADDING_VALUE, Tag.FLOAT_PIXEL_PADDING_RANGE_LIMIT -> Vr.FL;
            case Tag.DOUBLE_FLOAT_PIXEL_PADDING_VALUE, Tag.DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT -> Vr.FD;
            case Tag.PLANE_POSITION_SEQUENCE, Tag.PLANE_ORIENTATION_SEQUENCE, Tag.MODALITY_LUT_SEQUENCE,
                    Tag.VOI_LUT_SEQUENCE, Tag.PIXEL_MEASURES_SEQUENCE, Tag.FRAME_VOI_LUT_SEQUENCE,
                    Tag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE,
                    Tag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE, Tag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE,
                    Tag.REFERENCED_IMAGE_SEQUENCE, Tag.FAILED_SOP_SEQUENCE, Tag.REFERENCED_SOP_SEQUENCE,
                    Tag.REFERENCED_NON_IMAGE_SEQUENCE, Tag.SCHEDULED_STEP_ATTRIBUTES_SEQUENCE,
                    Tag.DISCONTINUATION_REASON_SEQUENCE, Tag.PERFORMED_SERIES_SEQUENCE -> Vr.SQ;
            case Tag.LUT_DATA, Tag.RED_PALETTE_DATA, Tag.GREEN_PALETTE_DATA, Tag.BLUE_PALETTE_DATA,
                    Tag.SEGMENTED_RED_PALETTE_DATA, Tag.SEGMENTED_GREEN_PALETTE_DATA,
                    Tag.SEGMENTED_BLUE_PALETTE_DATA, Tag.PIXEL_DATA -> Vr.OW;
            case Tag.EXTENDED_OFFSET_TABLE -> Vr.OV;
            case Tag.FLOAT_PIXEL_DATA -> Vr.OF;
            case Tag.DOUBLE_FLOAT_PIXEL_DATA -> Vr.OD;
            case Tag.DATA_SET_TRAILING_PADDING -> Vr.OB;
            default -> Vr.UN;
        };
    }
}
