// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.stocktake;

import dev.gantry.shelf.Report.Line;
import dev.gantry.shelf.Stocked;

/// What lies on the shelf, and what is said of it.
public record Entry(Stocked one, Line line) {}
