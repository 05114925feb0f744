// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.DataSetParser;
import dev.gantry.dicom.data.Tag;
import dev.gantry.dicom.data.TransferSyntax;
import dev.gantry.dicom.data.Vr;
import dev.gantry.dicom.dimse.Outgoing;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FreshInstanceTest {
    static final byte[] PIXELS = {8, 0, 0x18, 0, 'U', 'I', 4, 0, 1, 2, 3, 4};

    static Outgoing object(TransferSyntax syntax) {
        var dataSet = new DataSetBuilder()
                .put(Tag.SOP_CLASS_UID, CrObject.CR_IMAGE_STORAGE)
                .put(Tag.SOP_INSTANCE_UID, "2.25.119")
                .put(Tag.STUDY_INSTANCE_UID, "2.25.7")
                .bulk(Tag.PIXEL_DATA, Vr.OW, PIXELS)
                .encode(syntax);
        return new Outgoing(CrObject.CR_IMAGE_STORAGE, "2.25.119", syntax.uid(),
                new Outgoing.Source.Bytes(ByteBuffer.wrap(dataSet)));
    }

    @ParameterizedTest
    @EnumSource(names = {"EXPLICIT_LITTLE_ENDIAN", "IMPLICIT_LITTLE_ENDIAN"})
    void differsInItsInstanceOnly(TransferSyntax syntax) throws Exception {
        var fresh = FreshInstance.of(object(syntax));

        var parser = new DataSetParser(syntax);
        parser.feed(((Outgoing.Source.Bytes) fresh.source()).bytes().duplicate());
        var parsed = parser.finish();
        assertThat(fresh.sopInstanceUid()).startsWith("2.25.").isNotEqualTo("2.25.119");
        assertThat(parsed.header().text(Tag.SOP_INSTANCE_UID)).contains(fresh.sopInstanceUid());
        assertThat(parsed.header().text(Tag.STUDY_INSTANCE_UID)).contains("2.25.7");
        assertThat(parsed.pixels().orElseThrow().length()).isEqualTo(PIXELS.length);
        assertThat(FreshInstance.of(object(syntax)).sopInstanceUid()).isNotEqualTo(fresh.sopInstanceUid());
    }

    @Test
    void isTheObjectItselfWhereTheUidCannotBeFound() throws Exception {
        var deflated = object(TransferSyntax.DEFLATED_EXPLICIT_LITTLE_ENDIAN);

        assertThat(FreshInstance.of(deflated)).isSameAs(deflated);
    }
}
