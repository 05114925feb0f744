// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.pseudonym;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.Tag;
import java.util.Optional;
import java.util.stream.Stream;

/// The order that an image answers: its accession number and who issued it.
///
/// @param issuer Local Namespace Entity ID (0040,0031) of the Issuer of Accession Number Sequence (0008,0051), or its
///               Universal Entity ID (0040,0032) where it has no local one (PS3.3 10.14); empty without either
/// @param number (0008,0050)
public record Order(String issuer, String number) {
    /// Empty when the image has no accession number.
    public static Optional<Order> of(DataSet header) {
        return header.text(Tag.ACCESSION_NUMBER).map(number -> new Order(
                header.items(Tag.ISSUER_OF_ACCESSION_NUMBER_SEQUENCE).stream()
                        .flatMap(item -> Stream.of(Tag.LOCAL_NAMESPACE_ENTITY_ID, Tag.UNIVERSAL_ENTITY_ID)
                                .flatMap(tag -> item.text(tag).stream()))
                        .findFirst().orElse(""),
                number));
    }
}
