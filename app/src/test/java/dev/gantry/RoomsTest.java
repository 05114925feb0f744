// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The list is the architecture: think before you reorder it.
class RoomsTest {
    /// In the order of the data's journey. A room may name the rooms before it, never one after it.
    static final List<String> ROOMS = List.of(
            "dev/gantry/yaml/",
            "dev/gantry/config/",
            "dev/gantry/amend/",
            "dev/gantry/journal/",
            "dev/gantry/dicom/data/",
            "dev/gantry/dicom/pdu/",
            "dev/gantry/dicom/access/",
            "dev/gantry/dicom/tls/",
            "dev/gantry/dicom/association/",
            "dev/gantry/dicom/dimse/",
            "dev/gantry/dicom/mpps/",
            "dev/gantry/dicom/spool/",
            "dev/gantry/dicom/commitment/",
            "dev/gantry/dicom/frame/",
            "dev/gantry/dicom/jpeg/",
            "dev/gantry/dicom/jpegls/",
            "dev/gantry/dicom/jpeg2000/",
            "dev/gantry/dicom/natives/",
            "dev/gantry/dicom/codec/",
            "dev/gantry/dicom/pixel/",
            "dev/gantry/dicom/exam/",
            "dev/gantry/trust/",
            "dev/gantry/select/",
            "dev/gantry/model/",
            "dev/gantry/shelf/",
            "dev/gantry/stocktake/",
            "dev/gantry/tensor/",
            "dev/gantry/raster/",
            "dev/gantry/drawing/",
            "dev/gantry/preprocess/",
            "dev/gantry/cost/",
            "dev/gantry/schedule/",
            "dev/gantry/device/",
            "dev/gantry/runtime/",
            "dev/gantry/phantom/",
            "dev/gantry/output/",
            "dev/gantry/candidate/",
            "dev/gantry/box/",
            "dev/gantry/mask/",
            "dev/gantry/finding/",
            "dev/gantry/pipeline/",
            "dev/gantry/graph/",
            "dev/gantry/quantize/",
            "dev/gantry/album/",
            "dev/gantry/calibrate/",
            "dev/gantry/explain/",
            "dev/gantry/measure/",
            "dev/gantry/overlap/",
            "dev/gantry/label/",
            "dev/gantry/evaluate/",
            "dev/gantry/dossier/",
            "dev/gantry/admission/",
            "dev/gantry/fleet/",
            "dev/gantry/engine/",
            "dev/gantry/envelope/",
            "dev/gantry/audit/",
            "dev/gantry/approval/",
            "dev/gantry/pseudonym/",
            "dev/gantry/outcome/",
            "dev/gantry/fhir/",
            "dev/gantry/desk/",
            "dev/gantry/outbox/",
            "dev/gantry/casebook/",
            "dev/gantry/relook/",
            "dev/gantry/board/",
            "dev/gantry/preview/",
            "dev/gantry/acknowledgement/",
            "dev/gantry/chronicle/",
            "dev/gantry/escalation/",
            "dev/gantry/watch/",
            "dev/gantry/mqtt/",
            "dev/gantry/delivery/",
            "dev/gantry/alert/",
            "dev/gantry/lookup/",
            "dev/gantry/syslog/",
            "dev/gantry/trail/",
            "dev/gantry/control/",
            "dev/gantry/counter/",
            "dev/gantry/bench/",
            "dev/gantry/handshake/",
            "dev/gantry/trend/",
            "dev/gantry/tail/",
            "dev/gantry/account/",
            "dev/gantry/session/",
            "dev/gantry/http/",
            "dev/gantry/web/",
            "dev/gantry/room/",
            "dev/gantry/doctor/",
            "dev/gantry/service/",
            "dev/gantry/visit/",
            "dev/gantry/ops/",
            "dev/gantry/commission/",
            "dev/gantry/app/",
            "dev/gantry/cli/");

    /// Which module owns which rooms; the modules depend on each other in this order too.
    static final List<String> MODULES = List.of("config", "dicom-listener", "inference", "app");

    static Stream<Path> classFiles() {
        return MODULES.stream().flatMap(module -> {
            var classes = Path.of("..", module, "target", "classes", "dev", "gantry");
            try {
                return Files.exists(classes) ? Files.walk(classes) : Stream.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }).filter(file -> file.toString().endsWith(".class"));
    }

    @ParameterizedTest
    @MethodSource("classFiles")
    void namesNoDownstreamRoom(Path file) throws IOException {
        var type = ClassFile.of().parse(file);
        int home = ROOMS.indexOf(type.thisClass().asInternalName().replaceFirst("[^/]+$", ""));

        assertThat(home).as("%s lives in a room of the list", type.thisClass().asInternalName()).isNotNegative();
        for (var entry : type.constantPool()) {
            if (entry instanceof Utf8Entry name) {
                assertThat(ROOMS.subList(home + 1, ROOMS.size())).noneMatch(name.stringValue()::contains);
            }
        }
    }

    @Test
    void everyRoomOfTheListIsLivedIn() {
        var files = classFiles().map(Path::toString).toList();

        assertThat(ROOMS).allSatisfy(room -> assertThat(files).anyMatch(file -> file.contains("/" + room)));
    }
}
