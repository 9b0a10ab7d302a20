#include "analysis/system/directory_statuses.h"

#include <doctest/doctest.h>

#include "tests/system_tree.h"

using halfsecond::Root;
using halfsecond::system::DirectoryStatuses;
using halfsecond::tests::SystemTree;

TEST_CASE("a directory is asked for once") {
  SystemTree tree;
  tree.MergeUsr();
  const Root root = tree.Open();
  DirectoryStatuses statuses(root);
  CHECK_FALSE(statuses.Of("/usr/lib/x").ok());
  CHECK(statuses.IsAbsent("/usr/lib/x"));
  tree.File("/usr/lib/x/liba.so");
  CHECK_FALSE(statuses.Of("/usr/lib/x").ok());
  REQUIRE(statuses.Of("/usr/lib").ok());
  CHECK(statuses.Of("/usr/lib")->is_directory());
  CHECK_FALSE(statuses.IsAbsent("/usr/lib"));
  // A file in the place of a directory has nothing below it either.
  CHECK_FALSE(statuses.Of("/usr/lib/x/liba.so/").ok());
  CHECK(statuses.IsAbsent("/usr/lib/x/liba.so/"));
}
