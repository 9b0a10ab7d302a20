// index build and index show, on mirrors and folders made here.

#include <doctest/doctest.h>

#include <string>

#include "tests/e2e/script_folder.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

using e2e::Has;

namespace {

// A mirror with two versions of a macro file, and a folder with one of another.
class Mirrors {
 public:
  Mirrors() {
    folder_.Do(
        "git init -q -b main mirror && cd mirror && git config user.name n && git config user.email m && mkdir m4 && "
        "printf '# serial 1\\nAC_DEFUN([ONE])\\n' > m4/made-up-one.m4 && git add . && git commit -qm 1 && "
        "printf '# serial 2\\nAC_DEFUN([ONE], [x])\\n' > m4/made-up-one.m4 && git add . && git commit -qm 2 && cd .. "
        "&& "
        "mkdir folder && printf '# serial 7\\nAC_DEFUN([TWO])\\n' > folder/made-up-two.m4");
  }
  void Build(const std::string& words, const std::string& to) const {
    folder_.Do(std::string(HS_BINARY) + " index build " + words + " > " + to);
  }
  e2e::Ended Show(const std::string& index, const std::string& name) const {
    return folder_.Run({HS_BINARY, "index", "show", "--index=" + index, name});
  }
  const e2e::ScriptFolder& folder() const { return folder_; }

 private:
  e2e::ScriptFolder folder_;
};

}  // namespace

TEST_CASE("an index knows every version of a mirror's history, and the same mirrors give the same bytes") {
  const Mirrors mirrors;
  mirrors.Build("ours=mirror", "one");
  mirrors.Build("ours=mirror", "again");
  mirrors.folder().Do("cmp one again");
  CHECK(Has(mirrors.Show("one", "made-up-one.m4").out, "2 versions, first met in ours, highest serial 2"));
  CHECK(mirrors.Show("one", "made-up-two.m4").status == 2);
}

TEST_CASE("what is added to an index stands beside all that it knew, once") {
  const Mirrors mirrors;
  mirrors.Build("ours=mirror", "one");
  mirrors.Build("--add --index=one more=folder", "both");
  mirrors.Build("ours=mirror more=folder", "at-once");
  mirrors.folder().Do("cmp both at-once");
  CHECK(Has(mirrors.Show("both", "made-up-one.m4").out, "2 versions, first met in ours"));
  CHECK(Has(mirrors.Show("both", "made-up-two.m4").out, "1 version, first met in more, highest serial 7"));
  // To the one inside, which knows gnulib's.
  mirrors.Build("--add more=folder", "inside");
  CHECK(Has(mirrors.Show("inside", "build-to-host.m4").out, "first met in gnulib"));
  CHECK(Has(mirrors.Show("inside", "made-up-two.m4").out, "first met in more"));
  const auto none = mirrors.folder().Run({HS_BINARY, "index", "build", "--add", "--index=nowhere", "folder"});
  CHECK(none.status == 2);
  CHECK(none.out.empty());
}
