// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Which SOP classes are storage (PS3.4 B.5).
///
/// Not among them: objects that are about no patient (PS3.4 GG: hanging protocols, colour palettes, implant
/// templates), of which a scanner sends none, and the media directory, which is never sent (PS3.4 I).
final class StorageClasses {
    /// The standard assigns this branch to storage only, so a class of a newer edition is taken too. Private
    /// classes are not: nobody could tell what their objects mean.
    private static final String BRANCH = "1.2.840.10008.5.1.4.1.1.";

    /// Queries, retrievals and jobs that were given numbers of the same branch (PS3.4 GG, HH, BB; PS3.6 A).
    private static final Set<String> OTHERS = Set.of(
            BRANCH + "200.4", BRANCH + "200.5", BRANCH + "200.6",
            BRANCH + "201.2", BRANCH + "201.3", BRANCH + "201.4", BRANCH + "201.5", BRANCH + "201.6");

    /// Names by UID, those of the resource.
    static final Map<String, String> NAMES = read();

    private StorageClasses() {}

    static boolean contains(String uid) {
        return NAMES.containsKey(uid)
                || uid.startsWith(BRANCH) && Dimse.isUid(uid) && !OTHERS.contains(uid);
    }

    private static Map<String, String> read() {
        try (var in = StorageClasses.class.getResourceAsStream("storage-sop-classes.txt");
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))) {
            return lines.lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split(" ", 2))
                    .collect(Collectors.toUnmodifiableMap(pair -> pair[0], pair -> pair[1]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
