// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSet.Element;
import dev.gantry.dicom.data.PixelData;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;

/// One received object.
///
/// @param id            the spool's own name for it: no patient data, safe in logs and file names
/// @param origin        who sent it
/// @param header        its elements, without bulk values
/// @param pixels        where its pixel data lies in the (inflated) data set; empty when it has none
/// @param bytes         its data set, in memory or to be read from its file
/// @param defect        what is wrong with it as a data set; such an object is kept but cannot be analysed
/// @param fingerprint   length and CRC-32C of the data set as received: tells a repeated object from a corrected one
/// @param kinship       how it relates to earlier objects of the same SOP Instance UID
/// @param received      wall-clock time of its last byte
/// @param lastByteNanos monotonic time of its last byte; of the replay for a replayed one
/// @param replayed      it was read back after a restart, or came before the models were ready
/// @param barred        what was being done with it when the process died, twice (the words given to [Spool#attempt]):
///                      not to be tried again. Empty for all but replayed objects
/// @param kept          succeeds once it is as durable as the settings ask; fails when that failed, and then
///                      nothing may be said of it. Completes on a spool thread
public record StoredObject(
        String id,
        Origin origin,
        String sopClassUid,
        String sopInstanceUid,
        TransferSyntax transferSyntax,
        DataSet header,
        Optional<PixelData> pixels,
        ObjectBytes bytes,
        Optional<String> defect,
        String fingerprint,
        Kinship kinship,
        Instant received,
        long lastByteNanos,
        boolean replayed,
        Set<String> barred,
        Future<Void> kept) {
    private static final int LONG_VALUE_BYTES = 1024;

    public StoredObject {
        barred = Set.copyOf(barred);
    }

    StoredObject as(Kinship other) {
        return new StoredObject(id, origin, sopClassUid, sopInstanceUid, transferSyntax, header, pixels, bytes, defect,
                fingerprint, other, received, lastByteNanos, replayed, barred, kept);
    }

    /// An object that had to wait until there was somebody to tell it to: its time begins now, as that of one which is
    /// read back after a restart.
    public StoredObject waited(long nowNanos) {
        return new StoredObject(id, origin, sopClassUid, sopInstanceUid, transferSyntax, header, pixels, bytes, defect,
                fingerprint, kinship, received, nowNanos, true, barred, kept);
    }

    /// Without sequences, but for who issued the accession number, and values over 1 KiB: the header of an enhanced object may be megabytes, and this one may
    /// be held for a day.
    public StoredObject lean() {
        var few = new ArrayList<Element>();
        header.elements().forEach(element -> {
            boolean shortEnough = element.vr() != Vr.SQ || element.tag() == Tag.ISSUER_OF_ACCESSION_NUMBER_SEQUENCE;
            if (shortEnough && element.value().length <= LONG_VALUE_BYTES) {
                few.add(element);
            }
        });
        return new StoredObject(id, origin, sopClassUid, sopInstanceUid, transferSyntax, new DataSet(few), pixels,
                bytes, defect, fingerprint, kinship, received, lastByteNanos, replayed, barred, kept);
    }

    /// @param calling AE title of the sender
    /// @param called  AE title it called
    /// @param peer    network address of the sender, without port
    public record Origin(String calling, String called, String peer) {}
}
