// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

/// Status of a response that is no C-STORE's own (PS3.7 Annex C).
public enum Status {
    SUCCESS(0x0000),
    /// Taken, but for the attributes listed.
    ATTRIBUTE_LIST_WARNING(0x0107),
    NO_SUCH_ATTRIBUTE(0x0105),
    INVALID_ATTRIBUTE_VALUE(0x0106),
    PROCESSING_FAILURE(0x0110),
    DUPLICATE_SOP_INSTANCE(0x0111),
    NO_SUCH_SOP_INSTANCE(0x0112),
    NO_SUCH_EVENT_TYPE(0x0113),
    INVALID_ARGUMENT(0x0115),
    INVALID_SOP_INSTANCE(0x0117),
    NO_SUCH_SOP_CLASS(0x0118),
    CLASS_INSTANCE_CONFLICT(0x0119),
    MISSING_ATTRIBUTE(0x0120),
    MISSING_ATTRIBUTE_VALUE(0x0121),
    SOP_CLASS_NOT_SUPPORTED(0x0122),
    NO_SUCH_ACTION_TYPE(0x0123),
    NOT_AUTHORIZED(0x0124),
    DUPLICATE_TRANSACTION(0x0131),
    UNRECOGNIZED_OPERATION(0x0211),
    RESOURCE_LIMITATION(0x0213);

    private final int code;

    Status(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }
}
