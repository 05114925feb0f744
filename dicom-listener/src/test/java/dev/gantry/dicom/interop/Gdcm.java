// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.util.ArrayList;
import java.util.List;

/// gdcmscu, called once for each object: one that it cannot send ends its association.
record Gdcm() implements Caller {
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
        return Programs.run("gdcmscu", "--echo", "--aetitle", "GDCM", "--call", called, "127.0.0.1",
                Integer.toString(port)).exit() == 0;
    }

    @Override
    public List<String> store(int port, String called, List<Ware> wares) throws Exception {
        var complaints = new ArrayList<String>();
        for (var ware : wares) {
            var run = Programs.run("gdcmscu", "--store", "--aetitle", "GDCM", "--call", called, "-E", "127.0.0.1",
                    Integer.toString(port), "-i", ware.file().toString());
            if (run.exit() != 0) {
                complaints.add(ware.name() + ": exit " + run.exit() + " "
                        + run.output().lines().reduce((_, last) -> last).orElse(""));
            }
        }
        return complaints;
    }
}
