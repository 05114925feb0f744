// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.dicom.data.DataSet;
import dev.gantry.dicom.data.DataSetBuilder;
import dev.gantry.dicom.data.Tag;
import dev.gantry.model.AgeRange.Bound;
import dev.gantry.model.Applicability.Applies;
import dev.gantry.model.Applicability.Contradicts;
import dev.gantry.model.Applicability.OutOfScope;
import dev.gantry.model.Applicability.Unknown;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppliesToTest {
    private static final AppliesTo CHILDRENS_CHESTS = new AppliesTo(
            List.of("CR", "DX"),
            List.of("CHEST"),
            List.of("PA", "AP"),
            List.of("FOR PRESENTATION"),
            Optional.of(range("1Y", "5Y")));
    private static final Map<Integer, String> CHEST = Map.of(
            Tag.MODALITY, "CR", Tag.BODY_PART_EXAMINED, "CHEST", Tag.VIEW_POSITION, "PA", Tag.PATIENT_AGE,
                    "003Y");

    private static AgeRange range(String from, String to) {
        return new AgeRange(Bound.of(from), Bound.of(to));
    }

    private static DataSet header(Map<Integer, String> values) {
        var builder = new DataSetBuilder();
        values.forEach(builder::put);
        return builder.build();
    }

    private static Applicability chestWith(int tag, String value) {
        var values = new TreeMap<>(CHEST);
        values.put(tag, value);
        return CHILDRENS_CHESTS.judge(header(values));
    }

    private static Applicability chestWithout(int tag) {
        var values = new TreeMap<>(CHEST);
        values.remove(tag);
        return CHILDRENS_CHESTS.judge(header(values));
    }

    @Test
    void appliesWhenEachRuleSaysYes() {
        assertThat(CHILDRENS_CHESTS.judge(header(CHEST))).isEqualTo(new Applies());
    }

    @Test
    void appliesWhateverCaseAndPaddingTheHeaderUses() {
        assertThat(chestWith(Tag.BODY_PART_EXAMINED, " Chest ")).isEqualTo(new Applies());
        assertThat(new AppliesTo(List.of(" cr"), List.of(), List.of(), List.of(), Optional.empty())
                .judge(header(CHEST))).isEqualTo(new Applies());
    }

    @Test
    void appliesToEverythingWhenItAsksNothing() {
        assertThat(new AppliesTo(List.of(), List.of(), List.of(), List.of(), Optional.empty())
                .judge(header(Map.of()))).isEqualTo(new Applies());
    }

    @Test
    void namesTheRuleThatContradicts() {
        assertThat(chestWith(Tag.MODALITY, "CT")).isEqualTo(new Contradicts("modality"));
        assertThat(chestWith(Tag.BODY_PART_EXAMINED, "HAND")).isEqualTo(new Contradicts("body-part"));
        assertThat(chestWith(Tag.VIEW_POSITION, "LL")).isEqualTo(new Contradicts("view"));
    }

    @Test
    void namesTheRuleThatFindsNothingToJudge() {
        assertThat(chestWithout(Tag.MODALITY)).isEqualTo(new Unknown("modality"));
        assertThat(chestWithout(Tag.BODY_PART_EXAMINED)).isEqualTo(new Unknown("body-part"));
        assertThat(chestWith(Tag.BODY_PART_EXAMINED, "")).isEqualTo(new Unknown("body-part"));
        assertThat(chestWithout(Tag.VIEW_POSITION)).isEqualTo(new Unknown("view"));
    }

    @Test
    void takesObjectsWithoutPresentationIntentButNoOther() {
        assertThat(chestWith(Tag.PRESENTATION_INTENT_TYPE, "FOR PRESENTATION")).isEqualTo(new Applies());
        assertThat(chestWith(Tag.PRESENTATION_INTENT_TYPE, "FOR PROCESSING"))
                .isEqualTo(new Contradicts("presentation-intent"));
    }

    @Test
    void letsAContradictionOutweighWhatIsUnknownAndThatTheAge() {
        var noBodyPart = new TreeMap<>(CHEST);
        noBodyPart.remove(Tag.BODY_PART_EXAMINED);
        noBodyPart.put(Tag.PATIENT_AGE, "080Y");
        assertThat(CHILDRENS_CHESTS.judge(header(noBodyPart))).isEqualTo(new Unknown("body-part"));

        noBodyPart.put(Tag.VIEW_POSITION, "LL");
        assertThat(CHILDRENS_CHESTS.judge(header(noBodyPart))).isEqualTo(new Contradicts("view"));
    }

    @ParameterizedTest(name = "{0} in {1} to {2}: {3}")
    @CsvSource({
        "001Y, 1Y, 5Y, true", "005Y, 1Y, 5Y, true", "000Y, 1Y, 5Y, false", "006Y, 1Y, 5Y, false",
        "071M, 1Y, 5Y, true", "072M, 1Y, 5Y, false", "012M, 1Y, 5Y, true", "011M, 1Y, 5Y, false",
        "364D, 1Y, 5Y, false", "365D, 1Y, 5Y, true", "053W, 1Y, 5Y, true", "051W, 1Y, 5Y, false",
        "018M, 18M, 5Y, true", "002Y, 18M, 5Y, true", "001Y, 18M, 5Y, false", "017M, 18M, 5Y, false",
        "010D, 0D, 12W, true", "012W, 0D, 12W, true", "013W, 0D, 12W, false", "003M, 0D, 12W, false",
        "5Y, 1Y, 5Y, true", "045Y, 18Y, 120Y, true"
    })
    void comparesAgesInCompletedUnitsAndOnlyTakesTheCertain(String age, String from, String to,
            boolean inside) {
        var applies = new AppliesTo(List.of(), List.of(), List.of(), List.of(), Optional.of(range(from, to)));

        var answer = applies.judge(header(Map.of(Tag.PATIENT_AGE, age)));

        assertThat(answer).isEqualTo(
                inside ? new Applies() : new OutOfScope("age outside " + from + " to " + to));
    }

    @ParameterizedTest(name = "born {0}, study {1}: {2}")
    @CsvSource({
        "20200229, 20210228, false", "20200229, 20210301, true", "20151121, 20211120, true",
        "20151121, 20211121, false"
    })
    void countsFromTheBirthDateWhenTheAgeIsMissing(String birth, String study, boolean inside) {
        var values = new TreeMap<>(CHEST);
        values.remove(Tag.PATIENT_AGE);
        values.put(Tag.PATIENT_BIRTH_DATE, birth);
        values.put(Tag.STUDY_DATE, study);

        assertThat(CHILDRENS_CHESTS.judge(header(values)))
                .isInstanceOf(inside ? Applies.class : OutOfScope.class);
    }

    @Test
    void isOutOfScopeWhenNothingTellsTheAge() {
        var unknown = new OutOfScope("age unknown, model is for 1Y to 5Y");
        assertThat(chestWithout(Tag.PATIENT_AGE)).isEqualTo(unknown);
        assertThat(chestWith(Tag.PATIENT_AGE, "young")).isEqualTo(unknown);

        var turned = new TreeMap<>(CHEST);
        turned.remove(Tag.PATIENT_AGE);
        turned.put(Tag.PATIENT_BIRTH_DATE, "20201101");
        turned.put(Tag.STUDY_DATE, "20201031");
        assertThat(CHILDRENS_CHESTS.judge(header(turned))).isEqualTo(unknown);
        turned.put(Tag.STUDY_DATE, "20230231");
        assertThat(CHILDRENS_CHESTS.judge(header(turned))).isEqualTo(unknown);
    }

    @Test
    void explainsRuleByRuleWhatTheHeaderSaysAndKeepsTheAgeToItself() {
        var values = new TreeMap<>(CHEST);
        values.put(Tag.BODY_PART_EXAMINED, "FOOT");
        values.remove(Tag.VIEW_POSITION);

        assertThat(CHILDRENS_CHESTS.explain(header(values))).extracting(it -> it.rule() + " " + it.says() + " "
                + it.found().orElse("-")).containsExactly("modality YES CR", "presentation-intent YES -",
                "body-part CONTRADICTS FOOT", "view UNKNOWN -", "age YES -");
    }
}
