// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.natives;

import dev.gantry.config.DicomSettings;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.frame.FrameDecoder;
import dev.gantry.dicom.frame.FrameShape;
import dev.gantry.dicom.frame.UndecodableFrame;
import dev.gantry.dicom.natives.CharLsEncoder.Interleave;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a process of its own costs, against the same library called in this one, in one run:
///
/// ```
/// mvn -q test-compile -pl dicom-listener -am
/// java --enable-native-access=ALL-UNNAMED -cp 'dicom-listener/target/test-classes:dicom-listener/target/classes:
///     config/target/classes:app/target/lib/*:<assertj-core>' dev.gantry.dicom.natives.NativeCodecsBench
/// ```
final class NativeCodecsBench {
    private static final int ROUNDS = 40;

    private NativeCodecsBench() {}

    /// @param args none
    public static void main(String[] args) throws Exception {
        long from = System.nanoTime();
        try (var helper = NativeCodecs.open(DicomSettings.NativeCodecs.PROCESS);
                var here = NativeCodecs.open(DicomSettings.NativeCodecs.IN_PROCESS)) {
            System.out.println(helper.libraries());
            print("helper ready after", since(from));
            from = System.nanoTime();
            var encoder = CharLsEncoder.load().orElseThrow();
            print("own bindings loaded after", since(from));
            for (var shape : List.of(
                    new FrameShape(512, 512, 1, 16, 12, false), new FrameShape(3000, 2500, 1, 16, 12, false))) {
                var samples = Pictures.samples(shape);
                compare("JPEG-LS", TransferSyntax.JPEG_LS_LOSSLESS,
                        encoder.encode(samples, shape, 0, Interleave.NONE), shape, helper, here);
                compare("JPEG 2000", TransferSyntax.JPEG_2000_LOSSLESS,
                        Pictures.jpeg2000(samples, shape), shape, helper, here);
            }
        }
    }

    private static void compare(
            String name, TransferSyntax syntax, byte[] stream, FrameShape shape, NativeCodecs helper, NativeCodecs here)
            throws UndecodableFrame {
        var title = name + " " + shape.rows() + " x " + shape.columns();
        print(title + " helper first", time(helper.decoders().get(syntax), syntax, stream, shape));
        print(title + " here first", time(here.decoders().get(syntax), syntax, stream, shape));
        var there = new double[ROUNDS];
        var local = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++) {
            there[i] = time(helper.decoders().get(syntax), syntax, stream, shape);
            local[i] = time(here.decoders().get(syntax), syntax, stream, shape);
        }
        Arrays.sort(there);
        Arrays.sort(local);
        print(title + " helper median", there[ROUNDS / 2]);
        print(title + " here median", local[ROUNDS / 2]);
    }

    private static double time(FrameDecoder decoder, TransferSyntax syntax, byte[] stream, FrameShape shape)
            throws UndecodableFrame {
        long from = System.nanoTime();
        decoder.decode(syntax, ByteBuffer.wrap(stream), shape);
        return since(from);
    }

    private static double since(long nanos) {
        return (System.nanoTime() - nanos) / 1e6;
    }

    private static void print(String what, double millis) {
        System.out.printf(Locale.ROOT, "%-40s %8.2f ms%n", what, millis);
    }
}
