// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.data;

/// The data element tags that Gantry reads or writes (PS3.6), as `group << 16 | element`.
public final class Tag {
    // Command group (PS3.7 E.1)
    public static final int COMMAND_GROUP_LENGTH = 0x0000_0000;
    public static final int AFFECTED_SOP_CLASS_UID = 0x0000_0002;
    public static final int REQUESTED_SOP_CLASS_UID = 0x0000_0003;
    public static final int COMMAND_FIELD = 0x0000_0100;
    public static final int MESSAGE_ID = 0x0000_0110;
    public static final int MESSAGE_ID_BEING_RESPONDED_TO = 0x0000_0120;
    public static final int PRIORITY = 0x0000_0700;
    public static final int COMMAND_DATA_SET_TYPE = 0x0000_0800;
    public static final int STATUS = 0x0000_0900;
    public static final int OFFENDING_ELEMENT = 0x0000_0901;
    public static final int ERROR_COMMENT = 0x0000_0902;
    public static final int ERROR_ID = 0x0000_0903;
    public static final int AFFECTED_SOP_INSTANCE_UID = 0x0000_1000;
    public static final int REQUESTED_SOP_INSTANCE_UID = 0x0000_1001;
    public static final int EVENT_TYPE_ID = 0x0000_1002;
    public static final int ATTRIBUTE_IDENTIFIER_LIST = 0x0000_1005;
    public static final int ACTION_TYPE_ID = 0x0000_1008;

    // File meta information (PS3.10 7.1)
    public static final int FILE_META_GROUP_LENGTH = 0x0002_0000;
    public static final int FILE_META_VERSION = 0x0002_0001;
    public static final int MEDIA_STORAGE_SOP_CLASS_UID = 0x0002_0002;
    public static final int MEDIA_STORAGE_SOP_INSTANCE_UID = 0x0002_0003;
    public static final int TRANSFER_SYNTAX_UID = 0x0002_0010;
    public static final int IMPLEMENTATION_CLASS_UID = 0x0002_0012;
    public static final int IMPLEMENTATION_VERSION_NAME = 0x0002_0013;
    public static final int SOURCE_AE_TITLE = 0x0002_0016;

    public static final int SPECIFIC_CHARACTER_SET = 0x0008_0005;
    public static final int IMAGE_TYPE = 0x0008_0008;
    public static final int SOP_CLASS_UID = 0x0008_0016;
    public static final int SOP_INSTANCE_UID = 0x0008_0018;
    public static final int STUDY_DATE = 0x0008_0020;
    public static final int SERIES_DATE = 0x0008_0021;
    public static final int ACQUISITION_DATE = 0x0008_0022;
    public static final int CONTENT_DATE = 0x0008_0023;
    public static final int ACQUISITION_DATE_TIME = 0x0008_002A;
    public static final int STUDY_TIME = 0x0008_0030;
    public static final int SERIES_TIME = 0x0008_0031;
    public static final int ACQUISITION_TIME = 0x0008_0032;
    public static final int CONTENT_TIME = 0x0008_0033;
    public static final int ACCESSION_NUMBER = 0x0008_0050;
    public static final int ISSUER_OF_ACCESSION_NUMBER_SEQUENCE = 0x0008_0051;
    public static final int MODALITY = 0x0008_0060;
    public static final int PRESENTATION_INTENT_TYPE = 0x0008_0068;
    public static final int MANUFACTURER = 0x0008_0070;
    public static final int TIMEZONE_OFFSET_FROM_UTC = 0x0008_0201;
    public static final int STATION_NAME = 0x0008_1010;

    public static final int PATIENT_NAME = 0x0010_0010;
    public static final int PATIENT_ID = 0x0010_0020;
    public static final int ISSUER_OF_PATIENT_ID = 0x0010_0021;
    public static final int PATIENT_BIRTH_DATE = 0x0010_0030;
    public static final int PATIENT_SEX = 0x0010_0040;
    public static final int QUALITY_CONTROL_SUBJECT = 0x0010_0200;
    public static final int PATIENT_AGE = 0x0010_1010;

    public static final int BODY_PART_EXAMINED = 0x0018_0015;
    public static final int VIEW_POSITION = 0x0018_5101;

    public static final int STUDY_INSTANCE_UID = 0x0020_000D;
    public static final int SERIES_INSTANCE_UID = 0x0020_000E;
    public static final int SERIES_NUMBER = 0x0020_0011;
    public static final int INSTANCE_NUMBER = 0x0020_0013;

    public static final int IMAGE_POSITION_PATIENT = 0x0020_0032;
    public static final int IMAGE_ORIENTATION_PATIENT = 0x0020_0037;
    public static final int PLANE_POSITION_SEQUENCE = 0x0020_9113;
    public static final int PLANE_ORIENTATION_SEQUENCE = 0x0020_9116;

    public static final int SAMPLES_PER_PIXEL = 0x0028_0002;
    public static final int PHOTOMETRIC_INTERPRETATION = 0x0028_0004;
    public static final int PLANAR_CONFIGURATION = 0x0028_0006;
    public static final int NUMBER_OF_FRAMES = 0x0028_0008;
    public static final int ROWS = 0x0028_0010;
    public static final int COLUMNS = 0x0028_0011;
    public static final int PIXEL_SPACING = 0x0028_0030;
    public static final int BITS_ALLOCATED = 0x0028_0100;
    public static final int BITS_STORED = 0x0028_0101;
    public static final int HIGH_BIT = 0x0028_0102;
    public static final int PIXEL_REPRESENTATION = 0x0028_0103;
    public static final int PIXEL_PADDING_VALUE = 0x0028_0120;
    public static final int PIXEL_PADDING_RANGE_LIMIT = 0x0028_0121;
    public static final int FLOAT_PIXEL_PADDING_VALUE = 0x0028_0122;
    public static final int DOUBLE_FLOAT_PIXEL_PADDING_VALUE = 0x0028_0123;
    public static final int FLOAT_PIXEL_PADDING_RANGE_LIMIT = 0x0028_0124;
    public static final int DOUBLE_FLOAT_PIXEL_PADDING_RANGE_LIMIT = 0x0028_0125;
    public static final int QUALITY_CONTROL_IMAGE = 0x0028_0300;
    public static final int WINDOW_CENTER = 0x0028_1050;
    public static final int WINDOW_WIDTH = 0x0028_1051;
    public static final int RESCALE_INTERCEPT = 0x0028_1052;
    public static final int RESCALE_SLOPE = 0x0028_1053;
    public static final int VOI_LUT_FUNCTION = 0x0028_1056;
    public static final int RED_PALETTE_DESCRIPTOR = 0x0028_1101;
    public static final int GREEN_PALETTE_DESCRIPTOR = 0x0028_1102;
    public static final int BLUE_PALETTE_DESCRIPTOR = 0x0028_1103;
    public static final int RED_PALETTE_DATA = 0x0028_1201;
    public static final int GREEN_PALETTE_DATA = 0x0028_1202;
    public static final int BLUE_PALETTE_DATA = 0x0028_1203;
    public static final int SEGMENTED_RED_PALETTE_DATA = 0x0028_1221;
    public static final int SEGMENTED_GREEN_PALETTE_DATA = 0x0028_1222;
    public static final int SEGMENTED_BLUE_PALETTE_DATA = 0x0028_1223;
    public static final int MODALITY_LUT_SEQUENCE = 0x0028_3000;
    public static final int LUT_DESCRIPTOR = 0x0028_3002;
    public static final int LUT_DATA = 0x0028_3006;
    public static final int VOI_LUT_SEQUENCE = 0x0028_3010;
    public static final int PIXEL_MEASURES_SEQUENCE = 0x0028_9110;
    public static final int FRAME_VOI_LUT_SEQUENCE = 0x0028_9132;
    public static final int PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x0028_9145;
    public static final int SHARED_FUNCTIONAL_GROUPS_SEQUENCE = 0x5200_9229;
    public static final int PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE = 0x5200_9230;

    public static final int SLICE_THICKNESS = 0x0018_0050;
    public static final int SPACING_BETWEEN_SLICES = 0x0018_0088;
    public static final int IMAGER_PIXEL_SPACING = 0x0018_1164;
    public static final int CONVOLUTION_KERNEL = 0x0018_1210;
    public static final int EXTENDED_OFFSET_TABLE = 0x7FE0_0001;
    public static final int FLOAT_PIXEL_DATA = 0x7FE0_0008;
    public static final int DOUBLE_FLOAT_PIXEL_DATA = 0x7FE0_0009;
    public static final int PIXEL_DATA = 0x7FE0_0010;
    public static final int DATA_SET_TRAILING_PADDING = 0xFFFC_FFFC;

    // Modality performed procedure steps (PS3.3 C.4.13 to C.4.15) and storage commitment (PS3.3 C.14)
    public static final int RETRIEVE_AE_TITLE = 0x0008_0054;
    public static final int CODE_VALUE = 0x0008_0100;
    public static final int CODING_SCHEME_DESIGNATOR = 0x0008_0102;
    public static final int CODE_MEANING = 0x0008_0104;
    public static final int REFERENCED_IMAGE_SEQUENCE = 0x0008_1140;
    public static final int REFERENCED_SOP_CLASS_UID = 0x0008_1150;
    public static final int REFERENCED_SOP_INSTANCE_UID = 0x0008_1155;
    public static final int TRANSACTION_UID = 0x0008_1195;
    public static final int FAILURE_REASON = 0x0008_1197;
    public static final int FAILED_SOP_SEQUENCE = 0x0008_1198;
    public static final int REFERENCED_SOP_SEQUENCE = 0x0008_1199;
    public static final int REFERENCED_NON_IMAGE_SEQUENCE = 0x0040_0220;
    public static final int LOCAL_NAMESPACE_ENTITY_ID = 0x0040_0031;
    public static final int UNIVERSAL_ENTITY_ID = 0x0040_0032;
    public static final int PERFORMED_STATION_AE_TITLE = 0x0040_0241;
    public static final int PERFORMED_STEP_START_DATE = 0x0040_0244;
    public static final int PERFORMED_STEP_START_TIME = 0x0040_0245;
    public static final int PERFORMED_STEP_END_DATE = 0x0040_0250;
    public static final int PERFORMED_STEP_END_TIME = 0x0040_0251;
    public static final int PERFORMED_STEP_STATUS = 0x0040_0252;
    public static final int PERFORMED_STEP_ID = 0x0040_0253;
    public static final int SCHEDULED_STEP_ATTRIBUTES_SEQUENCE = 0x0040_0270;
    public static final int DISCONTINUATION_REASON_SEQUENCE = 0x0040_0281;
    public static final int PERFORMED_SERIES_SEQUENCE = 0x0040_0340;

    // What tells how many objects belong together (PS3.3 C.7.3, C.7.6, C.8.9)
    public static final int REFERENCED_PERFORMED_STEP_SEQUENCE = 0x0008_1111;
    public static final int ECHO_NUMBERS = 0x0018_0086;
    public static final int ACQUISITION_NUMBER = 0x0020_0012;
    public static final int TEMPORAL_POSITION_IDENTIFIER = 0x0020_0100;
    public static final int NUMBER_OF_TEMPORAL_POSITIONS = 0x0020_0105;
    public static final int IMAGES_IN_ACQUISITION = 0x0020_1002;
    public static final int NUMBER_OF_STUDY_RELATED_INSTANCES = 0x0020_1208;
    public static final int NUMBER_OF_SERIES_RELATED_INSTANCES = 0x0020_1209;
    public static final int CONCATENATION_UID = 0x0020_9161;
    public static final int IN_CONCATENATION_NUMBER = 0x0020_9162;
    public static final int IN_CONCATENATION_TOTAL_NUMBER = 0x0020_9163;
    public static final int NUMBER_OF_RR_INTERVALS = 0x0054_0061;
    public static final int NUMBER_OF_TIME_SLOTS = 0x0054_0071;
    public static final int NUMBER_OF_SLICES = 0x0054_0081;
    public static final int NUMBER_OF_TIME_SLICES = 0x0054_0101;
    public static final int PET_SERIES_TYPE = 0x0054_1000;

    // Key object selection (PS3.3 C.17.6)
    public static final int REFERENCED_SERIES_SEQUENCE = 0x0008_1115;
    public static final int CONCEPT_NAME_CODE_SEQUENCE = 0x0040_A043;
    public static final int CURRENT_EVIDENCE_SEQUENCE = 0x0040_A375;

    // Structure of sequences and fragments (PS3.5 7.5)
    static final int ITEM = 0xFFFE_E000;
    static final int ITEM_DELIMITATION = 0xFFFE_E00D;
    static final int SEQUENCE_DELIMITATION = 0xFFFE_E0DD;

    private Tag() {}

    /// As the standard writes it: `(0028,0010)`.
    public static String text(int tag) {
        return "(%04X,%04X)".formatted(tag >>> 16, tag & 0xFFFF);
    }
}
