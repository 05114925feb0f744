// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.visit;

import dev.gantry.config.Settings;
import dev.gantry.dicom.dimse.Echoed;
import dev.gantry.doctor.Check;
import dev.gantry.doctor.Finding;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Whether the ports of the settings are free, or the appliance itself has them.
final class PortsCheck implements Check {
    private final Settings settings;
    private final Ourselves ourselves;

    PortsCheck(Settings settings, Ourselves ourselves) {
        this.settings = settings;
        this.ourselves = ourselves;
    }

    @Override
    public String name() {
        return "ports";
    }

    @Override
    public List<Finding> look() {
        var findings = new ArrayList<Finding>();
        boolean runs = false;
        if (settings.dicom().port().isPresent() || settings.dicom().tls().isPresent()) {
            var echoed = ourselves.echo();
            runs = echoed instanceof Echoed.Answered || ourselves.refused(echoed);
            switch (echoed) {
                case Echoed.Answered(int status, var took) -> findings.add(Finding.ok(String.format(Locale.ROOT,
                        "the appliance runs: %s answers C-ECHO in %.1f ms (status 0x%04X)", settings.dicom().aeTitle(),
                        took.toNanos() / 1e6, status), Map.of("echo-ms", took.toNanos() / 1e6)));
                case Echoed.Failed(var why) -> findings.add(Finding.note("no C-ECHO is answered at our own port: " + why,
                        "start the appliance (systemctl start gantry); when it runs and refuses " + Ourselves.CALLING
                                + ": gantry access allow --address 127.0.0.1 " + Ourselves.CALLING));
            }
        }
        boolean ours = runs;
        settings.dicom().port().ifPresent(port -> findings.add(port("dicom.port", settings.dicom().host(), port, ours)));
        settings.dicom().tls().ifPresent(tls ->
                findings.add(port("dicom.tls.port", settings.dicom().host(), tls.port(), ours)));
        if (settings.web().enabled()) {
            findings.add(port("web.port", settings.web().host(), settings.web().port(), ours));
        }
        return findings;
    }

    private static Finding port(String key, String host, int port, boolean runs) {
        var where = key + ": " + host + ":" + port;
        if (port == 0) {
            return Finding.note(where + " means any free port", "name a port: nobody can find a changing one");
        }
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return runs
                    ? Finding.wrong(where + " is free although the appliance runs",
                            "it runs with other settings, or could not bind it: see its log")
                    : Finding.ok(where + " is free");
        } catch (BindException e) {
            return String.valueOf(e.getMessage()).contains("ermission")
                    ? Finding.note(where + " is below 1024: only root and services that may can open it",
                            "install the drop-in port104.conf, or use port 11112")
                    : runs ? Finding.ok(where + " is held, by the appliance")
                    : String.valueOf(e.getMessage()).contains("annot assign")
                            ? Finding.wrong(where + ": this machine has no such address", "see ip address; use 0.0.0.0")
                            : Finding.wrong(where + " is held by another program",
                                    "see which one: ss -ltnp 'sport = :" + port + "'; stop it or change " + key);
        } catch (IOException | IllegalArgumentException e) {
            return Finding.wrong(where + " cannot be used (" + e.getMessage() + ")", "name an address of this machine");
        }
    }
}
