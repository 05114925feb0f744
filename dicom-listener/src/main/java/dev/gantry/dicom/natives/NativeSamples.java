// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import java.lang.foreign.MemorySegment;

/// Decoded samples outside the heap, laid out as those of [RawFrame]; they live as long as the arena that the
/// decoder was given.
record NativeSamples(FrameShape shape, MemorySegment bytes) {}
