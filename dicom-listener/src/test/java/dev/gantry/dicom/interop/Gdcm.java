// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/// gdcmscu, called once for each object: one that it cannot send ends its association. Some at once, for it waits for
/// most of the time.
record Gdcm() implements Caller {
    private static final int AT_ONCE = 8;
    /// Without a presentation context for an object it waits for ever.
    private static final String LIMIT_SECONDS = "all".equals(System.getProperty("gantry.interop")) ? "20" : "5";

    @Override
    public String name() {
        return "gdcmscu";
    }

    @Override
    public String version() throws Exception {
        return Programs.debian("libgdcm-tools");
    }

    @Override
    public void mustBeHere() {
        Programs.mustBeHere(Programs.find("gdcmscu").isPresent(), "gdcmscu (Debian package libgdcm-tools)");
    }

    @Override
    public boolean echoes(int port, String called) throws Exception {
        // it ends with SIGABRT whatever the answer was
        return Programs.run("gdcmscu", "-V", "--echo", "--aetitle", "GDCM", "--call", called, "127.0.0.1",
                Integer.toString(port)).output().lines().noneMatch(line -> line.contains("Failed"));
    }

    @Override
    public List<String> store(int port, String called, List<Ware> wares) throws Exception {
        try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            var runs = new ArrayList<Future<Stream<String>>>();
            wares.forEach(ware -> runs.add(threads.submit(() -> store(port, called, ware))));
            var complaints = new ArrayList<String>();
            for (var run : runs) {
                run.get().forEach(complaints::add);
            }
            return complaints;
        }
    }

    private static Stream<String> store(int port, String called, Ware ware) throws Exception {
        return Programs.run("timeout", LIMIT_SECONDS, "gdcmscu", "-V", "--store", "--aetitle", "GDCM", "--call", called, "127.0.0.1",
                        Integer.toString(port), "-i", ware.file().toString()).output().lines()
                .filter(line -> line.startsWith("Error") || line.contains("Failed"))
                .map(line -> ware.name() + ": " + line);
    }
}
