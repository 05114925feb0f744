// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.shelf;

import dev.gantry.model.ModelId;
import java.nio.file.Path;

/// A package that lies on the shelf.
///
/// @param added   while the appliance ran, not installed with it; it hides an installed one of the same version
/// @param edition differs whenever a file of the package was changed
public record Stocked(ModelId id, Path folder, boolean added, String edition) {}
