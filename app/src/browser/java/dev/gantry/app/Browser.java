// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Debian's Chromium, and what went wrong in it.
final class Browser implements AutoCloseable {
    private static final Path SCREENSHOTS = Path.of("target/screenshots");
    private static final int WIDTH = 1600;
    private static final int NARROW = 400;
    private static final int HEIGHT = 900;
    private static final double LIMIT_MILLIS = 60_000;

    private final Playwright playwright =
            Playwright.create(new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    private final com.microsoft.playwright.Browser browser = playwright.chromium().launch(new BrowserType.LaunchOptions()
            .setExecutablePath(Path.of(System.getProperty("gantry.chromium", "/usr/bin/chromium")))
            .setArgs(List.of("--no-sandbox", "--disable-gpu")));
    private final List<String> troubles = new ArrayList<>();

    /// Somebody with a browser of their own, who believes the certificates of a test.
    BrowserContext person() {
        var context = browser.newContext(new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(WIDTH, HEIGHT).setLocale("en").setIgnoreHTTPSErrors(true));
        context.setDefaultTimeout(LIMIT_MILLIS);
        return context;
    }

    /// A page that is open.
    Page open(BrowserContext person, String url) {
        var page = person.newPage();
        page.onPageError(trouble -> troubles.add(trouble.toString()));
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("status of 4")) {
                troubles.add(message.text());
            }
        });
        page.navigate(url);
        return page;
    }

    static void shoot(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    }

    /// As on a telephone, where nothing may stick out at the side (WCAG 2.2 1.4.10), and as on a screen on the wall.
    static void shootNarrowAndWide(Page page, String name) {
        page.setViewportSize(NARROW, HEIGHT);
        shoot(page, name + "-400");
        assertThat(page.evaluate("document.documentElement.scrollWidth")).as("%s: as wide as the screen", name)
                .isEqualTo(NARROW);
        page.setViewportSize(1920, 1080);
        shoot(page, name + "-1920");
        page.setViewportSize(WIDTH, HEIGHT);
    }

    /// Errors of scripts, and what the policy of the pages forbade.
    List<String> troubles() {
        return List.copyOf(troubles);
    }

    @Override
    public void close() {
        playwright.close();
    }
}
