// Uploads a file with tus-js-client, in as many runs as it takes, and prints what it did as one line of JSON.
//
// Usage: tus_js.mjs ENDPOINT TOKEN FILE STATE [ABORT_AT [OPTIONS]]
//
// STATE keeps the upload's address between runs. With ABORT_AT the run breaks the connection once so many bytes have
// been sent, in the middle of a part. OPTIONS are further ones of the client, as JSON.

import { createReadStream } from "node:fs";
import { createRequire } from "node:module";
import { PassThrough } from "node:stream";

const require = createRequire(`${process.env.ROSTER_TEST_NODE_MODULES}/`);
const tus = require("tus-js-client");

const [endpoint, token, path, state, abortAt, more] = process.argv.slice(2);
const requests = [];
let begunAt = null;
let hasAborted = false;

function finish() {
    console.log(JSON.stringify({ url: upload.url, begun_at: begunAt, requests }));
    process.exit(0);
}

// [sample options]
const options = {
    endpoint, // https://roster.example/v2/files
    headers: { "access-token": token },
    chunkSize: 6 * 1024 * 1024, // parts have 5 to 10 MiB
    metadata: { filename: "survey, final; v2.bin", filetype: "application/octet-stream" },
    urlStorage: new tus.FileUrlStorage(state), // outside of browsers, which have one
};
// [/sample]

const further = JSON.parse(more ?? "{}");
// Of a file the client knows the size.
const source = further.uploadLengthDeferred ? createReadStream(path).pipe(new PassThrough()) : createReadStream(path);
const upload = new tus.Upload(source, {
    ...options,
    ...further,
    retryDelays: null,
    onBeforeRequest(request) {
        requests.push(request.getMethod());
        if (request.getHeader("Upload-Offset") !== undefined && begunAt === null) {
            begunAt = Number(request.getHeader("Upload-Offset"));
        }
    },
    async onProgress(sent) {
        if (abortAt !== undefined && sent >= Number(abortAt) && !hasAborted) {
            hasAborted = true;
            await upload.abort();
            finish();
        }
    },
    onError(error) {
        console.error(String(error));
        process.exit(1);
    },
    onSuccess: finish,
});

const [previous] = await upload.findPreviousUploads();
if (previous !== undefined) {
    upload.resumeFromPreviousUpload(previous);
}
upload.start();
