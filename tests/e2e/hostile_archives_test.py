"""Archives made to harm are refused or told, by name (bench/hostile_archives says how fast and with how much memory)."""

import os
import subprocess
import sys
import tempfile
import unittest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, os.path.join(ROOT, "bench"))
import hostile_tar  # noqa: E402

HALFSECOND = os.environ.get("HALFSECOND", os.path.join(ROOT, "build/release/halfsecond"))


class HostileArchives(unittest.TestCase):
    def test_each_is_refused_or_told_by_its_name(self):
        with tempfile.TemporaryDirectory() as folder:
            repository = hostile_tar.repository(folder)
            for what, words, make in hostile_tar.ARCHIVES:
                with self.subTest(what):
                    archive = hostile_tar.write(folder, make)
                    ran = subprocess.run([HALFSECOND, "release-check", archive, repository], capture_output=True,
                                         text=True, errors="replace", timeout=60)
                    self.assertIn(words, ran.stdout + ran.stderr)
                    self.assertIn(ran.returncode, (0, 1, 3), ran.stderr)  # 0: told in a note
                    self.assertNotIn("\x1b", ran.stdout + ran.stderr)


if __name__ == "__main__":
    unittest.main()
