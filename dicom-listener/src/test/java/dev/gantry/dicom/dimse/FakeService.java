// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.dimse.Operation.Kind;
import io.vertx.core.Future;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/// A service of a class of its own that notes what it is asked, and answers what the test wants.
final class FakeService implements NormalizedService {
    static final String CLASS = "1.2.840.10008.3.1.2.3.3";

    final List<Operation> asked = new CopyOnWriteArrayList<>();
    final List<Dialogue> dialogues = new CopyOnWriteArrayList<>();
    volatile Future<Response> answer = Future.succeededFuture(Response.success());

    @Override
    public String sopClassUid() {
        return CLASS;
    }

    @Override
    public Set<Kind> performs() {
        return EnumSet.complementOf(EnumSet.of(Kind.GET, Kind.DELETE));
    }

    @Override
    public Future<Response> perform(Operation operation, Dialogue with) {
        asked.add(operation);
        dialogues.add(with);
        return answer;
    }
}
