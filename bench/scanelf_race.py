"""One race against scanelf, for needed_vs_scanelf and facts_vs_scanelf."""

import argparse
import os
import shutil
import sys
import tempfile

import measure


def race(depth, required, text):
    options = argparse.ArgumentParser(description=text, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("directories", nargs="*", default=["/usr"], metavar="DIR")
    chosen = options.parse_args()
    scanelf = shutil.which("scanelf")
    if scanelf is None:
        sys.exit("scanelf is not installed\nhint: apt-get install pax-utils")
    files = measure.elf_files(chosen.directories)
    with tempfile.TemporaryDirectory() as folder:
        listing = os.path.join(folder, "files")
        with open(listing, "w") as out:
            out.write("\n".join(files) + "\n")
        print(f"{len(files)} ELF files below {' '.join(chosen.directories)}")
        ours = f"halfsecond survey --depth {depth}"
        times = measure.interleaved({
            ours: measure.must([measure.binary(), "survey", "--depth", depth, "--jobs", "1", "--files-from",
                                listing]),
            ours + ", as users run it": measure.must([measure.binary(), "survey", "--depth", depth, "--files-from", listing]),
            "scanelf -qBn": measure.must([scanelf, "-qBn", "-f", listing]),
        }, chosen.rounds)
    return 0 if measure.report(times, ours, {"scanelf -qBn": required}) else 1
