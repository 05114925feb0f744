// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.engine;

import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.pixel.Decoding;
import dev.gantry.dicom.pixel.Decoding.Unreadable;
import dev.gantry.dicom.pixel.Pixels;
import java.io.IOException;
import java.nio.file.Path;

/// A golden case's DICOM file, read the way received objects are.
final class GoldenObject {
    private GoldenObject() {}

    static Decoding decode(Path file) {
        try {
            return switch (Part10.open(file)) {
                case Part10.NotDicom(String detail) -> new Unreadable(detail);
                case Part10.Opened opened -> decode(opened);
            };
        } catch (IOException e) {
            return new Unreadable("the file cannot be read: " + e.getMessage());
        }
    }

    private static Decoding decode(Part10.Opened file) throws IOException {
        var syntax = file.transferSyntax();
        if (syntax.isEmpty()) {
            return new Unreadable("transfer syntax " + file.transferSyntaxUid() + " is unknown");
        }
        return switch (file.parse()) {
            case Parsed.Truncated(_, _, String detail) -> new Unreadable(detail);
            case Parsed.Malformed(_, _, _, String detail) -> new Unreadable(detail);
            case Parsed.Whole(var header, var pixels) ->
                    Pixels.decode(header, syntax.get(), pixels, file::read);
        };
    }
}
