// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.jpeg;

import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.RawFrame;
import dev.gantry.dicom.frame.UndecodableFrame;
import java.nio.ByteBuffer;

/// JPEG as DICOM uses it (PS3.5 8.2.1, ISO/IEC 10918-1): Huffman coded baseline and extended sequential DCT of
/// 8 and 12 bits, and lossless of 2 to 16 bits; any number of scans, any predictor, restart intervals.
///
/// The process is the one the stream names, whichever of the JPEG transfer syntaxes the data set names. DCT
/// samples are those of the reference software's accurate integer transform, subsampled components those of its
/// triangle filter, so that they match what its many users compute.
public final class JpegDecoder implements FrameDecoder {
    @Override
    public RawFrame decode(TransferSyntax syntax, ByteBuffer frame, FrameShape expected)
            throws UndecodableFrame {
        var stream = new byte[frame.remaining()];
        frame.get(frame.position(), stream);
        var picture = new JpegStream(stream, expected).picture();
        int bytesPerSample = picture.precision() > 8 ? 2 : 1;
        var shape = new FrameShape(expected.rows(), expected.columns(), picture.components().size(),
                8 * bytesPerSample, picture.precision(), expected.signed());
        return new RawFrame(shape, new Upsampling(picture).interleaved(bytesPerSample));
    }
}
