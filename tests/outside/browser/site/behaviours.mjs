// What the site does when it is used: search, tabs, theme, menu, and links into the reference.

/** What is wrong, as a list of sentences. */
export async function behaviours(browser, url, { desktop, phone }) {
    const problems = [];
    const tests = { homeIsLight, searchByKeyboard, searchWithoutResults, tabsAreRemembered, themeIsRemembered, menuOpens,
        missingPage, operationsAreReached, readableWithoutScripts };
    for (const [name, test] of Object.entries(tests)) {
        const contexts = [];
        const open = async (path, options = {}) => {
            const context = await browser.newContext({ viewport: desktop, colorScheme: "light", ...options });
            contexts.push(context);
            const page = await context.newPage();
            page.setDefaultTimeout(120_000);
            await page.goto(url + path);
            return page;
        };
        try {
            await test(open, { url, phone });
        } catch (error) {
            problems.push(`${name}: ${error.message}`);
        } finally {
            await Promise.all(contexts.map((context) => context.close()));
        }
    }
    return problems;
}

function expect(actual, wanted, what) {
    if (actual !== wanted) throw new Error(`${what}: ${JSON.stringify(actual)} instead of ${JSON.stringify(wanted)}`);
}

async function homeIsLight(open) {
    const page = await open("index.html");
    const bytes = await page.evaluate(() => {
        const parts = [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")];
        return parts.reduce((sum, { transferSize }) => sum + transferSize, 0);
    });
    expect(bytes > 10_000 && bytes < 200 * 1024, true, `the home page transfers ${bytes} bytes`);
}

async function searchByKeyboard(open) {
    const page = await open("guides/errors.html");
    await page.keyboard.press("/");
    expect(await page.evaluate(() => document.activeElement.id), "search-input", "the focus after /");
    await page.keyboard.type("list users");
    await page.waitForSelector("#search-results li[aria-selected=true]");
    const first = await page.getAttribute("#search-input", "aria-activedescendant");
    await page.keyboard.press("ArrowDown");
    const second = await page.getAttribute("#search-input", "aria-activedescendant");
    expect(first !== second && second !== null, true, "the arrow moves the choice");
    await page.keyboard.press("Escape");
    expect(await page.locator("dialog.search").isVisible(), false, "Escape closes");

    await page.keyboard.press("Control+k");
    await page.fill("#search-input", "groups_update");
    await page.waitForSelector("#search-results li[aria-selected=true]");
    await page.keyboard.press("Enter");
    await page.waitForURL("**/reference/twona.html#tag/groups/groups_update");
}

async function searchWithoutResults(open) {
    const page = await open("index.html");
    await page.click(".search-open");
    await page.fill("#search-input", "qqqqzzzz");
    await page.waitForFunction(() => document.querySelector(".search-status").textContent === "Nothing found.");
    expect(await page.locator("#search-results li").count(), 0, "results");
}

async function tabsAreRemembered(open, { url }) {
    const page = await open("index.html");
    const shown = () => page.locator(".tabs [role=tabpanel]:visible").first().getAttribute("data-tab");
    expect(await shown(), "rust", "the first tab");
    await page.locator("[role=tab]").first().focus();
    await page.keyboard.press("ArrowRight");
    expect(await shown(), "typescript", "the tab after the arrow");
    await page.getByRole("tab", { name: "Python" }).first().click();
    await page.goto(`${url}guides/quick-start.html`);
    expect(await shown(), "python", "the tab on another page");
}

async function themeIsRemembered(open, { url }) {
    const page = await open("index.html");
    const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await paper();
    await page.click(".theme-toggle");
    const dark = await paper();
    expect(dark !== light, true, "the theme changes");
    await page.goto(`${url}reference/twona.html`);
    expect(await paper(), dark, "the theme on another page");
    await page.waitForSelector("body.dark-mode");
    await page.click(".theme-toggle");
    await page.waitForSelector("body.light-mode");
    expect(await paper(), light, "the theme, changed back");
}

async function menuOpens(open, { phone }) {
    const page = await open("guides/errors.html", { viewport: phone });
    const link = page.locator(".menu nav").getByRole("link", { name: "Rulings" });
    expect(await link.isVisible(), false, "the menu is closed");
    await page.locator(".menu summary").focus();
    await page.keyboard.press("Enter");
    expect(await link.isVisible(), true, "the menu is open");
    await page.keyboard.press("Escape");
    expect(await link.isVisible(), false, "Escape closes the menu");
    await page.click(".menu summary");
    await link.click();
    await page.waitForURL("**/rulings.html");
}

async function missingPage(open, { url }) {
    const page = await open("no/such/page.html");
    expect(await page.innerText("h1"), "There is no such page", "the heading");
    await page.locator("main").getByRole("link", { name: "Guides" }).click();
    await page.waitForURL(`${url}guides/index.html`);
}

async function operationsAreReached(open) {
    const page = await open("rulings.html");
    await page.locator("#T14 .carriers a").first().click();
    await page.waitForURL("**/reference/twona.html#**", { waitUntil: "commit" });
    const anchor = await page.evaluate(() => decodeURIComponent(location.hash.slice(1)));
    const heading = page.locator(`[id="twona/${anchor}"]`);
    await heading.waitFor();
    await page.waitForFunction((id) => {
        const { top } = document.getElementById(id).getBoundingClientRect();
        return top > -200 && top < innerHeight / 2;
    }, `twona/${anchor}`);
}

async function readableWithoutScripts(open) {
    const page = await open("index.html", { javaScriptEnabled: false });
    expect(await page.locator(".tabs section:visible").count(), 5, "programs shown");
    expect(await page.locator(".search-open").isVisible(), false, "a search that cannot work is hidden");
    expect(await page.locator(".top nav.wide").isVisible(), true, "the navigation is shown");
}
