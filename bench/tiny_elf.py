"""ELF files of a few kilobytes with every table a reader of load-time facts looks at, in either class and byte order.

Nothing in them is ever executed. One segment maps the whole file at its own offsets, so that an address is an offset.
"""

import struct

MACHINES = {(64, "<"): 62, (32, "<"): 3, (64, ">"): 21, (32, ">"): 20}  # x86-64, i386, powerpc64, powerpc
AARCH64 = 183
RELATIVE = {62: 8, 3: 8, 21: 22, 20: 22, AARCH64: 1027}
ABSOLUTE = {62: 1, 3: 1, 21: 38, 20: 1, AARCH64: 257}
CONSTRUCTORS = 4


class Layout:
    """Appends tables to one growing file and remembers where each stands: {name: (offset, size)}."""

    def __init__(self, bits, order, machine):
        self.bits, self.order, self.word, self.machine = bits, order, bits // 8, machine
        self.bytes, self.places = bytearray(), {}

    def pack(self, codes, *values):
        return struct.pack(self.order + codes.replace("A", "Q" if self.bits == 64 else "I"), *values)

    def add(self, name, data):
        self.bytes += b"\0" * (-len(self.bytes) % 8)
        self.places[name] = (len(self.bytes), len(data))
        self.bytes += data

    def at(self, name):
        return self.places[name][0]


class Strings:
    def __init__(self):
        self.bytes = bytearray(b"\0")

    def __call__(self, text):
        at = len(self.bytes)
        self.bytes += text.encode() + b"\0"
        return at


def _hash(name):
    value = 0
    for byte in name.encode():
        value = (value << 4) + byte
        value = (value ^ ((value & 0xF0000000) >> 24)) & 0x0FFFFFFF
    return value


def _symbols(layout, strings):
    """One undefined, one constructor, one IFUNC."""
    entries = [(0, 0, 0, 0), (strings("needed_function"), 0, 0x12, 0), (strings("hs_constructor"), 0x400, 0x12, 1),
               (strings("hs_resolver"), 0x420, 0x1A, 1)]
    if layout.bits == 64:
        return b"".join(layout.pack("IBBHQQ", name, info, 0, section, value, 16) for name, value, info, section in entries)
    return b"".join(layout.pack("IIIBBH", name, value, 16, info, 0, section) for name, value, info, section in entries)


def _relocations(layout, array):
    """RELATIVE for the first init entries, one against the constructor's symbol for the last. i386 has no addends."""
    table = b""
    for i in range(CONSTRUCTORS):
        last = i == CONSTRUCTORS - 1
        kind, symbol = (ABSOLUTE[layout.machine], 2) if last else (RELATIVE[layout.machine], 0)
        info = (symbol << 32 | kind) if layout.bits == 64 else (symbol << 8 | kind)
        table += layout.pack("AA", array + i * layout.word, info)
        if layout.machine != 3:
            table += layout.pack("A", 0 if last else 0x400)
    return table


def _code(layout):
    """The stub of DT_INIT as the C runtime has it, with one call more: it reads the word of __gmon_start__ ("slot")."""
    layout.bytes += b"\0" * (-len(layout.bytes) % 8)
    start, slot = len(layout.bytes), layout.at("slot")
    if layout.machine == 62:
        return (bytes.fromhex("4883ec08488b05") + layout.pack("i", slot - start - 11) + bytes.fromhex("4885c07402ffd0e8") +
                layout.pack("i", 5) + bytes.fromhex("4883c408c3") + b"\xc3")
    if layout.machine == 3:
        return (bytes.fromhex("5383ec08e8") + layout.pack("i", 32 - 9) + bytes.fromhex("81c3") +
                layout.pack("i", slot - start - 9) + bytes.fromhex("8b830000000085c07402ffd083c4085bc38b1c24c3"))
    if layout.machine == AARCH64:
        page = (slot >> 12) - (start >> 12)
        load = 0xF9400000 | (slot & 0xFFF) // 8 << 10
        return layout.pack("IIIIIIIIII", 0xA9BF7BFD, 0x910003FD, 0x94000000 | 4, 0x94000000 | 7, 0xA8C17BFD, 0xD65F03C0,
                           0x90000000 | page << 29, load, 0xB4000000 | 2 << 5, 0x14000001) + layout.pack("I", 0xD65F03C0)
    return b"\x4e\x80\x00\x20"  # blr


def _tables(layout, strings):
    layout.add("symbols", _symbols(layout, strings))
    layout.add("versym", layout.pack("HHHH", 0, 2, 1, 1))
    layout.add("verneed", layout.pack("HHIII", 1, 1, strings("libc.so.6"), 16, 0) +
               layout.pack("IHHII", _hash("GLIBC_2.2.5"), 0, 2, strings("GLIBC_2.2.5"), 0))
    layout.add("verdef", layout.pack("HHHHIII", 1, 1, 1, 1, _hash("V1"), 20, 0) + layout.pack("II", strings("V1"), 0))
    layout.add("hash", layout.pack("IIIIIII", 1, 4, 3, 0, 0, 1, 2))
    gnu = layout.pack("IIII", 1, 2, 1, 6) + layout.pack("A", (1 << layout.bits) - 1) + layout.pack("I", 2)
    layout.add("gnu_hash", gnu + layout.pack("II", 0x10, 0x11))
    layout.add("init_array", layout.pack("A" * CONSTRUCTORS, *[0x400] * CONSTRUCTORS))
    layout.add("relocations", _relocations(layout, layout.at("init_array")))
    layout.add("relr", layout.pack("AA", layout.at("init_array") + layout.word, 3))
    json = b'[{"soname":["libhs.so.1"],"feature":"f","description":"d","priority":"suggested"}]\0'
    json += b"\0" * (-len(json) % 4)
    layout.add("slot", layout.pack("A", 0))
    layout.add("code", _code(layout))
    layout.add("notes", layout.pack("III", 4, len(json), 0x407C0C0A) + b"FDO\0" + json)


def _dynamic(layout, strings, needed, runpath):
    place = layout.places
    entries = [(1, strings(name)) for name in needed]
    entries += [(14, strings("libhs_tiny.so")), (29, strings(runpath)), (12, place["code"][0]), (13, place["code"][0])]
    entries += [(25, place["init_array"][0]), (27, place["init_array"][1]), (6, place["symbols"][0])]
    entries += [(11, 24 if layout.bits == 64 else 16), (4, place["hash"][0]), (0x6FFFFEF5, place["gnu_hash"][0])]
    first, words = (17, 2) if layout.machine == 3 else (7, 3)  # DT_REL or DT_RELA
    entries += [(first, place["relocations"][0]), (first + 1, place["relocations"][1]), (first + 2, words * layout.word)]
    entries += [(36, place["relr"][0]), (35, place["relr"][1]), (37, layout.word)]
    entries += [(0x6FFFFFF0, place["versym"][0]), (0x6FFFFFFE, place["verneed"][0]), (0x6FFFFFFF, 1)]
    entries += [(0x6FFFFFFC, place["verdef"][0]), (0x6FFFFFFD, 1), (0x6FFFFFFB, 1), (30, 8)]
    layout.add("strings", bytes(strings.bytes))
    entries += [(5, place["strings"][0]), (10, place["strings"][1]), (0, 0)]
    layout.add("dynamic", b"".join(layout.pack("AA", tag, value) for tag, value in entries))


def _program_header(layout, kind, offset, size):
    if layout.bits == 64:
        return layout.pack("IIQQQQQQ", kind, 5, offset, offset, offset, size, size, 4)
    return layout.pack("IIIIIIII", kind, offset, offset, offset, size, size, 5, 4)


def build(bits, order, needed=("libc.so.6",), runpath="$ORIGIN", interpreter=None, machine=None):
    """Returns (the file, {table: (offset, size)}). order: "<" or ">". interpreter: PT_INTERP makes it a program."""
    layout, strings = Layout(bits, order, machine or MACHINES[bits, order]), Strings()
    header_size, segment_size = (64, 56) if bits == 64 else (52, 32)
    layout.bytes += b"\0" * (header_size + 5 * segment_size)
    layout.places["header"] = (0, header_size)
    layout.places["segments"] = (header_size, 5 * segment_size)
    if interpreter:
        layout.add("interpreter", interpreter.encode() + b"\0")
    _tables(layout, strings)
    _dynamic(layout, strings, needed, runpath)
    layout.bytes += b"\xc3" * max(0, 0x460 - len(layout.bytes))  # code the addresses above lead to, when short
    segments = [(1, 0, len(layout.bytes)), (2, *layout.places["dynamic"]), (4, *layout.places["notes"]),
                (0x6474E551, 0, 0)]
    segments.append((3, *layout.places["interpreter"]) if interpreter else (0, 0, 0))
    table = b"".join(_program_header(layout, *segment) for segment in segments)
    layout.bytes[header_size:header_size + len(table)] = table
    ident = b"\x7fELF" + bytes([bits // 32, 1 if order == "<" else 2, 1, 0]) + b"\0" * 8
    header = ident + layout.pack("HHIAAAIHHHHHH", 3, layout.machine, 1, 0x400, header_size, 0, 0, header_size,
                                 segment_size, len(segments), 0, 0, 0)
    layout.bytes[:header_size] = header
    return bytes(layout.bytes), layout.places
