// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.dimse;

import dev.gantry.dicom.dimse.Operation.Kind;
import io.vertx.core.Future;
import java.util.Set;

/// One service class that peers may use by normalized operations (PS3.7 10).
public interface NormalizedService {

    String sopClassUid();

    /// The operations it performs; the others are answered 0211H.
    Set<Kind> performs();

    /// On the association's event loop; must not block. The operation is of this class and of these kinds, its
    /// instance UID is a UID. The answer is sent in the order of the requests; a failed future is answered
    /// 0110H.
    Future<Response> perform(Operation operation, Dialogue with);
}
