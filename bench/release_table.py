"""The table of release archives that bench/release_* read: archive, repository ("owner/name"), version, by tabs."""
import os
import re


def rows(table):
    """(archive, repository, version) of each line that is no comment."""
    with open(table, encoding="utf-8") as file:
        return [tuple(line.rstrip("\n").split("\t")) for line in file if not line.startswith("#")]


def mirror(mirrors, repository):
    """Where the bare mirror of a repository is."""
    return os.path.join(mirrors, repository.replace("/", "+"), "repo")


def numbers(text):
    found = [int(n) for n in re.findall(r"\d+", text)]
    while len(found) > 1 and found[-1] == 0:
        found.pop()
    return found


def is_tag_of(tag, version):
    """Does the tag's name have the version's numbers in a row?"""
    wanted = numbers(re.sub(r".*really", "", version.split("+")[0] if "really" not in version else version))
    found = numbers(tag)
    return any(found[i : i + len(wanted)] == wanted for i in range(len(found)))
