#include "analysis/load/owners.h"

#include <doctest/doctest.h>

#include <vector>

#include "tests/system_tree.h"

using halfsecond::Error;
using halfsecond::LoadedObject;
using halfsecond::LoadFacts;
using halfsecond::Root;
using halfsecond::load::Owners;
using halfsecond::system::PackageStore;
using halfsecond::tests::SystemTree;

namespace {

LoadFacts Loads(const std::vector<std::string>& paths) {
  LoadFacts facts;
  for (const std::string& path : paths) {
    LoadedObject object;
    object.path = path;
    facts.objects.push_back(object);
  }
  return facts;
}

Owners AddOwners(std::vector<LoadFacts>& programs, PackageStore& packages) {
  std::vector<std::string> paths;
  for (const LoadFacts& facts : programs) {
    for (const LoadedObject& object : facts.objects) paths.push_back(object.path);
  }
  Owners owners(packages, paths);
  for (LoadFacts& facts : programs) owners.AddTo(facts);
  return owners;
}

}  // namespace

TEST_CASE("every object of every program gets its package, a shared one in each") {
  SystemTree tree;
  tree.MergeUsr()
      .File("/var/lib/dpkg/status",
            "Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nSource: zlib\nVersion: 1.2\n\n")
      .File("/var/lib/dpkg/info/zlib1g.list", "/lib/libz.so.1\n")
      .File("/usr/lib/libz.so.1");
  const Root root = tree.Open();
  PackageStore packages(root);
  std::vector<LoadFacts> programs{Loads({"/usr/bin/a", "/lib/libz.so.1"}), Loads({"/usr/bin/b", "/usr/lib/libz.so.1"})};
  REQUIRE_FALSE(AddOwners(programs, packages).failure());
  for (const LoadFacts& facts : programs) {
    CHECK_FALSE(facts.objects[0].package != nullptr);
    REQUIRE(facts.objects[1].package != nullptr);
    CHECK(facts.objects[1].package->name == "zlib1g");
    CHECK(facts.objects[1].package->source == "zlib");
  }
}

TEST_CASE("without a database the packages stay unknown and the error says why") {
  SystemTree tree;
  const Root root = tree.Open();
  PackageStore packages(root);
  std::vector<LoadFacts> programs{Loads({"/usr/bin/a"})};
  const auto failure = AddOwners(programs, packages).failure();
  REQUIRE(failure);
  CHECK(failure->kind == Error::Kind::kNotFound);
  CHECK_FALSE(programs[0].objects[0].package != nullptr);
}

TEST_CASE("a damaged package database is told in the facts of every program, and makes the answer incomplete") {
  SystemTree tree;
  tree.File("/var/lib/dpkg/status", "Package zlib1g\n\nPackage: a\nStatus: install ok installed\nVersion: 1\n\n");
  const Root root = tree.Open();
  PackageStore packages(root);
  std::vector<LoadFacts> programs{Loads({"/usr/bin/a"}), Loads({"/usr/bin/b"})};
  for (LoadFacts& facts : programs) facts.closure_complete = true;
  REQUIRE_FALSE(AddOwners(programs, packages).failure());
  for (const LoadFacts& facts : programs) {
    REQUIRE_FALSE(facts.package_damages.empty());
    CHECK(facts.package_damages[0].source == "/var/lib/dpkg/status");
    CHECK_FALSE(IsComplete(facts));
    CHECK(facts.damages.empty());
  }
}
