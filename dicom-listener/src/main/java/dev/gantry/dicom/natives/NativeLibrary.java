// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import java.util.Optional;

/// A library of the system that decodes pixels, or why it is not used.
///
/// @param name    its file name, `libcharls.so.2` for example
/// @param version as it says itself; empty when it is not used
/// @param detail  what it decodes, or why it is not used and what to install
public record NativeLibrary(String name, Optional<String> version, String detail) {}
