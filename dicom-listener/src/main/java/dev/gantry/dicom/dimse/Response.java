// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.data.DataSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// How an [Operation] was answered.
///
/// @param status     PS3.7 Annex C; the ones that we give are in [Status]
/// @param comment    why, in plain words; empty with success. At most 64 characters of it are sent
/// @param errorId    what it means within the service (PS3.7 C.5)
/// @param attributes the tags that the status is about
public record Response(
        int status, String comment, OptionalInt errorId, List<Integer> attributes, Optional<DataSet> dataSet) {
    public Response {
        attributes = List.copyOf(attributes);
    }

    public static Response success() {
        return new Response(Status.SUCCESS.code(), "", OptionalInt.empty(), List.of(), Optional.empty());
    }

    public static Response of(Status status, String comment, Integer... attributes) {
        return new Response(status.code(), comment, OptionalInt.empty(), List.of(attributes), Optional.empty());
    }

    public Response with(DataSet set) {
        return new Response(status, comment, errorId, attributes, Optional.of(set));
    }

    public Response withErrorId(int id) {
        return new Response(status, comment, OptionalInt.of(id), attributes, dataSet);
    }

    public boolean successful() {
        return status == Status.SUCCESS.code();
    }

    /// Done, if not all of it (PS3.7 C.3).
    public boolean warning() {
        return status == 0x0001 || status == 0x0107 || status == 0x0116 || (status & 0xF000) == 0xB000;
    }
}
