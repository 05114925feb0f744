// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.frame;

import dev.gantry.dicom.data.TransferSyntax;
import java.nio.ByteBuffer;

/// Decodes the frames of some compressed transfer syntaxes (PS3.5 8.2, A.4).
///
/// Safe for several threads at once. Whatever the bytes claim, it allocates no more than the expected samples
/// and a small multiple of the frame's own length.
public interface FrameDecoder {

    /// One frame to the samples it codes, before any colour conversion of ours: JPEG's YBR stays YBR; the component
    /// transforms inside JPEG 2000 and HTJ2K streams (RCT, ICT) belong to the codec and are undone.
    ///
    /// @param frame    the frame's whole bit stream, from its position to its limit
    /// @param expected what the data set says of the frame
    /// @throws UndecodableFrame when the stream is damaged, contradicts `expected`, or needs what is not there
    RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected) throws UndecodableFrame;
}
