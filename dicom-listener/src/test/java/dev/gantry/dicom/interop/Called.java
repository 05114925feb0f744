// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// An implementation that we call.
///
/// @param name     as on the page
/// @param version  of its package
/// @param here     it is installed
/// @param had      how it is had
/// @param keeping  what it does with a data set
/// @param starting starts one in a folder
record Called(String name, String version, boolean here, String had, Keeping keeping, Starting starting) {

    @FunctionalInterface
    interface Starting {
        Receiver in(Path folder) throws Exception;
    }

    /// What a receiver does with a data set.
    enum Keeping {
        /// It keeps it bit by bit.
        AS_IT_COMES,
        /// It reads it and writes it anew: its bytes may be others, its values are the same.
        SAME_VALUES,
        /// It writes numbers and lists of texts in its own way too; UIDs and pixels are the same.
        IN_ITS_WAY
    }

    static List<Called> all(Scripted odil, Scripted dcmjs) throws Exception {
        var dcmtk = Programs.debian("dcmtk");
        return List.of(
                new Called("dcmtk storescp", dcmtk, Programs.find("storescp").isPresent(),
                        "storescp (Debian package dcmtk)", Keeping.AS_IT_COMES, DcmtkReceiver::storescp),
                new Called("dcmtk dcmrecv", dcmtk, Programs.find("dcmrecv").isPresent()
                        && Files.exists(DcmtkReceiver.PROFILES), "dcmrecv (Debian package dcmtk)",
                        Keeping.AS_IT_COMES, DcmtkReceiver::dcmrecv),
                new Called("Orthanc", Programs.debian("orthanc"), OrthancCaller.here(),
                        "Orthanc (Debian package orthanc)", Keeping.SAME_VALUES, Orthanc::new),
                new Called(odil.name(), odil.version(), odil.here(), odil.had(), Keeping.IN_ITS_WAY, odil::receiver),
                new Called(dcmjs.name(), dcmjs.version(), dcmjs.here(), dcmjs.had(), Keeping.AS_IT_COMES,
                        dcmjs::receiver));
    }

    void mustBeHere() {
        Programs.mustBeHere(here, had);
    }
}
