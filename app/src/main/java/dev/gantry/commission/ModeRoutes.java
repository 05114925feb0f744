// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.commission;

import dev.gantry.approval.Approval;
import dev.gantry.config.AccessSettings.Policy;
import dev.gantry.config.Mode;
import dev.gantry.config.Settings;
import dev.gantry.dicom.access.AccessFolder;
import dev.gantry.http.Door;
import dev.gantry.http.Needs;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// In which mode it runs, and what is missing until people are alerted.
final class ModeRoutes {
    private final Site site;

    ModeRoutes(Site site) {
        this.site = site;
    }

    void addTo(Door door) {
        door.on(HttpMethod.GET, "/api/setup/mode", Needs.ENGINEER, call -> call.work(this::mode, call::json));
    }

    /// @param why    what is not there
    /// @param remedy what to do about it
    record Missing(String why, String remedy) {}

    private ObjectNode mode() throws IOException {
        var wanted = site.live().now();
        var approval = Approval.in(wanted.spool().path());
        var lacking = approval.lacking(wanted);
        var root = JsonMapper.shared().createObjectNode().put("in-force", word(site.mode()))
                .put("wanted", word(wanted.mode()));
        if (lacking.isEmpty()) {
            approval.signed().ifPresent(it -> root.putObject("signed").put("engineer", it.engineer())
                    .put("client", it.client()).put("at", it.at().toString()));
        }
        var missing = root.putArray("missing");
        missing(wanted, site.mode(), lacking, noScanner(wanted)).forEach(it ->
                missing.addObject().put("why", it.why()).put("remedy", it.remedy()));
        return root;
    }

    private static String word(Mode mode) {
        return mode.name().toLowerCase(Locale.ROOT);
    }

    /// @param wanted    as the file has them
    /// @param inForce   the mode in which it runs
    /// @param lacking   of the signed report
    /// @param noScanner nobody could call
    static List<Missing> missing(Settings wanted, Mode inForce, Optional<String> lacking, boolean noScanner) {
        var missing = new ArrayList<Missing>();
        lacking.ifPresent(why -> missing.add(new Missing(why, "`gantry doctor --report report.html` makes the report,"
                + " or make all checks here and save it; two people sign it; `gantry acceptance sign report.html"
                + " --engineer NAME --client NAME` takes the signatures")));
        if (noScanner) {
            missing.add(new Missing("in mode live only those that are listed may call, and nobody is",
                    "allow each scanner at Callers, or with `gantry access allow`"));
        }
        if (wanted.mode() != Mode.LIVE) {
            missing.add(new Missing("the settings say mode: " + word(wanted.mode()),
                    "write `mode: live` at Settings or into the file, then `systemctl restart gantry`"));
        } else if (inForce != Mode.LIVE && lacking.isEmpty()) {
            missing.add(new Missing("mode: live holds from the next start on", "`systemctl restart gantry`"));
        }
        return missing;
    }

    private static boolean noScanner(Settings wanted) throws IOException {
        var access = wanted.dicom().access();
        return access.policy() != Policy.OPEN && access.peers().isEmpty()
                && AccessFolder.in(wanted.spool().path()).allowed().isEmpty();
    }
}
