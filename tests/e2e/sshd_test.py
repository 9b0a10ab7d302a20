"""What load says of Debian 12's sshd, read in the root that tools/sshd_root unpacks; nothing of it is installed."""

import json
import os
import subprocess
import unittest

REPOSITORY = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
HALFSECOND = os.environ.get("HALFSECOND", os.path.join(REPOSITORY, "build/release/halfsecond"))
ROOT = os.environ.get("HALFSECOND_SSHD_ROOT", os.path.join(REPOSITORY, "build/roots/sshd"))


def load(*arguments):
    done = subprocess.run(
        [HALFSECOND, "load", "--root", ROOT, *arguments], stdout=subprocess.PIPE, text=True, check=True, timeout=60
    )
    return done.stdout


@unittest.skipUnless(os.path.exists(os.path.join(ROOT, ".complete")), "build/roots/sshd is not there: tools/sshd_root")
class Sshd(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.answer = json.loads(load("--json", "/usr/sbin/sshd"))

    def test_it_loads_27_libraries_and_none_is_missing(self):
        self.assertTrue(self.answer["complete"])
        self.assertEqual(self.answer["missing"], [])
        self.assertEqual(self.answer["objects"][0]["path"], "/usr/sbin/sshd")
        self.assertEqual(len(self.answer["objects"]) - 1, 27)

    def test_six_third_party_libraries_run_code_before_main(self):
        third_party = {each["object"] for each in self.answer["uninvited"] if each["third_party"]}
        self.assertEqual(
            third_party,
            {"libselinux.so.1", "libcap-ng.so.0", "libcap.so.2", "libgpg-error.so.0", "liblzma.so.5", "libcrypto.so.3"},
        )

    def test_liblzma_comes_by_way_of_libsystemd(self):
        chains = {tuple(each["chain"]) for each in self.answer["uninvited"] if each["object"] == "liblzma.so.5"}
        self.assertEqual(chains, {("sshd", "libsystemd.so.0", "liblzma.so.5")})

    def test_libcrypto_runs_code_by_a_call_in_its_init_function(self):
        hidden = [each for each in self.answer["uninvited"] if each["object"] == "libcrypto.so.3"]
        self.assertEqual([each["how"] for each in hidden], ["DT_INIT with a hidden call"])
        self.assertEqual(hidden[0]["chain"], ["sshd", "libcrypto.so.3"])


if __name__ == "__main__":
    unittest.main()
