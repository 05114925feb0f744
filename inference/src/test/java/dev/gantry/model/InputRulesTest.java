// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.model.Extra.Content;
import dev.gantry.model.Extra.Fact;
import dev.gantry.model.Input.Align;
import dev.gantry.model.Input.Normalize;
import dev.gantry.model.Input.Normalize.Over;
import dev.gantry.model.Input.Quantize;
import dev.gantry.model.Input.Resample;
import dev.gantry.model.Input.Resize;
import dev.gantry.model.Input.Samples;
import dev.gantry.model.Input.Slices;
import dev.gantry.model.Input.Type;
import dev.gantry.yaml.InvalidYaml;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputRulesTest {
    private static final String PLAIN = "tensor: x, shape: [1, 1, 8, 8], samples: {min-max: true}, resize: stretch";

    @Test
    void readsTheCommonCaseFromFourKeys() {
        assertThat(ManifestInput.of("{" + PLAIN + "}")).isEqualTo(new Input(
                "x", List.of(1, 1, 8, 8), new Samples.MinMax(), Resize.STRETCH, new Normalize.None()));
    }

    @Test
    void readsEachKey() {
        var input = ManifestInput.of("""
                  tensor: image
                  type: int8
                  layout: NDHWC
                  shape: [1, 32, any, any, 2]
                  limit: [256, 512]
                  multiple-of: 64
                  samples: {windows: [{center: 40, width: 80}, {low: -100, high: 300}]}
                  resize: none
                  resample: half-pixel
                  align: top-left
                  pad: -1
                  slices: interpolate
                  spacing-mm: [5, 0.5, 0.75]
                  orientation: RAS
                  max-gap-mm: 7.5
                  scale: 255
                  normalize: {per-channel: nonzero}
                  quantize: {scale: 0.02, zero-point: -3}
                  with:
                    - {tensor: t, numbers: [1, 2, 3, 4], shape: [2, 2], type: int64}
                    - {tensor: z, zeros: [1, 3]}
                    - {tensor: n, normal: {shape: [1, 100], seed: 5}, type: float16}
                    - {tensor: s, values: spacing-mm}
                    - {tensor: k, one-of: [a, b], shape: [1, 2]}
                """);

        assertThat(input.form().type()).isEqualTo(Type.INT8);
        assertThat(input.shape()).containsExactly(1, 32, Input.ANY, Input.ANY, 2);
        assertThat(List.of(input.channels(), input.depth(), input.height(), input.width()))
                .containsExactly(2, 32, Input.ANY, Input.ANY);
        assertThat(input.form().most('H')).isEqualTo(256);
        assertThat(input.form().most('W')).isEqualTo(512);
        assertThat(input.form().most('D')).isEqualTo(32);
        assertThat(input.form().open().multipleOf()).isEqualTo(64);
        assertThat(input.samples()).isEqualTo(new Samples.Windows(
                List.of(new Samples.FixedWindow(40, 80), new Samples.Range(-100, 300))));
        assertThat(input.fit()).isEqualTo(new Input.Fit(Resize.NONE, Resample.HALF_PIXEL,
                new Input.Border(Align.TOP_LEFT, OptionalDouble.of(-1)), OptionalInt.empty(),
                new Input.Space(Slices.INTERPOLATE, List.of(5.0, 0.5, 0.75), Optional.of("RAS"),
                        OptionalDouble.of(7.5))));
        assertThat(input.values()).isEqualTo(new Input.Values(
                255, new Normalize.PerImage(Over.NONZERO, true), Optional.of(new Quantize(0.02, -3))));
        assertThat(input.with()).containsExactly(
                new Extra("t", Type.INT64, List.of(2, 2), new Content.Numbers(List.of(1.0, 2.0, 3.0, 4.0))),
                new Extra("z", Type.FLOAT, List.of(1, 3), new Content.Numbers(List.of(0.0, 0.0, 0.0))),
                new Extra("n", Type.FLOAT16, List.of(1, 100), new Content.Noise(5)),
                new Extra("s", Type.FLOAT, List.of(3), new Content.Known(Fact.SPACING_MM)),
                new Extra("k", Type.FLOAT, List.of(1, 2), new Content.OneOf(List.of("a", "b"))));
        assertThat(input.volume()).isTrue();
        assertThat(input.stateful()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{window: dicom} | DicomWindow[]",
        "{center: 40, width: 80} | FixedWindow[center=40.0, width=80.0]",
        "{low: -1, high: 2.5} | Range[low=-1.0, high=2.5]",
        "{min-max: true} | MinMax[]",
        "{percentiles: [0.5, 99.5]} | Percentiles[low=0.5, high=99.5]",
        "{units: modality} | Modality[clip=Optional.empty]",
        "{'units': modality, clip: [-5, 5]} | Modality[clip=Optional[Range[low=-5.0, high=5.0]]]"
    })
    void readsEachKindOfSamples(String samples, String expected) {
        assertThat(ManifestInput.of("{" + PLAIN.replace("{min-max: true}", samples) + "}").samples())
                .hasToString(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "{per-image: true} | PerImage[over=WHOLE, perChannel=false]",
        "{per-image: picture} | PerImage[over=PICTURE, perChannel=false]",
        "{per-channel: true} | PerImage[over=WHOLE, perChannel=true]",
        "{min-max: [-1, 1]} | Span[low=-1.0, high=1.0]",
        "{mean: [0.5], std: [0.25]} | Fixed[mean=[0.5], std=[0.25]]"
    })
    void readsEachKindOfNormalization(String normalize, String expected) {
        assertThat(ManifestInput.of("{" + PLAIN + ", normalize: " + normalize + "}").values().normalize())
                .hasToString(expected);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', value = {
        "1, 1, 8, 8] | 1, 1, 8] | input.shape: must have 4 or 5 lengths, or go with input.layout",
        "resize | layout: NHW, resize | input.layout: must have one letter for each length of input.shape",
        "resize | layout: NCHH, resize | input.layout: must be letters of N C D H W, each at most once",
        "[1, 1, 8, 8] | [2, 1, 8, 8] | input.shape: must say 1 for N",
        "[1, 1, 8, 8] | [1, any, 8, 8] | input.shape: may say any for D, H and W only",
        "[1, 1, 8, 8] | [1, 1, some, 8] | input.shape[2]: must be an integer from 1 to 8192, or any",
        "[1, 1, 8, 8] | [1, 1, any, 8] | input.shape: must go with an input.limit for each any",
        "resize | limit: [8], resize | input.limit: must have one number for each any of input.shape",
        "resize | multiple-of: 8, resize | input.multiple-of: goes with any for H or W",
        "8, 8], | any, any], limit: [48, 50], multiple-of: 16, | "
                + "input.limit: must be multiples of input.multiple-of (16)",
        "8, 8], | any, any], limit: [48, 48], | "
                + "input.resize: must be none or letterbox where input.shape says any",
        "[1, 1, 8, 8] | [1, 512, 1024, 1024] | input.shape: must not hold more than 268435456 values",
        "', resize: stretch' | '' | input.samples: needs input.resize beside it",
        "{min-max: true} | {noise: {seed: 1}} | input.samples.noise: goes without what is done to pictures",
        "resize | short-side: 9, resize | input.short-side: goes with resize: crop",
        "stretch | crop, short-side: 7 | input.short-side: goes with resize: crop, and covers H and W",
        "resize | align: center, resize | input.align: goes with resize: letterbox or none",
        "{min-max: true}, resize: stretch | {units: modality}, resize: none | "
                + "input.resize: leaves a border: needs input.pad",
        "resize | slices: even, resize | input.slices: goes with D in input.layout",
        "resize | orientation: LPS, resize | input.orientation: goes with D in input.layout",
        "resize | orientation: LRS, resize | "
                + "input.orientation: must be three letters, one of L R, one of A P, one of S I",
        "resize | max-gap-mm: 3, resize | input.max-gap-mm: goes with D in input.layout",
        "'8, 8], ' | '8, any, 8], layout: NCHDW, limit: [9], ' | "
                + "input.shape: must go with slices: even or with input.spacing-mm",
        "stretch | none, spacing-mm: [1, 1, 1] | input.spacing-mm: must have a number for each of D, H and W",
        "resize | spacing-mm: [1, 1], resize | input.spacing-mm: goes with resize: none",
        "resize | normalize: {mean: [0; 1], std: [1]}, resize | "
                + "input.normalize.mean: must have one mean and one std per channel",
        "resize | normalize: {min-max: [1; 1]}, resize | "
                + "input.normalize.min-max: must be two numbers, the lower one first",
        "{min-max: true} | {windows: [{low: 0, high: 1}, {low: 0, high: 1}]} | "
                + "input.samples.windows: must have one window per channel",
        "{min-max: true} | {windows: [{low: 1, high: 1}]} | "
                + "input.samples.windows[0].high: must be more than low",
        "{min-max: true} | {low: 1, high: 0} | input.samples.high: must be more than low (1)",
        "{min-max: true} | {percentiles: [99; 1]} | "
                + "input.samples.percentiles: must be two numbers, the lower one first",
        "{min-max: true} | {units: hounsfield} | input.samples: must be one of {window: dicom}",
        "resize | type: uint8, resize | input.type: rounds values from 0 to 1 to nothing but 0 and 1",
        "resize | quantize: {scale: 1, zero-point: 0}, resize | "
                + "input.quantize: goes with type: uint8 or int8, not float",
        "resize | 'type: int8, quantize: {scale: 1, zero-point: 128}, resize' | "
                + "input.quantize.zero-point: must be within the range of int8",
        "resize | 'type: uint8, quantize: {scale: 1, zero-point: -1}, resize' | "
                + "input.quantize.zero-point: must be within the range of uint8",
        "resize | with: [{tensor: x, zeros: [1]}], resize | "
                + "input.with: must name each of the graph's inputs once",
        "resize | with: [{tensor: y, numbers: [1], shape: [2]}], resize | "
                + "input.with[0].numbers: must be as many as shape",
        "resize | with: [{tensor: y, one-of: [a, b], shape: [3]}], resize | "
                + "input.with[0].one-of: must be as many as shape has room for",
        "resize | with: [{tensor: y, one-of: [a, a]}], resize | input.with[0].one-of: must be two or more different names",
        "resize | with: [{tensor: y, values: frame-size, shape: [3]}], resize | "
                + "input.with: must have shapes with room",
        "resize | with: [{tensor: y, values: slice-mask}], resize | "
                + "input.with: may ask for slice-mask only with D",
        "'8, 8], ' | '8, 8, 8], with: [{tensor: y, state: z, shape: [2]}], ' | "
                + "input.with: may carry a state only where the slices come one by one",
        "resize | with: [{tensor: y}], resize | input.with[0]: must say what is in it",
        "resize | with: [{tensor: y, state: z}], resize | input.with[0]: must say what is in it",
        "resize | with: [{tensor: y, zeros: [1], numbers: [1]}], resize | "
                + "input.with[0]: must say what is in it",
        "resize: | resizing: | input.resizing: unknown key",
        "resize | resample: lanczos, resize | input.resample: must be"
    })
    void refusesWhatDoesNotGoTogether(String from, String to, String message) {
        assertThat(PLAIN).contains(from);
        var wrong = "{" + PLAIN.replace(from, to.replace(';', ',')) + "}";

        assertThatThrownBy(() -> ManifestInput.of(wrong))
                .isInstanceOf(InvalidYaml.class)
                .hasMessageContaining("manifest.yaml:12: " + message);
    }

    @Test
    void takesEachSensibleCombination() {
        assertThat(ManifestInput.of("{tensor: z, shape: [1, 100, 1, 1], samples: {noise: {seed: 1}}}").samples())
                .isEqualTo(new Samples.Noise(1));
        assertThat(ManifestInput.of("{" + PLAIN + ", with: [{tensor: h, state: hn, shape: [1, 1, 4]}]}").stateful())
                .isTrue();
        assertThat(ManifestInput.of("{tensor: x, layout: HW, shape: [8, 9], samples: {min-max: true}, resize: crop, "
                + "short-side: 10}").channels()).isEqualTo(1);
    }
}
