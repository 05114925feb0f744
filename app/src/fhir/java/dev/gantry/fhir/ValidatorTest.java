// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.fhir;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What HL7's validator says of each kind of outcome, by the definitions and value sets of R4.
class ValidatorTest {
    private static final Path BUNDLES = Path.of(System.getProperty("fhir.bundles"));
    /// What it warns of in all of them, and why that stays: docs/fhir.md.
    private static final List<String> EXPECTED = List.of("dom-6", "should have a performer", "should have a subject",
            "CodeSystem could not be found: http://loinc.org");

    private static FhirValidator validator;

    @BeforeAll
    static void load() {
        var context = FhirContext.forR4();
        var support = new ValidationSupportChain(new DefaultProfileValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context),
                new InMemoryTerminologyServerValidationSupport(context));
        validator = context.newValidator().registerValidatorModule(new FhirInstanceValidator(support));
    }

    static Stream<Path> bundles() throws IOException {
        return Files.list(BUNDLES).sorted();
    }

    @ParameterizedTest
    @MethodSource("bundles")
    void findsNoError(Path bundle) throws IOException {
        var result = validator.validateWithResult(Files.readString(bundle));

        var wrong = result.getMessages().stream()
                .filter(message -> message.getSeverity().compareTo(ResultSeverityEnum.WARNING) >= 0)
                .filter(message -> EXPECTED.stream().noneMatch(message.getMessage()::contains))
                .toList();
        assertTrue(result.isSuccessful() && wrong.isEmpty(), wrong.toString());
    }

    @Test
    void wouldFindAWrongStatus() throws IOException {
        var broken = Files.readString(BUNDLES.resolve("positive.json")).replace("\"partial\"", "\"halfway\"");

        assertFalse(validator.validateWithResult(broken).isSuccessful());
    }

    @Test
    void wouldFindAValueBesideAReasonForNone() throws IOException {
        var broken = Files.readString(BUNDLES.resolve("not-analysed-crash.json"))
                .replace("\"dataAbsentReason\"", "\"valueBoolean\":true,\"dataAbsentReason\"");

        assertFalse(validator.validateWithResult(broken).isSuccessful());
    }

    @Test
    void hasSomethingToJudge() throws IOException {
        assertTrue(bundles().count() > 20);
    }
}
