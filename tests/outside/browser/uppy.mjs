// Uploads with Uppy in a page of another origin, through a connection that breaks once in the middle of a part; then has
// uploads refused. Arguments: the browser, a folder with playwright-core and uppy, and address and token of a server that
// lets the page in. Prints what was sent and what came of it, as JSON.

import { connect, createServer } from "node:net";
import { createRequire } from "node:module";
import { join } from "node:path";

import { serve } from "./site/server.mjs";

const LENGTH = 20 * 1024 * 1024 + 4321;
// In the middle of the second part.
const BREAKS_AT = 8 * 1024 * 1024;

const [browserPath, modules, url, token] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");

const way = await unreliable(new URL(url).port);
const server = await serve(join(modules, "uppy/dist"), "/");
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
    const page = await browser.newPage();
    // Any page of this origin will do.
    await page.goto(`${server.url}uppy.min.css`);
    const requests = [];
    const note = (request, end) => request.url().startsWith(way.url) && requests.push(`${request.method()} ${end}`);
    page.on("requestfinished", async (request) => note(request, (await request.response()).status()));
    page.on("requestfailed", (request) => note(request, "broken"));
    const uploaded = await page.evaluate(upload, { endpoint: `${way.url}/v2/files`, token, length: LENGTH });
    const sent = requests.splice(0);
    const refused = await page.evaluate(beRefused, { endpoint: `${url}/v2/files`, token });
    console.log(JSON.stringify({ ...uploaded, requests: sent, refused }));
} finally {
    await browser.close();
    server.close();
    way.close();
}

/** A way to a port of this machine, on which one connection breaks once so many bytes were sent. */
async function unreliable(port) {
    let left = BREAKS_AT;
    const way = createServer((near) => {
        const far = connect(port, "127.0.0.1");
        for (const [from, to] of [[near, far], [far, near]]) {
            from.on("error", () => to.destroy());
            from.on("close", () => to.destroy());
            from.pipe(to);
        }
        near.on("data", (chunk) => {
            if (left > 0 && (left -= chunk.length) <= 0) near.resetAndDestroy();
        });
    });
    await new Promise((resolve) => way.listen(0, "127.0.0.1", resolve));
    return { url: `http://127.0.0.1:${way.address().port}`, close: () => way.close() };
}

/** Runs in the page: uploads a file, and reads it again. */
async function upload({ endpoint, token, length }) {
    const { Uppy, Tus } = await import("/uppy.min.mjs");
    const headers = { "access-token": token };
    const content = new Uint8Array(length).map((_, place) => (place * 2654435761) >>> 13);
    // [sample options]
    const uppy = new Uppy();
    uppy.use(Tus, {
        endpoint, // https://roster.example/v2/files
        headers, // { "access-token": … }
        chunkSize: 6 * 1024 * 1024, // parts have 5 to 10 MiB
    });
    // [/sample]
    uppy.addFile({ name: "survey, final; v2.bin", type: "application/octet-stream", data: new Blob([content]) });
    const { successful, failed } = await uppy.upload();
    if (failed.length > 0) throw new Error(failed[0].error);
    const location = successful[0].uploadURL;
    const stored = new Uint8Array(await (await fetch(`${location}/content`, { headers })).arrayBuffer());
    const isWhole = stored.length === length && stored.every((byte, place) => byte === content[place]);
    return { url: location, is_whole: isWhole };
}

/** Runs in the page: what it sees of uploads that are refused while it sends them. */
async function beRefused({ endpoint, token }) {
    const { Uppy, Tus } = await import("/uppy.min.mjs");
    // Of a file that it knows, it would go on with the upload.
    const attempt = async (name, options) => {
        const uppy = new Uppy();
        const headers = { "access-token": token };
        uppy.use(Tus, { endpoint, headers, chunkSize: 6 * 1024 * 1024, retryDelays: [], ...options });
        let status = null;
        uppy.on("upload-error", (_file, error) => (status = error.originalResponse?.getStatus() ?? String(error)));
        uppy.addFile({ name, type: "application/octet-stream", data: new Blob([new Uint8Array(12 * 1024 * 1024)]) });
        await uppy.upload();
        return status;
    };
    // Somebody else is quicker.
    const lateness = async (request) => {
        if (request.getMethod() !== "PATCH") return;
        const headers = { "access-token": token, "content-type": "application/offset+octet-stream", "upload-offset": "0" };
        await fetch(request.getURL(), { method: "PATCH", headers, body: new Uint8Array(6 * 1024 * 1024) });
    };
    return [
        await attempt("a.bin", { headers: { "access-token": "none" }, uploadDataDuringCreation: true }),
        await attempt("b.bin", { onBeforeRequest: lateness }),
        await attempt("c.bin", { chunkSize: 11 * 1024 * 1024 }),
    ];
}
