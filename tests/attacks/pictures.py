"""Pictures that cost whoever reads them more than they seem to."""

import struct

NAMESPACE = "http://www.w3.org/2000/svg"

DRAWINGS = {
    "namespaces": lambda: drawing("<g xmlns:z='z'/>" * 3000, many(20_000, " xmlns:n{}='n'")),
    "declarations": lambda: drawing(f"<rect style='{'d:e;' * 255_000}'/>"),
    "attributes": lambda: drawing("<rect" + many(80_000, " a{}='1'") + "/>"),
    "style": lambda: drawing(f"<rect style='{'fill:red;' * 100_000}'/>"),
}


def drawing(shapes, declared=""):
    return f"<svg xmlns='{NAMESPACE}' width='9' height='9'{declared}>{shapes}</svg>".encode()


def many(count, template):
    return "".join(template.format(number) for number in range(count))


def frame_beyond_canvas(side=7000):
    """A GIF of one pixel, whose only frame is a square of so many pixels a side."""
    screen = b"GIF89a" + struct.pack("<HHBBB", 1, 1, 0x80, 0, 0) + bytes(6)
    frame = b"," + struct.pack("<HHHHB", 0, 0, side, side, 0)
    pixels = lzw_of_zeros(side * side)
    blocks = [pixels[at : at + 255] for at in range(0, len(pixels), 255)]
    return screen + frame + b"\x02" + b"".join(bytes([len(block)]) + block for block in blocks) + b"\x00;"


def lzw_of_zeros(count):
    """GIF's compression of so many pixels of colour 0: each code stands for one pixel more than the one before."""
    clear, end, first, last = 4, 5, 6, 4095
    packed, bits, size = 0, 0, 3
    output = bytearray()

    def put(code):
        nonlocal packed, bits
        packed |= code << bits
        bits += size
        while bits >= 8:
            output.append(packed & 255)
            packed >>= 8
            bits -= 8

    put(clear)
    length = 1
    while count:
        length = min(length, count)
        code = 0 if length == 1 else first + length - 2
        put(code)
        count -= length
        length += 1
        if code == last:
            put(clear)
            size, length = 3, 1
        elif code + 1 == 1 << size and size < 12:
            size += 1
    put(end)
    size = 8
    put(0)
    return bytes(output)
