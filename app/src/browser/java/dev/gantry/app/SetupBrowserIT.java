// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.sun.net.httpserver.HttpServer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The engineers' pages in a real browser.
class SetupBrowserIT {
    @TempDir
    static Path folder;

    private static Broker broker;
    private static Process archive;
    private static SteeredSite site;

    private Browser browser;

    @BeforeAll
    static void start() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        broker = new Broker(folder);
        int port = GantryRun.freePort();
        archive = new ProcessBuilder(Peers.program("storescp", "dcmtk").toString(), "-aet", "ARCHIVE", "--ignore",
                Integer.toString(port)).redirectErrorStream(true)
                .redirectOutput(folder.resolve("storescp.log").toFile()).start();
        site = new SteeredSite(folder, broker.url(), SteeredSite.chest(folder, "1.0.0", "1.0.1"),
                "access: listed, peers: [{ae-title: GANTRY_DOCTOR}, {ae-title: CR1},"
                        + " {ae-title: ARCHIVE, host: 127.0.0.1, port: %d}]".formatted(port),
                "mode: live\nweb: {port: 0}\n");
    }

    @AfterAll
    static void stop() {
        site.close();
        archive.destroy();
        broker.close();
    }

    @BeforeEach
    void open() {
        browser = new Browser();
    }

    @AfterEach
    void close() {
        var troubles = browser.troubles();
        browser.close();
        assertThat(troubles).as("what the browser complained of").isEmpty();
    }

    private Page login(String name, String path) {
        var page = browser.open(browser.person(), "http://127.0.0.1:" + site.webPort() + path);
        page.locator("dialog input[name=user]").fill(name);
        page.locator("dialog input[name=password]").fill(SteeredSite.PASSWORD);
        page.locator("dialog button[type=submit]").click();
        assertThat(page.locator("#who")).containsText(name);
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Test
    void aRefusalAppearsAndOneClickLetsTheNextAssociationIn() throws Exception {
        var page = login("anna", "/setup");
        assertThat(page.locator("#line")).hasText("connected");

        assertThat(site.echoscu("MR_9").exitCode()).isNotZero();
        assertThat(page.locator("#feed tr").first()).containsText("no peer 'MR_9' is listed");
        assertThat(button(page, "Allow MR_9 from 127.0.0.1")).isVisible();
        Browser.shoot(page, "setup-callers");
        Browser.shootNarrowAndWide(page, "setup-callers");
        button(page, "Allow MR_9 from 127.0.0.1").click();
        assertThat(page.locator("#may")).containsText("MR_9");

        assertThat(site.echoscu("MR_9").exitCode()).isZero();
        assertThat(page.locator("#feed")).containsText("C-ECHO");
        page.locator("#parts a[href='#checks']").click();
        assertThat(page.locator("#last-echo")).containsText("MR_9 from 127.0.0.1 called us with C-ECHO");
    }

    @Test
    void theFormRefusesAMistakeInTheWordsOfCheckThenShowsTheDifferenceAndWrites() throws Exception {
        var before = Files.readString(site.settings());
        var page = login("anna", "/setup#settings");
        page.locator("details[data-section=exam] > summary").click();
        page.getByLabel("exam.silence", new Page.GetByLabelOptions().setExact(true)).fill("soon");
        button(page, "Check and show the difference").click();

        var words = "gantry.yaml:11: exam.silence: must be a duration such as 150ms, 30s, 10m, 1h or 1d"
                + " (a whole number from 1 to 99999 and a unit), found \"soon\"";
        assertThat(page.locator(".problems")).containsText(words);
        assertThat(page.locator("#key-exam-silence")).hasAttribute("aria-invalid", "true");
        Browser.shoot(page, "setup-settings-refused");
        assertThat(site.settings()).hasContent(before);

        page.locator("#key-exam-silence").fill("40s");
        button(page, "Check and show the difference").click();
        assertThat(page.locator(".diff .went")).containsText("silence: 20s   # the old CR is slow");
        assertThat(page.locator(".diff .came")).containsText("silence: 40s   # the old CR is slow");
        Browser.shoot(page, "setup-settings-difference");
        assertThat(site.settings()).hasContent(before);
        button(page, "Write and apply").click();
        assertThat(page.locator("#written")).containsText("Written, and applied.");
        assertThat(site.live().now().exam().silence()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void showsModelsWithTheirEvidenceAndMakesTheReport() {
        var page = login("anna", "/setup#models");
        assertThat(page.locator("#shelf")).containsText("chest-pneumonia");
        assertThat(page.locator("#shelf dt", new Page.LocatorOptions().setHasText("auroc")).first()).isVisible();
        Browser.shoot(page, "setup-models");
        Browser.shootNarrowAndWide(page, "setup-models");

        page.locator("#parts a[href='#checks']").click();
        button(page, "Make all checks and the report").click();
        assertThat(page.locator("#report")).isVisible();
        var report = page.waitForPopup(() -> page.locator("#report").click());
        assertThat(report.locator("h1")).hasText("Acceptance report");
        assertThat(report.evaluate("getComputedStyle(document.querySelector('.verdict')).borderTopStyle"))
                .as("the policy lets its style sheet in").isEqualTo("solid");
        Browser.shoot(page, "setup-checks");
        Browser.shootNarrowAndWide(page, "setup-checks");
    }

    @Test
    void showsTheModeInForceAndWhatIsMissingUntilPeopleAreAlerted() {
        var page = login("anna", "/setup");

        assertThat(page.locator("#mode-title")).hasText("Mode shadow: nobody is alerted");
        assertThat(page.locator("#mode-more")).containsText("The settings ask for live.");
        assertThat(page.locator("#missing li")).hasCount(1);
        assertThat(page.locator("#missing")).containsText("no acceptance report was signed");
        assertThat(page.locator("#missing code").last()).containsText("gantry acceptance sign report.html");
    }

    @Test
    void callsAPeerThatAnswersAndMakesSingleChecks() {
        var page = login("anna", "/setup#checks");

        button(page, "Call ARCHIVE").click();
        assertThat(page.locator("#echoed")).hasText(Pattern.compile("ARCHIVE answers in [0-9.]+ ms"));
        button(page, "Check: MQTT round trip").click();
        assertThat(page.locator("#results")).containsText("takes our messages and passes them on");
        button(page, "Check: Synthetic exam").click();
        assertThat(page.locator("#results")).containsText("all of mode test");
    }

    @Test
    void activatesRollsBackAndComparesASecondVersionInShadow() throws Exception {
        var page = login("anna", "/setup#models");
        var first = version(page, "1.0.0");
        var second = version(page, "1.0.1");
        assertThat(second.locator(".badge")).hasText("answers");

        button(page, "Activate chest-pneumonia 1.0.0").click();
        assertThat(first.locator(".badge")).hasText("answers");
        assertThat(second.locator(".badge")).hasText("standby");
        button(page, "Run in shadow chest-pneumonia 1.0.1").click();
        assertThat(second.locator(".badge")).hasText("shadow");

        assertThat(site.storescu("CR1", RoomScene.real(folder, "phantom-opacity-1", "V1")).exitCode()).isZero();
        assertThat(second.locator(".notice")).hasText("1 compared in shadow: 1 agree, 0 disagree");
        Browser.shoot(page, "setup-models-shadow");
        button(page, "End shadow chest-pneumonia").click();
        assertThat(second.locator(".badge")).hasText("standby");
        button(page, "Roll back chest-pneumonia").click();
        assertThat(second.locator(".badge")).hasText("answers");
    }

    private static Locator version(Page page, String version) {
        return page.locator(".version", new Page.LocatorOptions().setHas(
                page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName(Pattern.compile("^" + version)))));
    }

    /// To a browser it is the same site, so it sends the cookie along: what is left are the token and the origin.
    @Test
    void aPageOfAnotherOriginChangesNothingThoughTheCookieTravels() throws Exception {
        var url = "http://127.0.0.1:" + site.webPort();
        var page = login("anna", "/setup#models");
        var elsewhere = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        elsewhere.createContext("/", asked -> {
            var body = EVIL.replace("URL", url).getBytes(StandardCharsets.UTF_8);
            asked.getResponseHeaders().set("Content-Type", "text/html");
            asked.sendResponseHeaders(200, body.length);
            asked.getResponseBody().write(body);
            asked.close();
        });
        elsewhere.start();
        try {
            var evil = page.context().newPage(); // its complaints are what we want
            evil.navigate("http://127.0.0.1:" + elsewhere.getAddress().getPort() + "/");
            assertThat(evil.locator("#done")).hasText("blocked blocked");
            assertThat(evil.frameLocator("#framed").locator("#who")).hasCount(0);
            evil.locator("#off").click();
            assertThat(evil.locator("body")).containsText("this can be asked only from a page of this appliance");
        } finally {
            elsewhere.stop(0);
        }

        page.reload();
        assertThat(page.locator("#who")).containsText("anna");
        assertThat(page.locator("#shelf .badge.active")).hasCount(1);
    }

    private static final String EVIL = """
            <!doctype html><p id="done"></p><iframe id="framed" src="URL/setup"></iframe>
            <form method="post" enctype="text/plain" action="URL/api/setup/models">
            <input name='{"name": "chest-pneumonia", "action": "off", "x": "' value='"}'><button id="off">off</button></form>
            <script>
            const json = { method: 'POST', credentials: 'include', headers: { 'Content-Type': 'application/json' } };
            const blind = { method: 'POST', credentials: 'include', mode: 'no-cors' };
            const off = JSON.stringify({ name: 'chest-pneumonia', action: 'off' });
            const seen = it => it.text().then(text => text || 'blocked', () => 'blocked');
            Promise.all([fetch('URL/api/setup/models', { ...json, body: off }).then(seen, () => 'blocked'),
              fetch('URL/api/logout', { ...blind, body: '{}' }).then(seen, () => 'blocked')])
              .then(all => { document.getElementById('done').textContent = all.join(' '); });
            </script>
            """;

    @Test
    void operationShowsChartsThatAreReadWithTheKeysAndTheLog() throws Exception {
        assertThat(site.echoscu("STRANGER").exitCode()).isNotZero();
        try (var anna = site.login("anna")) {
            assertThat(anna.post("/api/setup/checks", "{\"checks\": [\"exam\"]}").status()).isEqualTo(202);
        }
        var page = login("anna", "/ops");

        assertThat(page.locator("#log")).containsText("refused calling='STRANGER'");
        var latency = page.locator("figure.chart", new Page.LocatorOptions().setHasText("Latency, ms"));
        assertThat(latency.locator(".legend").first()).hasText(Pattern.compile("p50 \\d.*"));
        var heap = page.locator("figure.chart", new Page.LocatorOptions().setHasText("Heap, MB"));
        assertThat(heap.locator("path")).not().hasAttribute("d", "");
        heap.locator("svg").focus();
        page.keyboard().press("ArrowLeft");
        assertThat(heap.locator(".at")).not().isEmpty();
        assertThat(heap.locator("svg")).hasAttribute("aria-label",
                Pattern.compile("Heap, MB .*: used \\d.*"));
        Browser.shoot(page, "ops");
        Browser.shootNarrowAndWide(page, "ops");
    }

    @Test
    void aViewerSeesChartsAndNeitherTheLogNorThePageToSetUp() {
        var page = login("vera", "/ops");
        assertThat(page.locator("#tiles")).containsText("broker connected");
        assertThat(page.locator("#log-part")).isHidden();

        page.navigate("http://127.0.0.1:" + site.webPort() + "/setup");
        assertThat(page.locator("dialog")).containsText("This page is for engineers");
        assertThat(page.locator("main")).isHidden();
    }

    @ParameterizedTest
    @CsvSource({"en,Callers,Now", "de,Anrufer,Jetzt", "zh,呼叫方,当前"})
    void speaksTheLanguageAndNamesAllThatCanBeUsed(String language, String callers, String now) throws Exception {
        assertThat(site.echoscu("STRANGER").exitCode()).isNotZero();
        var setup = login("anna", "/setup?lang=" + language);
        assertThat(setup.locator("#callers h2")).hasText(callers);
        assertThat(setup.locator("html")).hasAttribute("lang", language);
        for (var part : List.of("callers", "checks", "settings", "models")) {
            setup.locator("#parts a[href='#" + part + "']").click();
            setup.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })");
            assertThat(setup.locator("#" + part + " button").first()).isVisible();
            assertThat(nameless(setup)).as(part).isEmpty();
            assertThat(dim(setup)).as(part).isEmpty();
        }
        setup.navigate("http://127.0.0.1:" + site.webPort() + "/ops?lang=" + language);
        assertThat(setup.locator("h2").first()).hasText(now);
        assertThat(setup.locator("#tiles .tile").first()).isVisible();
        assertThat(nameless(setup)).isEmpty();
        assertThat(dim(setup)).isEmpty();
    }

    /// Fields, buttons, links and pictures without a name for a screen reader.
    private static List<?> nameless(Page page) {
        assertThat(page.locator("#content").ariaSnapshot()).isNotBlank();
        return (List<?>) page.evaluate("""
                () => [...document.querySelectorAll('input, select, textarea, button, a, img, svg')]
                  .filter(it => !(it.labels?.length && it.labels[0].textContent.trim())
                    && !it.getAttribute('aria-label')
                    && !it.textContent.trim() && !it.getAttribute('alt'))
                  .map(it => it.outerHTML.slice(0, 100))
                """);
    }

    /// Texts that are seen and do not stand out from their ground as WCAG 2.2 1.4.3 asks (4.5 to 1).
    private static List<Map<String, Object>> dim(Page page) {
        @SuppressWarnings("unchecked")
        var dim = (List<Map<String, Object>>) page.evaluate("""
                () => {
                  const rgb = text => text.match(/[\\d.]+/g).map(Number);
                  const light = ([r, g, b]) => [r, g, b].map(it => it / 255)
                    .map(it => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4)
                    .reduce((sum, it, i) => sum + it * [0.2126, 0.7152, 0.0722][i], 0);
                  const ground = it => {
                    for (; it; it = it.parentElement) {
                      const colour = rgb(getComputedStyle(it).backgroundColor);
                      if (colour.length < 4 || colour[3] === 1) { return colour; }
                    }
                    return [255, 255, 255];
                  };
                  return [...document.querySelectorAll('body *')]
                    .filter(it => it.checkVisibility() && !it.disabled && !it.closest('svg')
                      && [...it.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
                    .map(it => {
                      const [a, b] = [light(rgb(getComputedStyle(it).color)), light(ground(it))];
                      return { text: it.textContent.trim().slice(0, 40),
                        ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
                    })
                    .filter(it => it.ratio < 4.5);
                }
                """);
        return dim;
    }
}
