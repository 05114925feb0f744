// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.dicom.association;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.gantry.dicom.pdu.Pdu.AssociateRj;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryTest {
    static final Retry RETRY = new Retry(Duration.ofMillis(100), Duration.ofMillis(1500), Duration.ofSeconds(10));

    @ParameterizedTest(name = "after {0} failures, drawing {1}: {2} ms")
    @CsvSource({"1,0,50", "1,0.5,75", "1,1,100", "2,1,200", "4,0,400", "5,1,1500", "6,1,1500", "1000000,0,750"})
    void doublesThePauseUpToTheLongestAndDrawsFromItsUpperHalf(int failures, double draw, long millis) {
        assertThat(RETRY.pause(failures, Duration.ZERO, draw)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest(name = "{0} ms after the first attempt: again {1}")
    @CsvSource({"0,true", "9900,true", "9901,false", "60000,false"})
    void beginsNoAttemptBeyondTheLimit(long elapsedMillis, boolean again) {
        assertThat(RETRY.pause(1, Duration.ofMillis(elapsedMillis), 1).isPresent()).isEqualTo(again);
    }

    @Test
    void neverMeansOneAttempt() {
        assertThat(Retry.NEVER.pause(1, Duration.ZERO, 0)).isEmpty();
    }

    @Test
    void refusesATimeThatIsNone() {
        var second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException().isThrownBy(() -> new Retry(Duration.ZERO, second, second));
        assertThatIllegalArgumentException().isThrownBy(() -> new Retry(second, Duration.ofMillis(1), second));
        assertThatIllegalArgumentException().isThrownBy(() -> Retry.within(Duration.ofMillis(-1)));
    }

    /// Result, source and reason of PS3.8 Table 9-21: only the result says whether to come back.
    @ParameterizedTest(name = "{0}/{1}/{2} -> again {3}: {4}")
    @CsvSource({
        "1,1,1,false,no reason given (permanent)",
        "1,1,2,false,application context name not supported (permanent)",
        "1,1,3,false,calling AE title not recognized (permanent)",
        "1,1,7,false,called AE title not recognized (permanent)",
        "1,2,1,false,no reason given (permanent)",
        "1,2,2,false,protocol version not supported (permanent)",
        "2,3,1,true,temporary congestion (transient)",
        "2,3,2,true,local limit exceeded (transient)",
        "2,1,7,true,called AE title not recognized (transient)",
        "1,3,2,false,local limit exceeded (permanent)",
        "2,3,7,true,'source 3, reason 7 (transient)'"})
    void comesBackOnlyAfterATransientRejection(int result, int source, int reason, boolean again, String words) {
        var reject = new AssociateRj(result, source, reason);

        assertThat(reject.words()).isEqualTo(words);
        assertThat(new Requested.Rejected(words, reject.temporary()).mayPass()).isEqualTo(again);
    }

    @Test
    void comesBackWhenNobodyAnsweredOrTheConnectionBroke() {
        assertThat(new Requested.Unreachable("refused").mayPass()).isTrue();
        assertThat(new Requested.Failed("lost").mayPass()).isTrue();
    }
}
