// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.dimse.DimseTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// One of dcmtk's receivers, which keeps data sets bit by bit as they come (`+B`).
final class DcmtkReceiver implements Receiver {
    /// Debian's; without it dcmrecv takes three transfer syntaxes only.
    static final Path PROFILES = Path.of("/etc/dcmtk/storescp.cfg");

    private final Path folder;
    private final int port;
    private final Process process;

    private DcmtkReceiver(Path folder, int port, Process process) throws Exception {
        this.folder = folder;
        this.port = port;
        this.process = process;
        Programs.awaitPort(port);
    }

    static DcmtkReceiver storescp(Path folder) throws Exception {
        return of(folder, "storescp", "--fork", "-xf", profiles(folder), "Default");
    }

    static DcmtkReceiver dcmrecv(Path folder) throws Exception {
        return of(folder, "dcmrecv", "-uca", "-xf", profiles(folder), "Default");
    }

    /// Debian's profile of all SOP classes, with our transfer syntaxes in our order: who offers several in one context
    /// is to get the same from both. HTJ2K it would accept, and then abort at the first object.
    private static String profiles(Path folder) throws IOException {
        var syntaxes = new StringBuilder("[[TransferSyntaxes]]\n[Ours]\n");
        int count = 0;
        for (var syntax : DimseTables.exactFirst().stream().filter(it -> !it.text().startsWith("htj2k")).toList()) {
            syntaxes.append("TransferSyntax%d = %s\n".formatted(++count, syntax.uid()));
        }
        var classes = Files.readString(PROFILES).replaceAll("\\\\[A-Za-z]+(?=\\s*\n)", "\\\\Ours");
        return Files.writeString(folder.resolveSibling(folder.getFileName() + ".cfg"),
                syntaxes + classes.substring(classes.indexOf("[[PresentationContexts]]"))).toString();
    }

    private static DcmtkReceiver of(Path folder, String... start) throws Exception {
        Files.createDirectories(folder);
        int port = Programs.freePort();
        var command = new ArrayList<>(List.of(start));
        command.addAll(List.of("+B", "-pdu", "131072", "-aet", "PEER", "-od", folder.toString(), Integer.toString(port)));
        var log = folder.resolveSibling(folder.getFileName() + ".log");
        return new DcmtkReceiver(folder, port, Programs.started(log, command, Map.of()));
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String title() {
        return "PEER";
    }

    @Override
    public Map<String, Ware> received() throws IOException {
        var received = new HashMap<String, Ware>();
        try (Stream<Path> files = Files.list(folder)) {
            for (var file : (Iterable<Path>) files::iterator) {
                Ware.of(file).filter(DcmtkReceiver::sentAsItself)
                        .ifPresent(ware -> received.put(ware.sopInstanceUid(), ware));
            }
        }
        return received;
    }

    /// dcmsend sends objects whose UIDs are encoded as UN under the SOP class and instance `31`, and storescp takes
    /// them. Nobody needs to.
    private static boolean sentAsItself(Ware ware) {
        try {
            return Part10.open(ware.file()) instanceof Part10.Opened opened
                    && opened.meta().text(Tag.MEDIA_STORAGE_SOP_INSTANCE_UID).equals(Optional.of(ware.sopInstanceUid()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        Programs.stop(process);
    }
}
