// Uses the TypeScript packages in a page of another origin, as they are published: modules, without a bundler.
// Arguments: the browser, a folder with playwright-core, the folder with the packages, and address and token of a server
// that lets the page in. Prints what the page got, as JSON.

import { createRequire } from "node:module";
import { join } from "node:path";

import { serve } from "./site/server.mjs";

const [browserPath, modules, packages, url, token] = process.argv.slice(2);
const { chromium } = createRequire(join(modules, "x.js"))("playwright-core");

const server = await serve(packages, "/");
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
try {
    const page = await browser.newPage();
    // Any page of this origin will do.
    await page.goto(`${server.url}twona/package.json`);
    const got = await page.evaluate(use, { url, token });
    console.log(JSON.stringify(got));
} finally {
    await browser.close();
    server.close();
}

/** Runs in the page. */
async function use({ url, token }) {
    const { ProblemError, Twona } = await import("/twona/dist/index.js");
    const { Docutools } = await import("/docutools/dist/index.js");
    const twona = new Twona({ url, token });
    const docutools = new Docutools({ url, token });

    const { data: session } = await twona.session.get();
    const { data: users, response } = await twona.users.list({ query: { page: 1 } });
    const problem = await twona.users.get({ path: { user_id: "nobody" } }).catch((error) => error);

    const content = new Blob(["Nothing much.\n"], { type: "text/plain" });
    const created = await twona.uploads.create({
        headers: { "Upload-Length": content.size, "Upload-Metadata": `filename ${btoa("notes.txt")},filetype ${btoa("text/plain")}` },
    });
    const file_id = created.response.headers.get("Location").split("/").at(-1);
    const appended = await twona.uploads.append({ path: { file_id }, headers: { "Upload-Offset": 0 }, body: content });
    const { data: file } = await twona.files.download({ path: { file_id: appended.response.headers.get("Twona-File-Id") } });

    const { data: members } = await docutools.members.list();
    const userId = members.content[0].userId;
    const canvas = new OffscreenCanvas(640, 480);
    canvas.getContext("2d").fillRect(0, 0, 320, 240);
    const avatar = new File([await canvas.convertToBlob({ type: "image/png" })], "avatar.png", { type: "image/png" });
    await docutools.avatars.replace({ path: { userId }, body: { avatar } });
    const thumbnail = await docutools.avatars.get({ path: { userId } });
    const again = await docutools.avatars.get({
        path: { userId },
        headers: { "If-None-Match": thumbnail.response.headers.get("ETag") },
        throwOnError: false,
    });
    return {
        email: session.user.email,
        users: [users.length, response.headers.get("X-Total-Count")],
        problem: [problem instanceof ProblemError, problem.status, problem.code],
        file: await file.text(),
        avatar: [thumbnail.response.headers.get("Content-Type"), again.response.status],
    };
}
