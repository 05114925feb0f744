// SPDX-FileCopyrightText: 2026 The Gantry authors
// SPDX-License-Identifier: Apache-2.0
package dev.gantry.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.SameSiteAttribute;
import dev.gantry.envelope.Certificates;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages over TLS in a real browser.
class TlsBrowserIT {
    @TempDir
    Path folder;

    @Test
    void bothPagesWorkByHttp2WithACookieThatOnlyThisHostCanSet() throws Exception {
        PlaywrightAssertions.setDefaultAssertionTimeout(60_000);
        Certificates.need("openssl");
        new Certificates(folder).authority("hospital").issue("gantry", "hospital", "ec");
        try (var broker = new Broker(folder);
                var site = new SteeredSite(folder, broker.url(), SteeredSite.chest(folder, "1.0.0"),
                        "access: listed, peers: [{ae-title: CR1}]",
                        "web: {port: 0, tls: {certificate: gantry.pem, key: gantry.key}}\n");
                var browser = new Browser()) {
            var person = browser.person();
            var asked = new ArrayList<String>();
            person.onRequest(request -> asked.add(request.url()));
            var base = "https://127.0.0.1:" + site.webPort();
            var room = browser.open(person, base + "/");
            room.locator("#who").click();
            login(room);

            assertThat(room.locator("#who")).containsText("anna");
            var cookie = person.cookies().getFirst();
            assertThat(cookie.name).isEqualTo("__Host-gantry");
            assertThat(cookie.secure && cookie.httpOnly && cookie.sameSite == SameSiteAttribute.STRICT
                    && cookie.path.equals("/") && cookie.expires == -1).as("%s", cookie.name).isTrue();
            assertThat(site.storescu("CR1", RoomScene.real(folder, "phantom-opacity-1", "T1")).exitCode()).isZero();
            assertThat(room.locator("main[data-headline=flagged]")).isVisible();
            assertThat(room.locator("#preview[src^='blob:']")).isVisible();
            assertThat((List<?>) room.evaluate("""
                    [...new Set([...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
                      .map(it => it.nextHopProtocol).filter(Boolean))]""")).isEqualTo(List.of("h2"));
            Browser.shoot(room, "tls-room");

            var setup = browser.open(person, base + "/setup");
            assertThat(setup.locator("#line")).hasText("connected");
            assertThat(site.echoscu("CR1").exitCode()).isZero();
            assertThat(setup.locator("#feed")).containsText("C-ECHO");
            setup.locator("#who").click();
            assertThat(setup.locator("#login")).isVisible();
            assertThat(person.cookies()).isEmpty();
            assertThat(room.locator("#picture")).isHidden(); // the other page is shown less, too

            assertThat(asked).hasSizeGreaterThan(20).allMatch(url -> url.startsWith(base) || url.startsWith("blob:" + base));
            assertThat(browser.troubles()).as("what the browser complained of").isEmpty();
        }
    }

    private static void login(Page page) {
        page.locator("#login input[name=user]").fill("anna");
        page.locator("#login input[name=password]").fill(SteeredSite.PASSWORD);
        page.locator("#login button[type=submit]").click();
    }
}
