"""The tool obeys itself: what runs in the release binary before main, by its own reader and the linker's map."""

import json
import os
import re
import subprocess
import unittest

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HALFSECOND = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build/release/halfsecond"))
MAP = HALFSECOND + ".map"
MEBIBYTE = 1 << 20

# Start-up files of the compiler and members of its runtime libraries; everything else is ours or a third party's.
RUNTIME = re.compile(r"/(r?crt1|crti|crtn|crtbegin\w*|crtend\w*)\.o$|/lib(c|gcc|gcc_eh|stdc\+\+)\.a\([^()]+\)$")
# An input section in a linker map; a long name stands on a line of its own.
INPUT = re.compile(r"^ (\.\S+)\s+0x([0-9a-f]+)\s+0x([0-9a-f]+) (\S.*)$", re.M)


def came_from(linker_map, address):
    """The object file, or archive(member), whose bytes were put at `address`; None when the map has no such place."""
    for _, start, size, file in INPUT.findall(linker_map):
        if int(start, 16) <= address < int(start, 16) + int(size, 16):
            return file
    return None


class Map(unittest.TestCase):
    TEXT = (
        " .text          0x0000000000001000       0x40 libhs_base.a(result.cc.o)\n"
        " .text._ZN3foo3barEv\n                0x0000000000001040       0x20 /usr/lib/gcc/12/libstdc++.a(eh_alloc.o)\n"
    )

    def test_an_address_is_attributed_to_the_file_it_came_from(self):
        self.assertEqual(came_from(self.TEXT, 0x103F), "libhs_base.a(result.cc.o)")
        self.assertEqual(came_from(self.TEXT, 0x1040), "/usr/lib/gcc/12/libstdc++.a(eh_alloc.o)")
        self.assertIsNone(came_from(self.TEXT, 0x1060))

    def test_our_files_and_third_parties_are_not_the_runtime(self):
        for file in ("libhs_base.a(result.cc.o)", "CMakeFiles/halfsecond.dir/src/app/main.cc.o", "/usr/lib/libsqlite3.a(a.o)"):
            self.assertIsNone(RUNTIME.search(file), file)
        for file in ("/usr/lib/gcc/12/crtbeginS.o", "/usr/lib/libc.a(strlen.o)", "/usr/lib/gcc/12/libgcc.a(cpuinfo.o)"):
            self.assertIsNotNone(RUNTIME.search(file), file)


@unittest.skipUnless(os.path.exists(MAP), "no linker map: not a release build")
class Self(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        done = subprocess.run(
            [HALFSECOND, "load", "--json", HALFSECOND], stdout=subprocess.PIPE, text=True, check=True, timeout=60
        )
        cls.answer = json.loads(done.stdout)
        with open(MAP, encoding="utf-8", errors="replace") as file:
            cls.map = file.read()

    def test_every_entry_that_runs_before_main_came_from_the_c_runtime(self):
        entries = self.answer["uninvited"]
        self.assertGreaterEqual(len(entries), 1)
        strangers = []
        for entry in entries:
            file = came_from(self.map, int(entry["address"], 16))
            if file is None or not RUNTIME.search(file):
                strangers.append((entry["how"], entry["address"], file))
        self.assertEqual(strangers, [])

    def test_no_input_section_of_ours_is_in_an_array_of_constructors(self):
        arrays = [(name, file) for name, start, _, file in INPUT.findall(self.map) if int(start, 16)]
        arrays = [(name, file) for name, file in arrays if re.match(r"\.(preinit_array|init_array|ctors)\b", name)]
        self.assertGreaterEqual(len(arrays), 1)
        self.assertEqual([each for each in arrays if not RUNTIME.search(each[1])], [])

    def test_it_is_one_object_that_needs_no_other(self):
        self.assertEqual(self.answer["linkage"], "static-pie")
        self.assertEqual(len(self.answer["objects"]), 1)

    def test_it_is_hardened(self):
        hardening = self.answer["objects"][0]["hardening"]
        self.assertTrue(hardening["relro"] and hardening["bind_now"])
        self.assertFalse(hardening["executable_stack"] or hardening["writable_code"] or hardening["text_relocations"])

    def test_it_has_at_most_10_mb(self):
        self.assertLessEqual(os.path.getsize(HALFSECOND), 10 * MEBIBYTE)


if __name__ == "__main__":
    unittest.main()
