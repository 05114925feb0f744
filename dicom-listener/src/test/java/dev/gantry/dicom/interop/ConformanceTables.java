// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.interop;

import dev.gantry.config.Settings;
import dev.gantry.dicom.association.AssociationTables;
import dev.gantry.dicom.data.Part10;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.dimse.DimseTables;
import dev.gantry.dicom.dimse.Status;
import dev.gantry.dicom.dimse.StoreStatus;
import dev.gantry.dicom.pdu.PduTables;
import dev.gantry.dicom.tls.TlsTables;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The parts of `docs/dicom-conformance.md` that the code knows better than a person.
final class ConformanceTables {
    private ConformanceTables() {}

    /// @param settings of a file that says no more than it must
    static Map<String, String> all(Settings settings) {
        var parts = new LinkedHashMap<String, String>();
        parts.put("identification", identification());
        parts.put("limits", limits(settings));
        parts.put("transfer-syntaxes", transferSyntaxes(settings));
        parts.put("stored-only", storedOnly());
        parts.put("storage-classes", storageClasses());
        parts.put("rejections", Table.of(List.of("result", "source", "reason", "meaning", "when"),
                PduTables.rejections()));
        parts.put("aborts", Table.of(List.of("source", "reason", "meaning", "when"), PduTables.aborts()));
        parts.put("store-statuses", storeStatuses());
        parts.put("statuses", statuses());
        parts.put("tls", Table.of(List.of("version", "cipher suites"), TlsTables.PROTOCOLS.stream()
                .map(version -> List.of(version.replace("TLSv", "TLS "), suites(version))).toList()));
        return parts;
    }

    private static String identification() {
        return Table.of(List.of("", "value"), List.of(
                List.of("Implementation class UID", code(Part10.IMPLEMENTATION_CLASS_UID)),
                List.of("Implementation version name", code(Part10.IMPLEMENTATION_VERSION_NAME))));
    }

    private static String limits(Settings settings) {
        var dicom = settings.dicom();
        return Table.of(List.of("what", "value", "setting"), List.of(
                List.of("Associations at once, of peers", dicom.maxAssociations(), code("dicom.max-associations")),
                List.of("of them, from one address", dicom.maxAssociationsPerHost(),
                        code("dicom.max-associations-per-host")),
                List.of("Connections beyond them that wait for their rejection", AssociationTables.WAITING, "–"),
                List.of("of them, from one address", AssociationTables.WAITING_PER_HOST, "–"),
                List.of("TLS handshakes at once", AssociationTables.HANDSHAKES, "–"),
                List.of("of them, with one address", AssociationTables.HANDSHAKES_PER_HOST, "–"),
                List.of("Maximum length received, in bytes", dicom.maxPduBytes(), code("dicom.max-pdu-bytes")),
                List.of("ARTIM timer", seconds(dicom.artim()), code("dicom.artim")),
                List.of("Idle limit of an association", seconds(dicom.idle()), code("dicom.idle")),
                List.of("Operations that a peer may have outstanding", DimseTables.OUTSTANDING, "–"),
                List.of("Operations that we have outstanding", 1, "–"),
                List.of("Command set, in bytes at most", DimseTables.COMMAND_BYTES, "–"),
                List.of("Data set of a normalized operation, in bytes at most", DimseTables.DATA_SET_BYTES, "–"),
                List.of("Data set of a C-STORE", "as large as the disk allows", "–"),
                List.of("Disk use from which settled objects go", settings.spool().evictPercent() + " %",
                        code("spool.evict-percent")),
                List.of("Disk use from which C-STORE is answered A700H", settings.spool().refusePercent() + " %",
                        code("spool.refuse-percent"))));
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    private static String transferSyntaxes(Settings settings) {
        var rows = new ArrayList<List<Object>>();
        for (var name : settings.dicom().transferSyntaxes()) {
            var syntax = TransferSyntax.named(name).orElseThrow();
            rows.add(List.of(rows.size() + 1, code(name), syntax.uid(), pixels(syntax)));
        }
        return Table.of(List.of("preference", "name in the settings", "UID", "how its pixels are decoded"), rows);
    }

    private static String pixels(TransferSyntax syntax) {
        return switch (syntax) {
            case IMPLICIT_LITTLE_ENDIAN, EXPLICIT_LITTLE_ENDIAN, DEFLATED_EXPLICIT_LITTLE_ENDIAN,
                    EXPLICIT_BIG_ENDIAN -> "not compressed";
            case RLE_LOSSLESS, JPEG_BASELINE, JPEG_EXTENDED, JPEG_LOSSLESS, JPEG_LOSSLESS_SV1 -> "by Gantry";
            case JPEG_LS_LOSSLESS, JPEG_LS_NEAR_LOSSLESS -> "by libcharls where installed and allowed, else by Gantry";
            case JPEG_2000_LOSSLESS, JPEG_2000 -> "by libopenjp2 where installed and allowed, else by Gantry";
            case HTJ2K_LOSSLESS, HTJ2K_LOSSLESS_RPCL, HTJ2K ->
                    "by libopenjp2 where installed and allowed, else kept and reported unreadable";
            default -> throw new IllegalArgumentException(syntax + " is not decoded, and yet in the list");
        };
    }

    private static String storedOnly() {
        return Table.of(List.of("name", "UID"), Arrays.stream(TransferSyntax.values())
                .filter(TransferSyntax::storedOnly).map(syntax -> List.of(syntax.text(), syntax.uid())).toList());
    }

    private static String storageClasses() {
        return Table.of(List.of("SOP class", "UID"), DimseTables.storageClasses().entrySet().stream()
                .map(entry -> List.of(entry.getValue(), entry.getKey())).toList());
    }

    private static String storeStatuses() {
        var rows = new ArrayList<List<Object>>();
        for (var status : StoreStatus.values()) {
            rows.add(row(status.code(), switch (status) {
                case SUCCESS -> "The object is as durable as `spool.durability` asks; the sender may delete its copy if"
                        + " the site's rules let it. The same object again is a success too.";
                case OUT_OF_RESOURCES -> "Refused, out of resources: the disk is fuller than `spool.refuse-percent`, or"
                        + " could not be written. Nothing is kept. The same request may succeed later.";
                case DATA_SET_MISMATCH -> "Error: SOP class or instance of the data set are not those of the command."
                        + " Nothing is kept.";
                case CANNOT_UNDERSTAND -> "Error: no SOP class or instance is named, or no data set follows. Nothing is"
                        + " kept. (0000,0901) names the command element.";
            }));
        }
        rows.add(row(Status.SOP_CLASS_NOT_SUPPORTED.code(),
                "Refused: the SOP class is not that of the presentation context."));
        rows.add(row(Status.INVALID_SOP_INSTANCE.code(), "Error: the SOP Instance UID is no UID."));
        return Table.of(List.of("status", "meaning, and when"), rows);
    }

    private static String statuses() {
        var rows = new ArrayList<List<Object>>();
        for (var status : Status.values()) {
            var when = when(status);
            if (!when.isEmpty()) {
                rows.add(row(status.code(), when));
            }
        }
        return Table.of(List.of("status", "meaning, and when"), rows);
    }

    /// Empty for those of C-STORE, and those that are only understood.
    private static String when(Status status) {
        return switch (status) {
            case SUCCESS -> "All services: done, and synced to the disk.";
            case ATTRIBUTE_LIST_WARNING, NO_SUCH_ATTRIBUTE, NOT_AUTHORIZED -> "";
            case INVALID_ATTRIBUTE_VALUE -> "MPPS: a step that does not begin IN PROGRESS, a status that there is not,"
                    + " or a change of modality, station, step ID or scheduled steps.";
            case PROCESSING_FAILURE -> "MPPS N-SET of a step that has ended, with error ID A506H. All: it could not be"
                    + " kept, or the data set is none.";
            case DUPLICATE_SOP_INSTANCE -> "MPPS N-CREATE of a step that exists.";
            case NO_SUCH_SOP_INSTANCE -> "MPPS N-SET of an unknown step. Commitment: an N-ACTION for another instance than"
                    + " 1.2.840.10008.1.20.1.1; as a failure reason: the object is not kept here.";
            case NO_SUCH_EVENT_TYPE -> "Commitment: an N-EVENT-REPORT of a type other than 1 and 2.";
            case INVALID_ARGUMENT -> "Commitment: no transaction UID or no objects; a report that we did not ask for.";
            case INVALID_SOP_INSTANCE -> "All normalized services: the instance UID is missing or no UID.";
            case NO_SUCH_SOP_CLASS -> "All normalized services: the class is not that of the presentation context.";
            case CLASS_INSTANCE_CONFLICT -> "Commitment, as a failure reason: the object is of another SOP class.";
            case MISSING_ATTRIBUTE -> "MPPS N-CREATE without one of the attributes of type 1 that are asked for.";
            case MISSING_ATTRIBUTE_VALUE -> "MPPS: one of them is empty; COMPLETED without end or series.";
            case SOP_CLASS_NOT_SUPPORTED -> "";
            case NO_SUCH_ACTION_TYPE -> "Commitment: an N-ACTION of a type other than 1.";
            case DUPLICATE_TRANSACTION -> "Commitment, as a failure reason: the transaction UID is in use for other"
                    + " objects.";
            case UNRECOGNIZED_OPERATION -> "An operation that its SOP class does not have here, N-GET of a step for"
                    + " example.";
            case RESOURCE_LIMITATION -> "The data set is too large; as many steps or reports are kept as may be.";
        };
    }

    private static List<Object> row(int status, String meaning) {
        return List.of("%04XH".formatted(status), meaning);
    }

    private static String suites(String version) {
        boolean newest = version.equals("TLSv1.3");
        return String.join(", ", TlsTables.SUITES.stream().filter(suite -> suite.contains("_WITH_") != newest).toList());
    }

    private static String code(String text) {
        return "`" + text + "`";
    }
}
