#include "analysis/system/real_paths.h"

#include <doctest/doctest.h>

#include <string>

#include "tests/system_tree.h"

using halfsecond::Error;
using halfsecond::Root;
using halfsecond::system::RealPaths;
using halfsecond::tests::SystemTree;

TEST_CASE("links of every kind lead where Root::RealPath says") {
  SystemTree tree;
  tree.MergeUsr()
      .File("/usr/lib/x/liba.so.1.2")
      .Link("/usr/lib/x/liba.so.1", "liba.so.1.2")
      .Link("/usr/lib/x/liba.so", "../x/./liba.so.1")
      .Link("/usr/lib/y", "x")
      .Link("/usr/lib/absolute.so", "/lib/y/liba.so")
      .Link("/usr/lib/up", "..")
      .Link("/usr/lib/x/to_up", "../up")
      .Link("/usr/lib/out.so", "../../../../../lib/x/liba.so");
  const Root root = tree.Open();
  RealPaths real_paths(root);
  for (const char* path : {"/usr/lib/x/liba.so.1.2", "/lib/x/liba.so", "/lib/y/liba.so.1", "/usr/lib/absolute.so",
                           "/usr/lib/up", "/usr/lib/x/to_up", "/lib/up/lib/y/liba.so", "/lib/x/..", "/lib/x/", "/lib/.",
                           "/lib", "/", "/usr/lib/out.so"}) {
    CAPTURE(path);
    CHECK(real_paths.Of(path).value_or("error") == root.RealPath(path).value_or("other error"));
  }
  CHECK(real_paths.Of("/usr/lib/out.so").value() == "/usr/lib/x/liba.so.1.2");
}

TEST_CASE("the directory of a path is resolved and its last component is left alone") {
  SystemTree tree;
  tree.MergeUsr().Link("/usr/lib/a", "b");
  const Root root = tree.Open();
  RealPaths real_paths(root);
  CHECK(real_paths.OfDirectory("/lib/a").value() == "/usr/lib/a");
  CHECK(real_paths.OfDirectory("/lib").value() == "/lib");
}

TEST_CASE("what is not there is not found, and a loop of links is over the limit") {
  SystemTree tree;
  tree.MergeUsr().Link("/usr/lib/a", "b").Link("/usr/lib/b", "a").Link("/usr/lib/dangling", "none");
  const Root root = tree.Open();
  RealPaths real_paths(root);
  CHECK(real_paths.Of("/lib/none").error().kind == Error::Kind::kNotFound);
  CHECK(real_paths.Of("/none/a").error().kind == Error::Kind::kNotFound);
  CHECK(real_paths.Of("/lib/dangling").error().kind == Error::Kind::kNotFound);
  CHECK(real_paths.Of("/lib/a").error().kind == Error::Kind::kLimit);
}
