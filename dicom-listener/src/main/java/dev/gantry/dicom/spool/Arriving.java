// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.spool;

import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Parsed;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.Storage.Incoming;
import dev.gantry.dicom.dimse.Storage.Reception;
import dev.gantry.dicom.dimse.StoreStatus;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.ByteBuffer;
import java.util.Optional;

/// One object on its way in: written and parsed as its fragments come.
///
/// Confined to the association's event loop, but for what the writer thread reports back.
final class Arriving implements Reception {
    private final Spool spool;
    private final Incoming request;
    private final SpoolFile file;
    private final Context context;
    private final DataSetParser parser;

    Arriving(Spool spool, Incoming request, SpoolFile file, Context context) {
        this.spool = spool;
        this.request = request;
        this.file = file;
        this.context = context;
        this.parser = new DataSetParser(request.transferSyntax());
        if (request.transferSyntax().deflated()) {
            file.bytes().release(); // it is inflated on its way back from the file
        }
    }

    @Override
    public void write(ByteBuffer fragment) {
        parser.feed(fragment.duplicate());
        file.bytes().append(fragment, chunk -> spool.writer().write(file, chunk));
    }

    @Override
    public boolean full(Runnable resume) {
        return spool.writer().full(() -> context.runOnContext(_ -> resume.run()));
    }

    @Override
    public Future<StoreStatus> finish() {
        var parsed = parser.finish();
        if (contradicts(parsed, Tag.SOP_INSTANCE_UID, request.sopInstanceUid())
                || contradicts(parsed, Tag.SOP_CLASS_UID, request.sopClassUid())) {
            discard();
            return Future.succeededFuture(StoreStatus.DATA_SET_MISMATCH); // PS3.4 B.2.3
        }
        spool.writer().writeRest(file); // on its way while we look what it is
        var kept = Promise.<Void>promise();
        var object = spool.object(file, request, parsed, kept.future());
        var answer = Promise.<StoreStatus>promise();
        kept.future().onComplete(result -> context.runOnContext(_ ->
                answer.complete(result.succeeded() ? StoreStatus.SUCCESS : StoreStatus.OUT_OF_RESOURCES)));
        spool.writer().finish(file, object, kept);
        spool.tell(object);
        if (spool.writer().answersFirst()) {
            return Future.succeededFuture(StoreStatus.SUCCESS);
        }
        return answer.future();
    }

    @Override
    public void discard() {
        file.bytes().release();
        spool.writer().discard(file);
    }

    /// An absent UID contradicts nothing: the object is kept, and found defective later.
    private static boolean contradicts(Parsed parsed, int tag, String expected) {
        Optional<String> found = parsed.header().text(tag);
        return found.isPresent() && !found.get().equals(expected);
    }
}
