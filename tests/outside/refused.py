"""Sends a body of 10 MiB by http.client, without a credential, and prints the status of the answer as JSON.

Usage: refused.py URL
"""

import http.client
import json
import sys
from urllib.parse import urlsplit

url = urlsplit(sys.argv[1])
connection = http.client.HTTPConnection(url.netloc)
headers = {"content-type": "application/offset+octet-stream", "upload-offset": "0"}
connection.request("PATCH", url.path, body=bytes(10 * 1024 * 1024), headers=headers)
response = connection.getresponse()
print(json.dumps({"status": response.status, "code": json.load(response)["code"]}))
