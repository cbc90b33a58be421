// A folder over HTTP under a path, as a host of static files has it: what is missing is answered with 404.html.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
    ".css": "text/css",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".mjs": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
};

/** Serves `folder` under `base`, which begins and ends with a slash; answers the address and how to stop. */
export async function serve(folder, base) {
    const server = createServer((request, response) => {
        const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
        // A browser may ask a host for it by itself, whatever the page says.
        if (path === "/favicon.ico") return void response.writeHead(204).end();
        const inside = path.startsWith(base) ? normalize(path.slice(base.length)) : "..";
        let file = join(folder, inside.startsWith("..") ? "404.html" : inside);
        if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
        const isThere = existsSync(file) && !inside.startsWith("..");
        if (!isThere) file = join(folder, "404.html");
        response.writeHead(isThere ? 200 : 404, { "content-type": types[extname(file)] ?? "application/octet-stream" });
        createReadStream(file).pipe(response);
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${server.address().port}${base}`;
    return { url, close: () => server.close() };
}
