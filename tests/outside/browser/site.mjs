// Reads the docs site as people do: every page from a folder and over HTTP, light and dark, on a desktop and on a phone.
// Arguments: the browser, a folder with playwright-core and axe-core, the built site, a folder for screenshots, and the
// path that the site was built for. Prints what is wrong as a JSON list, and keeps a screenshot of each page.

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { behaviours } from "./site/behaviours.mjs";
import { serve } from "./site/server.mjs";

const [browserPath, modules, site, screenshots, base] = process.argv.slice(2);
const only = process.argv[7]?.split(",");
const require = createRequire(join(modules, "x.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core"), "utf8");

const widths = { desktop: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };
// What of the viewer cannot be mended from outside of it, rule by rule; our own pages are held to every rule.
const viewerExceptions = JSON.parse(readFileSync(new URL("./site/axe-exceptions.json", import.meta.url), "utf8"));

const pages = readdirSync(site, { recursive: true })
    .filter((path) => path.endsWith(".html"))
    .filter((path) => !only || only.includes(path))
    .sort();
const problems = new Set();
mkdirSync(screenshots, { recursive: true });

const server = await serve(site, base);
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
    const looks = Object.keys(widths).flatMap((width) => [
        { width, colorScheme: "light", origin: server.url },
        { width, colorScheme: "dark", origin: server.url },
    ]);
    // Whether a page works from a folder does not depend on how it looks.
    looks.push({ width: "desktop", colorScheme: "light", origin: pathToFileURL(`${site}/`).href });
    // Two at a time: each has a process of the browser for itself.
    await Promise.all([readAll(looks), readAll(looks)]);
    if (!only) for (const problem of await behaviours(browser, server.url, widths)) problems.add(problem);
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify([...problems], null, 1));

/** Takes looks until there are none left, and reads every page in each. */
async function readAll(looks) {
    for (let look; (look = looks.shift()); ) {
        const { width, colorScheme, origin } = look;
        const context = await browser.newContext({ viewport: widths[width], colorScheme, reducedMotion: "reduce" });
        // A page that is served at any address names its own from the server's root.
        for (const path of pages.filter((path) => path !== "404.html" || origin === server.url)) {
            await visit(context, origin, path, `${width} ${colorScheme}`);
        }
        await context.close();
    }
}

async function visit(context, origin, path, look) {
    const found = (what) => problems.add(`${path} (${look}, ${origin.split(":")[0]}): ${what}`);
    const page = await context.newPage();
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) found(`the console has: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => found(`a script failed: ${error.message}`));
    page.on("requestfailed", (request) => found(`could not load ${request.url()}`));
    page.on("request", (request) => {
        const isOwn = [origin, "data:", "blob:"].some((start) => request.url().startsWith(start));
        if (!isOwn) found(`asks for ${request.url()}`);
    });
    await page.goto(origin + path, { waitUntil: "load", timeout: 120_000 });
    const isReference = path.startsWith("reference/");
    if (isReference) await viewerIsReady(page, path, found);

    const [content, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    if (content > window) found(`is ${content} pixels wide, and the window ${window}`);

    if (origin === server.url) {
        await page.evaluate(axe);
        const excluded = isReference ? Object.keys(viewerExceptions) : [];
        const rules = Object.fromEntries(excluded.map((rule) => [rule, { enabled: false }]));
        const { violations } = await page.evaluate((rules) => window.axe.run(document, { rules }), rules);
        for (const { id, help, nodes } of violations) {
            const targets = nodes.slice(0, 3).map(({ target }) => target.join(" "));
            found(`axe: ${id}: ${help} (${nodes.length}, such as ${targets.join("; ")})`);
        }
        const name = `${path.replaceAll("/", "-").replace(".html", "")}-${look.replace(" ", "-")}.png`;
        await page.screenshot({ path: join(screenshots, name), fullPage: !isReference });
    }
    await page.close();
}

/** The viewer makes its anchors itself; each that the site links to has to be there. */
async function viewerIsReady(page, path, found) {
    const api = path.match(/(\w+)\.html$/)[1];
    await page.waitForSelector(`[id="${api}/description/introduction"]`, { timeout: 120_000 });
    const missing = await page.evaluate(async (api) => {
        const wanted = Object.values(window.rosterDocument.paths)
            .flatMap((item) => Object.values(item))
            .filter((operation) => operation.operationId)
            .map(({ tags: [tag], operationId }) => `${api}/tag/${tag}/${operationId}`);
        const isThere = (id) => document.getElementById(id) !== null;
        for (let wait = 0; wait < 600 && !wanted.every(isThere); wait++) {
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
        return wanted.filter((id) => !isThere(id));
    }, api);
    for (const id of missing) found(`has no ${id}`);
}
