// Sends a body of 10 MiB by fetch, without a credential, and prints the status of the answer as JSON.
//
// Usage: refused.mjs URL

const response = await fetch(process.argv[2], {
    method: "PATCH",
    headers: { "content-type": "application/offset+octet-stream", "upload-offset": "0" },
    body: new Uint8Array(10 * 1024 * 1024),
});
console.log(JSON.stringify({ status: response.status, code: (await response.json()).code }));
