// A temporary folder that shell scripts fill, for commands that read archives, packages and repositories.

#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/e2e/fixture.h"
#include "tests/e2e/process.h"

namespace halfsecond::e2e {

// How a script starts that makes a repository `repo` and goes into it.
inline constexpr const char* kNewRepository =
    "git init -q -b main repo && cd repo && git config user.name n && git config user.email m && ";

class ScriptFolder {
 public:
  const std::string& path() const { return path_; }

  // Runs a script in it; HOME is the folder, so that nobody's git configuration counts. One that fails fails the test.
  void Do(const std::string& script) const {
    const Ended ended = Run({"sh", "-ec", script});
    REQUIRE_MESSAGE(ended.status == 0, ended.err);
  }

  Ended Run(std::vector<std::string> argv) const {
    return e2e::Run({.argv = std::move(argv), .environment = {"HOME=" + path_}, .directory = path_});
  }

  // Types the next step that an answer ends with into bash. An answer without one fails the test.
  Ended Next(const std::string& answer) const {
    const std::size_t at = answer.rfind("next: ");
    REQUIRE_MESSAGE(at != std::string::npos, answer);
    const std::string command = answer.substr(at + 6, answer.find('\n', at) - at - 6);
    return Run({"bash", "-c", "halfsecond() { " HS_BINARY " \"$@\"; }; " + command});
  }

 private:
  Fixture fixture_;
  std::string path_ = fixture_.Path();
};

inline bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace halfsecond::e2e
