"""What schemathesis cannot know about the documents by itself."""

import schemathesis


@schemathesis.serializer("application/offset+octet-stream")
def offset_octet_stream(context, value):
    """tus sends parts of files under a media type of its own: the bytes as they are."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """The keywords of `x-enforced`, which are kept from generators of clients, hold as the schema's own."""
    enforce(raw_schema)


def enforce(node):
    for member in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        enforce(member)
    if isinstance(node, dict) and isinstance(node.get("x-enforced"), dict):
        node.update(node.pop("x-enforced"))


@schemathesis.hook
def filter_query(context, query):
    """Truth values may be written as digits, too (ruling T50)."""
    return not isinstance(query, dict) or str(query.get("deleted")) not in ("0", "1")


@schemathesis.hook
def map_body(context, body):
    """The patterns speak of ASCII, which the engines of all languages read alike. The server holds the same for all of
    Unicode: no control characters, no name of white space alone (ruling C6)."""
    if isinstance(body, str):
        text = "".join("x" if "\x80" <= character <= "\x9f" else character for character in body)
        return "x" * len(text) if text.strip() == "" and not text.isascii() else text
    if isinstance(body, list):
        return [map_body(context, item) for item in body]
    if isinstance(body, dict):
        return {name: map_body(context, value) for name, value in body.items()}
    return body
