// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Orthanc as it calls others: one that is started when it is first needed, and keeps what was uploaded.
final class OrthancCaller implements Caller, AutoCloseable {
    private final Path folder;
    private Optional<Orthanc> running = Optional.empty();

    OrthancCaller(Path folder) {
        this.folder = folder;
    }

    Orthanc orthanc() throws Exception {
        if (running.isEmpty()) {
            running = Optional.of(new Orthanc(folder));
        }
        return running.get();
    }

    @Override
    public String name() {
        return "Orthanc";
    }

    @Override
    public String version() throws Exception {
        return Programs.debian("orthanc");
    }

    static boolean here() {
        return Programs.find("Orthanc").isPresent();
    }

    @Override
    public void mustBeHere() {
        Programs.mustBeHere(here(), "Orthanc (Debian package orthanc)");
    }

    @Override
    public boolean echoes(int port, String called) throws Exception {
        return orthanc().echo(port, called);
    }

    @Override
    public List<String> store(int port, String called, List<Ware> wares) throws Exception {
        return orthanc().store(port, called, wares);
    }

    @Override
    public void close() {
        running.ifPresent(Orthanc::close);
    }
}
