"""What `make run` shows, with a made-up halfsecond: the telling program is chosen by its answers, and the exit code is 0."""

import json
import os
import subprocess
import tempfile
import unittest

TOOLS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools")


def uninvited(name, hops, third_party=True):
    chain = ["program"] + [f"hop{i}" for i in range(hops - 1)] + [name]
    return {"object": name, "how": 'a "quoted" [word]', "chain": chain, "third_party": third_party, "inner": {"n": []}}


class FirstLook(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.halfsecond = os.path.join(folder.name, "halfsecond")
        self.answer({})

    def answer(self, by_program, code=0):
        """A halfsecond that answers `load --json PROGRAM` from `by_program`, and everything else with its arguments."""
        lines = ["#!/bin/bash", 'if [ "$2" = --json ]; then', '  case "$3" in']
        for number, (program, found) in enumerate(by_program.items()):
            path = os.path.join(self.folder, f"{number}.json")
            with open(path, "w", encoding="utf-8") as file:
                json.dump({"findings": [{"chain": ["a", "b", "c"]}], "uninvited": found, "missing": []}, file, indent=2)
            lines.append(f"    {program}) cat {path} ;;")
        lines += ["  esac", "else", '  echo "asked: $*"', "fi", f"exit {code}"]
        with open(self.halfsecond, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        os.chmod(self.halfsecond, 0o755)

    def run_tool(self, name, *arguments):
        return subprocess.run(
            [os.path.join(TOOLS, name), self.halfsecond, *arguments], stdout=subprocess.PIPE, text=True, check=False, timeout=60
        )

    def most_telling(self):
        return self.run_tool("most_telling_program", "/bin/sh", "/usr/bin/env", "/bin/cat").stdout.strip()

    def test_the_program_with_most_libraries_two_hops_away_is_chosen(self):
        one = [uninvited("libfar.so", 2)]
        two = [uninvited("libfar.so", 3), uninvited("libfurther.so", 2)]
        self.answer({"/bin/sh": one, "/usr/bin/env": two, "/bin/cat": one})
        self.assertEqual(self.most_telling(), "/usr/bin/env")

    def test_a_library_counts_once_however_many_constructors_it_has(self):
        many = [uninvited("libfar.so", 2)] * 5
        self.answer({"/bin/sh": many, "/bin/cat": [uninvited("liba.so", 2), uninvited("libb.so", 2)]})
        self.assertEqual(self.most_telling(), "/bin/cat")

    def test_direct_libraries_and_those_of_the_c_runtime_do_not_count(self):
        self.answer({"/bin/sh": [uninvited("libdirect.so", 1)], "/bin/cat": [uninvited("libc.so.6", 2, third_party=False)]})
        self.assertEqual(self.most_telling(), "")

    def test_an_answer_that_is_no_json_does_not_count(self):
        self.answer({})
        self.assertEqual(self.most_telling(), "")

    def test_the_exit_code_is_0_whatever_is_found_and_a_failure_is_shown(self):
        for code in (0, 1, 3):
            self.answer({"*": [uninvited("libfar.so", 2)]}, code)
            done = self.run_tool("first_look")
            self.assertEqual(done.returncode, 0)
            self.assertRegex(done.stdout, "asked: load /usr/[a-z/-]+\n")
            self.assertIn("asked: load /usr/bin /usr/sbin", done.stdout)
            self.assertEqual("(exit code" in done.stdout, code != 0)
            self.assertIn("try next:", done.stdout)


if __name__ == "__main__":
    unittest.main()
