// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.dimse.Operation.Kind;
import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who answers the requests of one association.
record Services(Storage storage, List<NormalizedService> normalized) {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    Services {
        normalized = List.copyOf(normalized);
    }

    /// For an association on which no storage class was proposed, so that no C-STORE gets this far.
    static Services withoutStorage(List<NormalizedService> normalized) {
        return new Services(object -> {
            throw new IllegalStateException("no storage here, yet " + object.sopClassUid());
        }, normalized);
    }

    boolean offers(String sopClassUid) {
        return normalized.stream().anyMatch(service -> service.sopClassUid().equals(sopClassUid));
    }

    private Optional<NormalizedService> of(Kind kind, String sopClassUid) {
        return normalized.stream()
                .filter(service -> service.sopClassUid().equals(sopClassUid) && service.performs().contains(kind))
                .findFirst();
    }

    boolean performs(Kind kind, String sopClassUid) {
        return of(kind, sopClassUid).isPresent();
    }

    Optional<Response> objection(Kind kind, String sopClassUid) {
        return performs(kind, sopClassUid)
                ? Optional.empty()
                : Optional.of(Response.of(Status.UNRECOGNIZED_OPERATION,
                        "this SOP class has no " + kind.text() + " here"));
    }

    /// Never fails.
    Future<Response> perform(Operation operation, Dialogue with) {
        return of(operation.kind(), operation.sopClassUid()).orElseThrow()
                .perform(operation, with)
                .otherwise(cause -> {
                    LOG.error("association={} {} failed", with.number(), operation.kind().text(), cause);
                    return Response.of(Status.PROCESSING_FAILURE, "it could not be kept");
                });
    }
}
