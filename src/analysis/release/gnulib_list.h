// The files that gnulib-tool copied into a project, as its gnulib-comp.m4 lists them (gnulib manual, "Initial import").

#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace halfsecond::release {

class GnulibList {
 public:
  // Of the contents of a gnulib-comp.m4; one without a list names nothing.
  explicit GnulibList(std::string content);
  GnulibList(const GnulibList&) = delete;
  GnulibList& operator=(const GnulibList&) = delete;

  // What the list calls the file at `path`, which is below the project's top: "malloc/dynarray.h", below lib/, tests/,
  // top/ or the top of gnulib itself. "" where it has no such file; its macro files and scripts (m4/, build-aux/) are
  // none here: those are well known by their contents.
  std::string_view NameOf(std::string_view path) const;

 private:
  void AddFile(std::string_view name);  // "lib/e.h", as gnulib calls it

  std::string content_;                         // which the rest looks into
  std::vector<std::string_view> bases_;         // folders that lib/ and tests/ of gnulib were copied to: "lib"
  std::unordered_set<std::string_view> tails_;  // of lib/ and tests/: "malloc/dynarray.h"
  std::vector<std::string_view> paths_;         // of doc/ and of gnulib's top/, where they stand in the project
};

}  // namespace halfsecond::release
