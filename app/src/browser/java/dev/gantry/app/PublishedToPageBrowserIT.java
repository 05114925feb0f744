// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.PlaywrightAssertions;
import dev.gantry.app.Hospital.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How long after a subscriber of MQTT heard an answer it stands on the page. It measures and promises nothing:
/// docs/room-page.md has the figures.
class PublishedToPageBrowserIT {
    private static final int EXAMS = Integer.getInteger("gantry.exams", 20);
    /// The first ones warm the scripts up.
    private static final int WARM = 5;

    /// Notes when an exam's answer is in the document: `{exam: milliseconds since 1970}`.
    private static final String WATCH = """
            () => { window.stood = {};
              new MutationObserver(() => { const { exam, headline } = document.getElementById('place').dataset;
                if (headline !== 'analysing' && headline !== 'none') {
                  window.stood[exam] ??= performance.timeOrigin + performance.now(); } })
                .observe(document.getElementById('place'), { attributes: true, subtree: true, childList: true }); }""";

    @TempDir
    Path folder;

    @Test
    void fromTheSubscriberToTheDocument() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), SteeredSite.chest(folder, "1.0.0"), RoomScene.SETTINGS);
                var browser = new Browser()) {
            var page = browser.open(browser.person(), "http://127.0.0.1:" + site.webPort() + "/");
            assertThat(page.locator("#headline")).hasText("No exam yet");
            page.evaluate(WATCH);
            for (int i = 0; i < WARM + EXAMS; i++) {
                site.storescu(List.of(), List.of(RoomScene.real(folder, "phantom-opacity-1", "L" + i)));
                assertThat(page.locator("#place")).hasAttribute("data-headline", "flagged");
                assertThat(page.locator("#history > li")).hasCount(i);
            }

            var heard = hospital.awaitOutcomes(WARM + EXAMS);
            @SuppressWarnings("unchecked")
            var stood = (Map<String, Number>) page.evaluate("window.stood");
            var millis = heard.stream().skip(WARM).mapToDouble(it -> after(it, stood)).sorted().toArray();
            assertThat(millis).hasSize(EXAMS);
            System.out.println("ms from the subscriber to the page: median %.0f, p95 %.0f, least %.0f, most %.0f, exams %d"
                    .formatted(millis[EXAMS / 2], millis[EXAMS * 95 / 100], millis[0], millis[EXAMS - 1], EXAMS));
        }
    }

    private static double after(Message heard, Map<String, Number> stood) {
        var exam = heard.payload().at("/exam/study").asString();
        assertThat(stood).containsKey(exam);
        return stood.get(exam).doubleValue() - (heard.at().getEpochSecond() * 1e3 + heard.at().getNano() / 1e6);
    }
}
