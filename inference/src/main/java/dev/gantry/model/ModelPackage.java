// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import java.nio.file.Path;

/// One version of one model on disk.
public record ModelPackage(Path folder, Manifest manifest, GoldenCases golden) {}
