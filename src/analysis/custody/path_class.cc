#include "analysis/custody/path_class.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace halfsecond::custody {
namespace {

using std::string_view;

constexpr std::array<string_view, 14> kCode{"c",   "h",   "cc",  "hh", "cpp", "hpp", "cxx",
                                            "hxx", "inc", "inl", "m",  "s",   "S",   "C"};
constexpr std::array<string_view, 5> kBuild{"cmake", "m4", "ac", "mk", "am"};
constexpr std::array<string_view, 10> kBuildNames{"CMakeLists.txt", "meson.build", "Makefile",    "GNUmakefile",
                                                  "configure.in",   "configure",   "Makefile.in", "meson_options.txt",
                                                  "SConstruct",     "build.ninja"};
// Endings of files that are text, or whose bytes nobody would call a test input. What is left is opaque.
constexpr std::array<string_view, 62> kText{
    "txt", "md",   "rst",  "html", "htm",  "xml",   "json",   "yml",     "yaml",     "toml", "cfg",   "conf", "ini",
    "in",  "sh",   "bash", "py",   "pl",   "pm",    "rb",     "js",      "ts",       "css",  "awk",   "sed",  "tcl",
    "lua", "java", "go",   "rs",   "php",  "def",   "map",    "sym",     "ver",      "po",   "pot",   "1",    "3",
    "5",   "8",    "texi", "tex",  "roff", "am",    "out",    "exp",     "expected", "diff", "patch", "test", "t",
    "csv", "spec", "ac",   "m4",   "mk",   "cmake", "vcproj", "vcxproj", "sln",      "log"};
constexpr std::array<string_view, 6> kOwners{"security", "codeowners", "maintainers",
                                             "authors",  "owners",     "committers"};

template <std::size_t N>
bool In(const std::array<string_view, N>& list, string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

bool SameWord(string_view a, string_view lower) {
  return a.size() == lower.size() &&
         std::equal(a.begin(), a.end(), lower.begin(), [](char x, char y) { return Lower(x) == y; });
}

struct Below {
  bool ci = false;
  bool tests = false;  // tests, test-data, regress
  bool fuzz = false;   // fuzz, fuzzing, oss-fuzz
};

bool StartsWith(string_view text, string_view lower) {
  return text.size() >= lower.size() && SameWord(text.substr(0, lower.size()), lower);
}

// What the directories ("a/b/") above a file say.
Below BelowOf(string_view directories) {
  Below below;
  while (!directories.empty()) {
    const std::size_t slash = directories.find('/');
    const string_view one = directories.substr(0, slash);
    switch (one.empty() ? '\0' : Lower(one.front())) {
      case 'c':
        below.ci = below.ci || StartsWith(one, "ci");
        break;
      case 't':
        below.tests = below.tests || StartsWith(one, "test");
        break;
      case 'r':
        below.tests = below.tests || StartsWith(one, "regress");
        break;
      case 'f':
        below.fuzz = below.fuzz || StartsWith(one, "fuzz");
        break;
      case 'o':
        below.fuzz = below.fuzz || StartsWith(one, "oss-fuzz") || StartsWith(one, "ossfuzz");
        break;
      default:
        break;
    }
    directories.remove_prefix(slash == string_view::npos ? directories.size() : slash + 1);
  }
  return below;
}

std::uint16_t ByName(string_view name, string_view stem, string_view ending) {
  std::uint16_t classes = 0;
  if (In(kCode, ending)) classes |= kCodePath;
  if (In(kBuild, ending) || In(kBuildNames, name)) classes |= kBuildPath;
  if (name == ".gitignore") classes |= kIgnorePath;
  if (name == ".mailmap") classes |= kMailmapPath;
  for (const string_view owner : kOwners) {
    if (SameWord(stem, owner)) classes |= kOwnerPath | kContactPath;
  }
  if (SameWord(stem, "readme")) classes |= kContactPath;
  if (name == ".travis.yml" || name == ".gitlab-ci.yml" || name == ".cirrus.yml" || name == "appveyor.yml" ||
      name == ".appveyor.yml" || name == "azure-pipelines.yml" || name == "Jenkinsfile") {
    classes |= kCiPath;
  }
  if (ending == "install" || ending == "postinst" || ending == "preinst" || name == "package.json")
    classes |= kInstallPath;
  if (name == "project.yaml") classes |= kContactPath;
  return classes;
}

}  // namespace

std::uint16_t ClassesOf(string_view path) {
  const std::size_t slash = path.rfind('/');
  const string_view directories = slash == string_view::npos ? string_view() : path.substr(0, slash + 1);
  const string_view name = slash == string_view::npos ? path : path.substr(slash + 1);
  const std::size_t dot = name.rfind('.');
  const bool has_ending = dot != string_view::npos && dot > 0;
  const string_view ending = has_ending ? name.substr(dot + 1) : string_view();
  const Below below = BelowOf(directories);
  std::uint16_t classes = ByName(name, has_ending ? name.substr(0, dot) : name, ending);
  if (path.starts_with(".github/workflows/") || path.starts_with(".circleci/") || below.ci) {
    classes |= kCiPath;
  }
  const bool is_oss_fuzz_script = name == "build.sh" && directories.starts_with("projects/");
  if (is_oss_fuzz_script || below.fuzz || SameWord(name.substr(0, 4), "fuzz")) {
    classes |= kFuzzPath;
  }
  if (below.tests) {
    classes |= kTestPath;
    if (has_ending && (classes & (kCodePath | kBuildPath)) == 0 && !In(kText, ending)) classes |= kOpaquePath;
  }
  return classes;
}

}  // namespace halfsecond::custody
