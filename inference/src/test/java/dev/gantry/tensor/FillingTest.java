// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.tensor.Filling.Linear;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class FillingTest {
    private static final Linear AS_IT_IS = new Linear(0, 1, 0);

    @ParameterizedTest
    @CsvSource({
        "FLOAT, 1.25, 1.25", "FLOAT16, 0.1, 0.099975586", "UINT8, 2.5, 2", "UINT8, 3.5, 4", "UINT8, -1, 0",
        "UINT8, 300, 255", "INT8, -2.5, -2", "INT8, -200, -128", "INT8, 127.6, 127", "INT32, -70000.5, -70000",
        "INT64, 16777215, 16777215", "BOOL, 0, 0", "BOOL, 7, 1"
    })
    void roundsAsTheTypeAsks(ElementType type, float value, float expected) {
        var tensor = Tensor.allocate(type, 3);
        var filling = new Filling(tensor);

        filling.line(new float[] {value}, 0, 1, AS_IT_IS, 1, 1);

        assertThat(tensor.toFloats()).containsExactly(0, expected, 0);
    }

    @ParameterizedTest
    @EnumSource(ElementType.class)
    void writesLongLinesAndEveryOtherValue(ElementType type) {
        int count = 5000;
        var values = new float[count + 3];
        for (int i = 0; i < values.length; i++) {
            values[i] = i % 100;
        }
        var plain = new Filling(Tensor.allocate(type, count));
        var strided = new Filling(Tensor.allocate(type, count, 2));

        plain.line(values, 3, count, new Linear(1, 0.5f, 3), 0, 1);
        strided.line(values, 3, count, new Linear(1, 0.5f, 3), 1, 2);

        for (int i = 0; i < count; i++) {
            var exact = Tensor.allocate(type, 1);
            exact.set(0, (values[i + 3] - 1) * 0.5f + 3);
            assertThat(plain.tensor().get(i)).isEqualTo(exact.get(0));
            assertThat(strided.tensor().get(2 * i)).isZero();
            assertThat(strided.tensor().get(2 * i + 1)).isEqualTo(exact.get(0));
        }
    }
}
