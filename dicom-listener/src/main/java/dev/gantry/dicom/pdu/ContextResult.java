// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.pdu;

/// Result/Reason of one presentation context in an A-ASSOCIATE-AC (PS3.8 9.3.3.2, Table 9-18).
public enum ContextResult {
    ACCEPTANCE("accepted"),
    USER_REJECTION("rejected by the application"),
    NO_REASON("rejected without a reason"),
    ABSTRACT_SYNTAX_NOT_SUPPORTED("abstract syntax not supported"),
    TRANSFER_SYNTAXES_NOT_SUPPORTED("transfer syntaxes not supported");

    private final String words;

    ContextResult(String words) {
        this.words = words;
    }

    /// A code the table does not have is a rejection all the same.
    static ContextResult received(int code) {
        return code < values().length ? values()[code] : NO_REASON;
    }

    int code() {
        return ordinal();
    }

    public String words() {
        return words;
    }
}
