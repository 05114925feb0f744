// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import dev.gantry.account.QuickAccounts;
import dev.gantry.account.Role;
import dev.gantry.config.Mode;
import dev.gantry.dicom.spool.StoredObject;
import dev.gantry.outcome.Finding;
import dev.gantry.outcome.Finding.Box;
import dev.gantry.outcome.Finding.Code;
import dev.gantry.outcome.Finding.Evidence;
import dev.gantry.outcome.Finding.Outline;
import dev.gantry.outcome.Reason;
import dev.gantry.outcome.Verdict;
import dev.gantry.room.RoomStage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The room page in a real browser.
class RoomBrowserIT {
    @TempDir
    Path folder;

    private final Browser browser = new Browser();
    private final BrowserContext person = browser.person();

    @BeforeAll
    static void patience() {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
    }

    @AfterEach
    void close() {
        var troubles = browser.troubles();
        browser.close();
        assertThat(troubles).as("what the browser complained of").isEmpty();
    }

    private static Finding finding(double probability, Box... boxes) {
        return new Finding(Optional.of(new Code("SCT", "233604007", "Pneumonia")), "pneumonia", probability, 0.61,
                new Evidence(List.of(boxes), List.of()));
    }

    private static Verdict flagged(StoredObject about) {
        return Verdict.of(List.of(finding(0.93,
                new Box(RoomStage.instance(about.header()), 1, 290, 185, 130, 190, 0.93, Outline.NONE))));
    }

    private static final Verdict NOT_FLAGGED = Verdict.of(List.of(finding(0.07)));

    private Path picture(String phantom, String name) throws Exception {
        return RoomScene.real(folder, phantom, name);
    }

    private static void login(Page page) {
        page.locator("#who").click();
        page.getByLabel("User").fill("ada");
        page.getByLabel("Password").fill(RoomStage.PASSWORD);
        page.locator("#login button[type=submit]").click();
    }

    /// Waits until the picture is drawn.
    private static void shown(Page page) {
        assertThat(page.locator("#preview[src^='blob:']")).isVisible();
        page.locator("#preview").evaluate("it => it.decode()");
    }

    private static Locator headline(Page page) {
        return page.locator("#headline");
    }

    @Test
    void showsTheFlagOfAnExamThatDcmtkSendsAndTakesTheAnswerThatStopsTheAlarm() throws Exception {
        try (var broker = new Broker(folder);
                var hospital = new Hospital(broker.url());
                var site = new Site(folder, broker.url(), RoomScene.SETTINGS)) {
            QuickAccounts.in(folder.resolve("spool/web-accounts"))
                    .putUser("ada", Role.VIEWER, RoomStage.PASSWORD.toCharArray());
            var page = browser.open(person, "http://127.0.0.1:" + site.webPort() + "/");
            assertThat(headline(page)).hasText("No exam yet");
            login(page);
            assertThat(page.locator("#who")).containsText("ada");

            site.storescu(List.of(), List.of(picture("phantom-opacity-1", "A1")));
            assertThat(headline(page)).containsText("Flagged for");
            assertThat(page.locator("#preview")).isVisible();
            RoomScene.awaited(hospital, RoomScene::unanswered);

            page.locator("#acknowledge [data-action=accepted]").click();
            page.locator("#answer [name=role]").selectOption("radiologist");
            page.locator("#answer button[type=submit]").click();
            assertThat(page.locator("#response")).containsText("Accepted by radiologist");
            RoomScene.awaited(hospital, it -> RoomScene.status(it) && !RoomScene.unanswered(it) && hospital.messages()
                    .stream().anyMatch(before -> RoomScene.unanswered(before) && before.at().isBefore(it.at())));

            site.storescu(List.of(), List.of(picture("phantom-no-opacity-1", "A2")));
            assertThat(headline(page)).containsText("Not flagged for");
            assertThat(page.locator("#history > li")).hasCount(1);
        }
    }

    @Test
    void putsABoxWhereThePayloadSays() throws Exception {
        try (var stage = new RoomStage(folder, Mode.LIVE)) {
            var page = browser.open(person, stage.url() + stage.kiosk());
            var object = stage.arrived("CR1", picture("phantom-opacity-1", "B1"));
            stage.said(object, "chest-pneumonia", flagged(object));

            var box = page.locator("#boxes rect");
            assertThat(box).isVisible();
            shown(page);
            var image = page.locator("#preview").boundingBox();
            var columns = (Number) page.evaluate("document.getElementById('boxes').viewBox.baseVal.width");
            double scale = image.width / columns.doubleValue();
            var drawn = box.boundingBox(); // with half the line on each side
            assertThat(drawn.x - image.x + 1.5).isCloseTo(290 * scale, within(2.5));
            assertThat(drawn.y - image.y + 1.5).isCloseTo(185 * scale, within(2.5));
            assertThat(drawn.width - 3).isCloseTo(130 * scale, within(4.0));
            assertThat(drawn.height - 3).isCloseTo(190 * scale, within(4.0));

            page.keyboard().press("b");
            assertThat(box).isHidden();
            var before = page.locator("#preview").getAttribute("src");
            page.locator("#stage").focus();
            page.keyboard().press("ArrowRight");
            assertThat(page.locator("#preview")).not().hasAttribute("src", before);
            assertThat(page.url()).as("the token stays out of sight").doesNotContain("kiosk");
        }
    }

    /// The network of the repository looks at a drawn head.
    @Test
    void laysTheMaskOfASegmentationOverThePictureWhereItsBoxesLie() throws Exception {
        var model = RoomScene.segmentation(folder);
        try (var broker = new Broker(folder);
                var site = new Site(folder, broker.url(), folder.resolve("models"), RoomScene.SETTINGS)) {
            QuickAccounts.in(folder.resolve("spool/web-accounts"))
                    .putUser("ada", Role.VIEWER, RoomStage.PASSWORD.toCharArray());
            var page = browser.open(person, "http://127.0.0.1:" + site.webPort() + "/");
            login(page);
            assertThat(page.locator("#who")).containsText("ada");
            site.storescu(List.of(), List.of(RoomScene.real(folder, model.resolve("golden/mass-1.dcm"), "M1")));

            var mask = page.locator("#mask path");
            assertThat(mask.first()).isVisible();
            shown(page);
            assertThat((Boolean) page.evaluate("""
                    () => [...document.querySelectorAll('#mask path')].every((path, i) => {
                      const box = document.querySelectorAll('#boxes rect')[i].getBBox(), own = path.getBBox(), cells = 2.5;
                      return [[own.x - box.x], [own.y - box.y], [box.x + box.width - own.x - own.width],
                        [box.y + box.height - own.y - own.height]].every(gap => gap >= -0.02 && gap < cells);
                    })""")).as("each shape reaches to the edges of its box, but for the corners that were cut").isTrue();
            var before = ((Number) page.evaluate(BRIGHTER)).doubleValue();
            assertThat(before).as("the drawn mass is brighter than what lies around it").isGreaterThan(10);
            Browser.shoot(page, "en-mask");
            var shown = page.locator("#preview").boundingBox();
            assertThat(shown.width).as("128 columns, large enough for three metres").isGreaterThan(400);
            assertThat(shown.width / shown.height).isCloseTo(1, within(0.01));

            page.locator("body").press("m");
            assertThat(mask.first()).isHidden();
            assertThat(page.locator("#boxes rect").first()).isVisible();
            page.locator("body").press("b");
            page.locator("#show-mask").click();
            assertThat(mask.first()).isVisible();
            assertThat(page.locator("#boxes rect").first()).isHidden();
            assertThat(page.locator("#show-mask")).hasAttribute("aria-pressed", "true");

            site.storescu(List.of(), List.of(RoomScene.real(folder, model.resolve("golden/none-1.dcm"), "M2")));
            assertThat(headline(page)).containsText("Not flagged for");
            assertThat(mask).hasCount(0);
            assertThat(page.locator("#show-mask")).isHidden();
        }
    }

    /// By how much the picture's pixels below the masks are brighter than those between twice the mask and it, 0 to 255.
    private static final String BRIGHTER = """
            () => {
              const image = document.getElementById('preview'), svg = document.getElementById('mask');
              const { width, height } = svg.viewBox.baseVal;
              const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
              const context = canvas.getContext('2d');
              context.drawImage(image, 0, 0);
              const grey = context.getImageData(0, 0, canvas.width, canvas.height).data;
              const sums = [[0, 0], [0, 0]];
              for (const path of svg.querySelectorAll('path')) {
                const box = path.getBBox(), point = svg.createSVGPoint();
                for (let y = 0; y < canvas.height; y++) {
                  for (let x = 0; x < canvas.width; x++) {
                    point.x = (x + .5) * width / canvas.width;
                    point.y = (y + .5) * height / canvas.height;
                    const near = Math.abs(point.x - box.x - box.width / 2) < box.width
                      && Math.abs(point.y - box.y - box.height / 2) < box.height;
                    const of = sums[path.isPointInFill(point) ? 0 : 1];
                    of[0] += near ? grey[4 * (y * canvas.width + x)] : 0;
                    of[1] += near;
                  }
                }
              }
              return sums[0][0] / sums[0][1] - sums[1][0] / sums[1][1];
            }""";

    @ParameterizedTest
    @ValueSource(strings = {"en", "de", "zh"})
    void showsEachStateInEachLanguage(String language) throws Exception {
        try (var stage = new RoomStage(folder, Mode.LIVE)) {
            var page = browser.open(person, stage.url() + "?lang=" + language + stage.kiosk());
            Browser.shoot(page, language + "-nothing");
            var first = stage.arrived("CR1", picture("phantom-no-opacity-1", "S1"));
            assertThat(page.locator("main[data-headline=analysing]")).isVisible();
            shown(page);
            Browser.shoot(page, language + "-analysing");
            stage.said(first, "chest-pneumonia", NOT_FLAGGED);
            assertThat(page.locator("main[data-headline=not-flagged]")).isVisible();
            Browser.shoot(page, language + "-not-flagged");
            var second = stage.arrived("CR1", picture("phantom-hand", "S2"));
            stage.said(second, "chest-pneumonia", new Verdict.NotAnalysed(Reason.NO_MODEL));
            assertThat(page.locator("main[data-headline=not-analysed]")).isVisible();
            shown(page);
            Browser.shoot(page, language + "-not-analysed");
            var third = stage.arrived("CR1", picture("phantom-opacity-1", "S3"));
            assertThat(page.locator("main[data-headline=analysing]")).isVisible();
            stage.said(third, "chest-pneumonia", flagged(third));
            assertThat(page.locator("main[data-headline=flagged]")).isVisible();
            shown(page);
            Browser.shoot(page, language + "-flagged");
            Browser.shootNarrowAndWide(page, language + "-flagged");
            stage.degraded("the broker is not reached: alerts wait here");
            assertThat(page.locator("#degraded small")).hasText("the broker is not reached: alerts wait here");
            assertThat(page.locator("#degraded div")).containsText(Map.of("en", "the way to the receivers",
                    "de", "der Weg zu den Empf\u00e4ngern", "zh", "\u4e0e\u63a5\u6536\u65b9").get(language));
            Browser.shoot(page, language + "-degraded");
            stage.freeze();
            assertThat(page.locator("#stale")).isVisible();
            Browser.shoot(page, language + "-stale");
            assertThat(page.locator("body").innerText().toLowerCase()).doesNotContain("normal", " clear");
        }
    }

    @Test
    void canBeReadAloudAndUsedWithoutAMouse() throws Exception {
        try (var stage = new RoomStage(folder, Mode.SHADOW)) {
            var page = browser.open(person, stage.url() + stage.kiosk());
            var object = stage.arrived("CR1", picture("phantom-opacity-1", "C1"));
            stage.said(object, "chest-pneumonia", flagged(object));

            assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Flagged for Pneumonia"))).isVisible();
            assertThat(page.locator("#announce")).containsText("CR1: Flagged for Pneumonia");
            assertThat(page.locator("#mode")).containsText("SHADOW");
            assertThat(page.locator("body")).matchesAriaSnapshot("""
                    - link "To the newest exam"
                    - banner:
                      - heading "st-anna cr-room-2" [level=1]
                      - navigation "Scanners":
                        - link /CR1/
                      - button "Sound"
                      - button /Log out/
                    - main:
                      - heading "Flagged for Pneumonia" [level=2]
                      - figure:
                        - img /Pneumonia/
                        - button "Boxes" [pressed]
                    - complementary "Last 24 hours":
                      - heading "Last 24 hours" [level=2]
                    - contentinfo: Research use only. Not a medical device.
                    """);
            page.keyboard().press("Tab");
            assertThat(page.locator(".skip")).isFocused();
            page.keyboard().press("a");
            assertThat(page.locator("#answer")).isVisible();
            page.keyboard().type("Dr. Ada");
            page.keyboard().press("Enter");
            assertThat(page.locator("#answer")).isHidden();
            assertThat(stage.acks()).singleElement().satisfies(ack -> assertThat(ack.by().name()).hasValue("Dr. Ada"));
            assertThat(contrasts(page)).as("WCAG 2.2 1.4.3: 4.5 to 1, 3 to 1 where large").isEmpty();
        }
    }

    /// The elements whose text stands out too little from its ground.
    private static List<?> contrasts(Page page) {
        return (List<?>) page.evaluate("""
                () => {
                  const parse = c => (c.match(/[\\d.]+/g) ?? []).map(Number);
                  const lum = ([r, g, b]) => [r, g, b].map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
                    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
                  const ground = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor);
                    if (c.length < 4 || c[3] > .9) return c; } return [0, 0, 0]; };
                  return [...document.querySelectorAll('body *')].filter(e => e.offsetParent
                      && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())).map(e => {
                    const [a, b] = [lum(parse(getComputedStyle(e).color)), lum(ground(e))].sort((x, y) => y - x);
                    const ratio = (a + .05) / (b + .05);
                    const large = parseFloat(getComputedStyle(e).fontSize) >= 24;
                    return ratio < (large ? 3 : 4.5) ? `${e.tagName}#${e.id} ${ratio.toFixed(2)} ${e.textContent}` : null;
                  }).filter(Boolean);
                }""");
    }

    @Test
    void isLightAndServesTwentyPagesAtOnce() throws Exception {
        try (var stage = new RoomStage(folder, Mode.LIVE)) {
            browser.open(browser.person(), stage.url()); // the appliance has served one before
            var page = browser.open(person, stage.url());
            var figures = (List<?>) page.evaluate("""
                    () => { const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
                      return [performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
                        all.reduce((sum, e) => sum + e.transferSize, 0), all.filter(e => !e.name.startsWith(location.origin)).length]; }""");
            System.out.println("ms until the scripts have run, bytes, elsewhere: " + figures);
            assertThat(((Number) figures.get(1)).intValue()).isBetween(1, 300_000);
            assertThat(((Number) figures.get(2)).intValue()).as("asked of anybody else").isZero();

            var pages = new ArrayList<Page>();
            for (int i = 0; i < 20; i++) {
                pages.add(browser.open(browser.person(), stage.url()));
            }
            var object = stage.arrived("CR1", picture("phantom-opacity-1", "D1"));
            stage.said(object, "chest-pneumonia", flagged(object));
            for (var one : pages) {
                assertThat(headline(one)).hasText("Flagged for Pneumonia");
                assertThat(one.locator("#picture")).isHidden();
                assertThat(one.locator("#acknowledge")).isHidden();
            }
        }
    }
}
