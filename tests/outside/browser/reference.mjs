// Looks at samples in the reference, and sends a request from it: from a page of the server itself, and from a page of
// another origin.
// Arguments: the browser, a folder with playwright-core, the built site, then address and token of a server that shows the
// site and lets no other origin in, and of one that lets all in. Prints what is wrong as a JSON list.

import { createRequire } from "node:module";
import { join } from "node:path";

import { serve } from "./site/server.mjs";

const [browserPath, modules, site, own, ownToken, open, openToken] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");

const problems = [];
const server = await serve(site, "/");
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
    const elsewhere = `${server.url}reference/twona.html`;
    await samples(elsewhere, "session", "session_get");
    await samples(`${server.url}reference/docutools.html`, "licenses", "licenses_assign");
    await attempt("a page of the server", `${own}/docs/reference/twona.html`, null, ownToken, true);
    await attempt("a page of another origin, let in", elsewhere, open, openToken, true);
    await attempt("a page of another origin, not let in", elsewhere, own, ownToken, false);
} finally {
    await browser.close();
    server.close();
}
console.log(JSON.stringify(problems));

/** Whether `session_get` is answered to a page, whose server is the first that it offers, or at an address. */
async function attempt(what, address, other, token, isAnswered) {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    const said = [];
    page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) said.push(message.text());
    });
    page.on("pageerror", (error) => said.push(error.message));
    try {
        await page.goto(address);
        await page.waitForSelector('[id="twona/tag/session/session_get"]');
        if (other) {
            await page.getByRole("button", { name: /127\.0\.0\.1:8080/ }).first().click();
            await page.getByText("{address}").last().click();
            await page.getByLabel("address").first().fill(other);
        }
        await page.locator("input.scalar-password-input").first().fill(token);
        await page.locator('[id="twona/tag/session/session_get"]').getByRole("button", { name: /Test Request/ }).click();
        const client = page.getByRole("dialog").last();
        const ends = isAnswered ? "requestfinished" : "requestfailed";
        const [request] = await Promise.all([
            page.waitForEvent(ends, (request) => request.url() === `${other ?? own}/v2/session`),
            client.getByRole("button", { name: /^Send/ }).first().click(),
        ]);
        if (!isAnswered) {
            if (!said.some((text) => text.includes("CORS policy"))) problems.push(`${what}: it failed without CORS: ${said}`);
            return;
        }
        await client.getByText("owner@example.com").waitFor();
        if ((await request.response()).status() !== 200) problems.push(`${what}: the answer is no 200`);
        for (const text of said) problems.push(`${what}: ${text}`);
    } catch (error) {
        problems.push(`${what}: ${error.message}`);
    } finally {
        await page.close();
    }
}

/** Whether an operation is shown in curl, and as the programs call it. */
async function samples(address, tag, id) {
    const page = await browser.newPage();
    page.setDefaultTimeout(60_000);
    try {
        // What is far below is only made when somebody goes there.
        await page.goto(`${address}#tag/${tag}/${id}`);
        const api = address.match(/(\w+)\.html$/)[1];
        const operation = page.locator(`[id="${api}/tag/${tag}/${id}"]`);
        const documented = await page.evaluate((id) => {
            const operations = Object.values(window.rosterDocument.paths).flatMap((item) => Object.values(item));
            return operations.find(({ operationId }) => operationId === id)["x-codeSamples"];
        }, id);
        const names = ["Rust", "TypeScript", "Python", "Go", "Java", "Curl"];
        let current = /^(Rust|(Shell )?Curl)$/i;
        for (const name of names) {
            await operation.getByRole("button", { name: current }).first().click();
            const offered = await page.getByRole("option").allInnerTexts();
            if (`${offered}` !== `${names}`) problems.push(`${id}: there are samples in ${offered}`);
            await page.getByRole("option", { name, exact: true }).click();
            const wanted = documented.find(({ label }) => label === name)?.source ?? `curl `;
            await operation.locator("pre").filter({ hasText: wanted.split("\n")[0] }).first().waitFor();
            current = name === "Curl" ? /Curl$/i : new RegExp(`^${name}$`);
        }
    } catch (error) {
        problems.push(`samples of ${id}: ${error.message}`);
    } finally {
        await page.close();
    }
}
