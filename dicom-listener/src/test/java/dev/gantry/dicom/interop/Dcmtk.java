// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import static java.util.stream.Collectors.groupingBy;

import dev.gantry.dicom.data.TransferSyntax;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// dcmtk's senders.
final class Dcmtk {
    /// What storescu has to be told to send in a transfer syntax; the others it cannot propose by itself.
    private static final Map<TransferSyntax, String> PROPOSALS = new EnumMap<>(Map.ofEntries(
            Map.entry(TransferSyntax.EXPLICIT_LITTLE_ENDIAN, "-xe"),
            Map.entry(TransferSyntax.IMPLICIT_LITTLE_ENDIAN, "-xi"),
            Map.entry(TransferSyntax.EXPLICIT_BIG_ENDIAN, "-xb"),
            Map.entry(TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN, "-xd"),
            Map.entry(TransferSyntax.RLE_LOSSLESS, "-xr"),
            Map.entry(TransferSyntax.JPEG_BASELINE, "-xy"),
            Map.entry(TransferSyntax.JPEG_EXTENDED, "-xx"),
            Map.entry(TransferSyntax.JPEG_LOSSLESS_SV1, "-xs"),
            Map.entry(TransferSyntax.JPEG_LS_LOSSLESS, "-xt"),
            Map.entry(TransferSyntax.JPEG_LS_NEAR_LOSSLESS, "-xu"),
            Map.entry(TransferSyntax.JPEG_2000_LOSSLESS, "-xv"),
            Map.entry(TransferSyntax.JPEG_2000, "-xw"),
            Map.entry(TransferSyntax.MPEG2_MAIN, "-xm")));

    private Dcmtk() {}

    private static List<String> complaints(Programs.Run run) {
        return run.output().lines().filter(line -> line.startsWith("E: ") || line.startsWith("F: ")).toList();
    }

    private static void mustBeHere(String tool) {
        Programs.mustBeHere(Programs.find(tool).isPresent(), tool + " (Debian package dcmtk)");
    }

    /// storescu, and echoscu for the echo.
    record StoreScu() implements Caller {
        @Override
        public String name() {
            return "dcmtk storescu, echoscu";
        }

        @Override
        public String version() throws Exception {
            return Programs.debian("dcmtk");
        }

        @Override
        public void mustBeHere() {
            Dcmtk.mustBeHere("storescu");
        }

        @Override
        public boolean echoes(int port, String called) throws Exception {
            return Programs.run("echoscu", "-aec", called, "127.0.0.1", Integer.toString(port)).exit() == 0;
        }

        @Override
        public List<String> store(int port, String called, List<Ware> wares) throws Exception {
            var complaints = new ArrayList<String>();
            var kinds = wares.stream().collect(groupingBy(
                    ware -> TransferSyntax.of(ware.transferSyntaxUid()).map(PROPOSALS::get), LinkedHashMap::new,
                    java.util.stream.Collectors.toList()));
            for (var kind : kinds.entrySet()) {
                complaints.addAll(store(port, called, kind.getKey().stream(), kind.getValue()));
            }
            return complaints;
        }

        private static List<String> store(int port, String called, Stream<String> proposal, List<Ware> wares)
                throws Exception {
            var command = new ArrayList<>(List.of("storescu", "-R", "-nh", "-pdu", "131072", "-aec", called));
            proposal.forEach(command::add);
            command.addAll(List.of("127.0.0.1", Integer.toString(port)));
            wares.forEach(ware -> command.add(ware.file().toString()));
            return complaints(Programs.run(command, Map.of()));
        }
    }

    record DcmSend() implements Caller {
        @Override
        public String name() {
            return "dcmtk dcmsend";
        }

        @Override
        public String version() throws Exception {
            return Programs.debian("dcmtk");
        }

        @Override
        public void mustBeHere() {
            Dcmtk.mustBeHere("dcmsend");
        }

        @Override
        public boolean echoes(int port, String called) throws Exception {
            throw new UnsupportedOperationException("dcmsend has no C-ECHO");
        }

        @Override
        public List<String> store(int port, String called, List<Ware> wares) throws Exception {
            var command = new ArrayList<>(List.of("dcmsend", "-nh", "-dn", "-pdu", "131072", "-aec", called,
                    "127.0.0.1", Integer.toString(port)));
            wares.forEach(ware -> command.add(ware.file().toString()));
            return complaints(Programs.run(command, Map.of()));
        }
    }
}
