// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.frame;

/// The samples of one decoded frame.
///
/// @param shape   as the stream has it: rows, columns and samples per pixel as expected, bits and sign as coded
/// @param samples little-endian, `shape.bitsAllocated() / 8` bytes each, row by row, the samples of a pixel side
///                by side (R1 G1 B1 R2 ...), whatever Planar Configuration says
public record RawFrame(FrameShape shape, byte[] samples) {}
