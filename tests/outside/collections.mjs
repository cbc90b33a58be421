// Reads collections with the libraries of Postman and Bruno, writes them again, and prints what got lost or changed,
// as a JSON list of places.
//
// Usage: collections.mjs postman FILE...   or   collections.mjs bruno FOLDER

import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";

const require = createRequire(`${process.env.ROSTER_TEST_NODE_MODULES}/`);
const lost = [];

// Whatever `given` has is in `kept` as well; programs may add what they like.
function compare(given, kept, place) {
    if (given !== null && typeof given === "object") {
        for (const key of Object.keys(given)) compare(given[key], kept?.[key], `${place}/${key}`);
    } else if (given !== kept && given !== (kept?.content ?? kept?.raw)) {
        lost.push(`${place}: ${JSON.stringify(given)} became ${JSON.stringify(kept)}`);
    }
}

function postman(path) {
    const { Collection, Url } = require("postman-collection");
    const text = readFileSync(path, "utf8");
    const given = JSON.parse(text, (key, value) => {
        // Only Postman itself reads it.
        if (key === "_postman_previewlanguage") return undefined;
        // The library puts the text of an address together from its parts.
        if (!value?.host) return value;
        const { raw, ...parts } = value;
        compare(raw, new Url({ ...parts, variable: [] }).toString(), `${basename(path)}: ${raw}`);
        return parts;
    });
    compare(given, new Collection(JSON.parse(text)).toJSON(), basename(path));
}

function bruno(folder) {
    const filestore = require("@usebruno/filestore");
    const yaml = require("yaml");
    const options = { format: "yml" };
    const kinds = {
        "opencollection.yml": (text) => {
            const { collectionRoot, brunoConfig } = filestore.parseCollection(text, options);
            return filestore.stringifyCollection(collectionRoot, brunoConfig, options);
        },
        "folder.yml": (text) => filestore.stringifyFolder(filestore.parseFolder(text, options), options),
        environment: (text) => filestore.stringifyEnvironment(filestore.parseEnvironment(text, options), options),
        request: (text) => filestore.stringifyRequest(filestore.parseRequest(text, options), options),
    };
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const kind = kinds[entry.name] ?? (basename(entry.parentPath) === "environments" ? kinds.environment : kinds.request);
        const text = readFileSync(path, "utf8");
        compare(yaml.parse(text), yaml.parse(kind(text)), path.slice(folder.length + 1));
    }
}

const [program, ...paths] = process.argv.slice(2);
for (const path of paths) ({ postman, bruno })[program](path);
console.log(JSON.stringify(lost));
