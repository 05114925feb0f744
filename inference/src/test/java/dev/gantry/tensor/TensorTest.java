// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorTest {
    @ParameterizedTest
    @EnumSource(ElementType.class)
    void keepsOnesOfEachType(ElementType type) {
        var tensor = Tensor.allocate(type, 2, 3);

        tensor.set(4, 1);

        assertThat(tensor.size()).isEqualTo(6);
        assertThat(tensor.shape()).containsExactly(2, 3);
        assertThat(tensor.bytes().capacity()).isEqualTo(6 * type.bytes());
        assertThat(tensor.toFloats()).containsExactly(0, 0, 0, 0, 1, 0);
    }

    @Test
    void roundsAndKeepsWithinTheRangeOfWholeNumbers() {
        var signed = Tensor.allocate(ElementType.INT8, 3);
        var unsigned = Tensor.allocate(ElementType.UINT8, 3);

        for (int i = 0; i < 3; i++) {
            signed.set(i, new float[] {-300, 2.6f, 300}[i]);
            unsigned.set(i, new float[] {-3, 254.6f, 300}[i]);
        }

        assertThat(signed.toFloats()).containsExactly(-128, 3, 127);
        assertThat(unsigned.toFloats()).containsExactly(0, 255, 255);
    }

    @Test
    void sharesTheMemoryOfItsParts() {
        var tensor = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);

        var part = tensor.part(1);
        part.set(1, 40);

        assertThat(part.shape()).containsExactly(1, 2);
        assertThat(tensor.toFloats()).containsExactly(1, 2, 3, 40, 5, 6);
        assertThat(tensor.first(2).toFloats()).containsExactly(1, 2, 3, 40);
        assertThat(tensor.first(2).shape()).containsExactly(2, 2);
    }

    @Test
    void refusesMemoryThatANativeLibraryWouldReadAsGarbage() {
        var swapped = ByteOrder.nativeOrder() == ByteOrder.BIG_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;

        assertThatThrownBy(() -> Tensor.over(ByteBuffer.allocateDirect(4).order(swapped), ElementType.FLOAT, 1))
                .hasMessageContaining("native order");
        assertThatThrownBy(() -> Tensor.over(
                ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()), ElementType.FLOAT, 1))
                .hasMessageContaining("direct buffer");
        assertThatThrownBy(() -> Tensor.over(
                ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()), ElementType.FLOAT, 1))
                .hasMessageContaining("has 4 bytes, not 8");
    }
}
