// Logs in through a magic link in a real browser, and prints what the browser sees, as JSON.
// Arguments: the browser, a folder with playwright-core, the link, and the address to land on.

import { createRequire } from "node:module";
import { join } from "node:path";

const [browserPath, modules, link, landing] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");

const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
    const context = await browser.newContext();
    const page = await context.newPage();
    const target = new URL(link);

    target.searchParams.set("href", "https://elsewhere.example/");
    const elsewhere = await page.goto(target.href);
    const refused = { status: elsewhere.status(), url: page.url(), text: await page.innerText("h1") };

    target.searchParams.set("href", landing);
    const landed = await page.goto(target.href);
    const session = { status: landed.status(), url: page.url(), body: await landed.json() };
    const [cookie] = await context.cookies();
    const scripts = await page.evaluate(() => document.cookie);

    const again = await page.goto(link);
    const used = { status: again.status(), text: await page.innerText("h1") };

    const stranger = await (await browser.newContext()).newPage();
    const anonymous = (await stranger.goto(landing)).status();

    const { name, httpOnly, sameSite, path, secure } = cookie;
    const seen = { refused, session, cookie: { name, httpOnly, sameSite, path, secure }, scripts, used, anonymous };
    console.log(JSON.stringify(seen));
} finally {
    await browser.close();
}
