"""Uploads a file with tuspy, in as many runs as it takes, and prints what it did as one line of JSON.

Usage: tus_py.py ENDPOINT TOKEN FILE STATE [STOP_AT]

STATE keeps the upload's address between runs. With STOP_AT the run ends once so many bytes have been sent.
"""

import json
import sys

from tusclient import client
from tusclient.storage.filestorage import FileStorage

endpoint, token, path, state = sys.argv[1:5]
stop_at = int(sys.argv[5]) if len(sys.argv) > 5 else None

# [sample upload]
storage = FileStorage(state)
uploader = client.TusClient(endpoint, headers={"access-token": token}).uploader(
    path,
    chunk_size=5 * 1024 * 1024,
    metadata={"filename": "survey, final; v2.bin", "filetype": "application/octet-stream"},
    upload_checksum=True,
    store_url=True,
    url_storage=storage,
)
# [/sample]
begun_at = uploader.offset
uploader.upload(stop_at=stop_at)
storage.close()
print(json.dumps({"url": uploader.url, "begun_at": begun_at, "offset": uploader.offset}))
