#include "tests/e2e/load_answer.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/e2e/process.h"

namespace halfsecond::e2e {
namespace {

std::string Text(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

// Functions of one file by their addresses, from its symbol tables; of two names one that starts with "hs_" wins.
std::map<std::uint64_t, std::string> FunctionsOf(const std::string& path) {
  std::map<std::uint64_t, std::string> functions;
  const Ended listed = Run({.argv = {"readelf", "-sW", path}});
  for (const std::string& line : Lines(listed.out)) {
    std::istringstream words(line);
    std::vector<std::string> columns;  // Num: Value Size Type Bind Vis Ndx Name
    for (std::string word; words >> word;) columns.push_back(word);
    if (columns.size() < 8 || columns[6] == "UND" || (columns[3] != "FUNC" && columns[3] != "IFUNC")) continue;
    std::string& name = functions[std::strtoull(columns[1].c_str(), nullptr, 16)];
    if (name.empty() || columns[7].starts_with("hs_")) name = columns[7];
  }
  return functions;
}

std::vector<std::string> Sorted(std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string Binary() {
  const char* named = getenv("HALFSECOND");
  return named != nullptr ? named : HS_BINARY;
}

Answer ReadAnswer(const nlohmann::json& program) {
  Answer answer;
  answer.text = program.dump(2);
  answer.complete = program.value("complete", false);
  const auto objects = program.value("objects", nlohmann::json::array());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    if (Text(objects[i], "found_by") == "program") continue;
    // Audit libraries and what they need live in namespaces of their own, which the loader does not list.
    if (objects[i].value("namespace", 0) == 0) answer.paths.push_back(Text(objects[i], "path"));
  }
  for (const auto& missing : program.value("missing", nlohmann::json::array())) {
    (missing.value("fatal", true) ? answer.missing : answer.done_without).push_back(Text(missing, "soname"));
  }
  for (const auto& reason : program.value("would_not_start", nlohmann::json::array())) {
    answer.would_not_start.push_back(reason.get<std::string>());
  }
  for (const auto& path : program.value("init_order", nlohmann::json::array())) {
    if (!IsLoader(path.get<std::string>())) answer.init_order.push_back(path.get<std::string>());
  }
  for (const auto& code : program.value("uninvited", nlohmann::json::array())) {
    const auto position = code.find("position");
    const bool is_number = position != code.end() && position->is_number_integer();
    answer.uninvited.push_back({Text(code, "path"), Text(code, "how"), Text(code, "symbol"), Text(code, "address"),
                                is_number ? position->get<std::int64_t>() : 0});
  }
  return answer;
}

Answer AskHalfsecond(const std::string& program, const Surroundings& surroundings,
                     const std::vector<std::string>& options) {
  std::vector<std::string> argv{Binary(), "load", "--json"};
  argv.insert(argv.end(), options.begin(), options.end());
  argv.push_back(program);
  Surroundings own = surroundings;
  own.environment.emplace_back("ASAN_OPTIONS=verify_asan_link_order=0");  // a sanitized build reads LD_PRELOAD itself
  const Ended ended = Run(Within(own, argv));
  // A sanitized build is dynamic: fixtures it preloads write their names before the answer.
  const std::size_t start = std::min(ended.out.find('{'), ended.out.size());
  const auto parsed = nlohmann::json::parse(ended.out.substr(start), nullptr, false);
  INFO(OnePerLine(argv));
  INFO(ended.err);
  INFO(ended.out);
  REQUIRE(ended.signal == 0);
  REQUIRE(parsed.is_object());
  CHECK(Text(parsed, "schema") == "halfsecond/load/1");
  Answer answer = ReadAnswer(parsed);
  answer.status = ended.status;
  return answer;
}

std::vector<std::string> OwnFunctions(const Answer& answer, const std::string& root) {
  std::vector<UninvitedCode> code = answer.uninvited;
  std::stable_sort(code.begin(), code.end(),
                   [](const UninvitedCode& a, const UninvitedCode& b) { return a.position < b.position; });
  std::vector<std::string> names;
  std::map<std::string, std::map<std::uint64_t, std::string>> known;
  for (const UninvitedCode& one : code) {
    // Fixtures are unstripped; a system's library is not, and has nothing that starts with "hs_".
    if ((root + one.path).find("/halfsecond-") == std::string::npos) continue;
    const auto [file, is_new] = known.try_emplace(one.path);
    if (is_new) file->second = FunctionsOf(root + one.path);
    const auto found = file->second.find(std::strtoull(one.address.c_str(), nullptr, 16));
    std::string name = found == file->second.end() ? "" : found->second;
    if (name.empty()) name = one.symbol;
    if (name.starts_with("hs_")) names.push_back(name);
  }
  return names;
}

std::size_t CountUninvited(const Answer& answer, std::string_view how, std::string_view path_end) {
  return static_cast<std::size_t>(
      std::count_if(answer.uninvited.begin(), answer.uninvited.end(), [&](const UninvitedCode& code) {
        return code.how.find(how) != std::string::npos && code.path.ends_with(path_end);
      }));
}

namespace {

void Compare(Answer answer, const Truth& truth) {
  // Where nobody needs the loader as a library it does not list itself, though the kernel maps it.
  const bool lists_itself = std::any_of(truth.paths.begin(), truth.paths.end(), &IsLoader);
  if (!lists_itself && !answer.paths.empty() && IsLoader(answer.paths.back())) answer.paths.pop_back();
  CHECK(OnePerLine(answer.paths) == OnePerLine(truth.paths));
  CHECK(OnePerLine(Sorted(answer.missing)) == OnePerLine(Sorted(truth.missing)));
  if (truth.missing.empty()) CHECK(OnePerLine(answer.init_order) == OnePerLine(truth.relocation));
  CHECK(answer.complete == truth.missing.empty());
}

}  // namespace

Truth SameAsLoader(const std::string& program, const Surroundings& surroundings) {
  Truth truth = AskLoader(program, surroundings);
  INFO(truth.complaint);
  REQUIRE(truth.starts);
  Compare(AskHalfsecond(program, surroundings), truth);
  return truth;
}

std::vector<std::string> SameCodeBeforeMain(const std::string& program, const Surroundings& surroundings) {
  std::vector<std::string> ran = CodeBeforeMain(program, surroundings);
  const Answer answer = AskHalfsecond(program, surroundings);
  INFO(answer.text);
  CHECK(OnePerLine(OwnFunctions(answer)) == OnePerLine(ran));
  return ran;
}

Truth SameInRoot(const std::string& root, const std::string& program) {
  Surroundings inside{.root = root};
  // Without /proc the loader of 2.36 does not know its own $ORIGIN.
  if (std::filesystem::is_directory(root + "/proc")) inside.binds.emplace_back("/proc", root + "/proc");
  Truth truth = AskLoader(program, inside);
  INFO(truth.complaint);
  REQUIRE(truth.starts);
  Compare(AskHalfsecond(program, {}, {"--root", root}), truth);
  return truth;
}

std::string RefusedLikeLoader(const std::string& program, const Surroundings& surroundings) {
  const Truth truth = AskLoader(program, surroundings);
  CHECK_FALSE(truth.starts);
  const Answer answer = AskHalfsecond(program, surroundings);
  INFO(truth.complaint);
  INFO(answer.text);
  CHECK_FALSE(answer.would_not_start.empty());
  return truth.complaint;
}

void AsLoaderDoes(const std::string& program, const Surroundings& surroundings) {
  if (AskLoader(program, surroundings).starts) {
    SameAsLoader(program, surroundings);
  } else {
    RefusedLikeLoader(program, surroundings);
  }
}

}  // namespace halfsecond::e2e
