#include "render/text_upkeep.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "render/csv_upkeep.h"
#include "render/json_upkeep.h"

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using render::Colours;

namespace {

UpkeepProject Project(const std::string& name, std::size_t programs) {
  UpkeepProject project;
  project.name = name;
  project.programs = programs;
  project.libraries = {"lib" + name + ".so.1"};
  project.maintainer = "Named Person <named@host.test>";
  project.help = {{"maintainer", project.maintainer, "status"}, {"homepage", "https://" + name + ".test/", "status"}};
  project.signs = {"one person pushes"};
  return project;
}

UpkeepFacts Facts() {
  UpkeepFacts facts;
  facts.is_system = true;
  facts.programs = 1042;
  for (std::size_t i = 0; i < 40; ++i) facts.projects.push_back(Project("p" + std::to_string(i), 100 - i));
  for (std::size_t i = 0; i < 30; ++i) facts.projects[i].is_orphaned = true;
  facts.clones_left_out = 2;
  facts.damages = {{"/var/lib/dpkg/status", "cut short", 7}};
  return facts;
}

}  // namespace

TEST_CASE("the list of projects to help keeps to 25 lines, and says what was not looked at") {
  const std::string text = render::UpkeepText(Facts(), Colours::kOff);
  CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
  CHECK(text.find("40 projects that few people carry") == 0);
  CHECK(text.find("\n  p0  under 100 programs  https://p0.test/\n    one person pushes\n  p1  ") != std::string::npos);
  CHECK(text.find("not looked at: repositories of 40 projects") != std::string::npos);
  CHECK(text.ends_with("next: halfsecond about libp0.so.1\n"));
}

TEST_CASE("where money is asked for comes before the project's page") {
  UpkeepFacts facts = Facts();
  facts.projects[0].help.push_back({"FUNDING.yml", "github: one", "repo"});
  CHECK(render::UpkeepText(facts, Colours::kOff).find("github: one") != std::string::npos);
}

TEST_CASE("a cell of the spreadsheet is quoted as RFC 4180 has it and never becomes a formula") {
  CHECK(render::CsvCell("plain") == "plain");
  CHECK(render::CsvCell("a,b") == "\"a,b\"");
  CHECK(render::CsvCell("say \"x\"") == "\"say \"\"x\"\"\"");
  for (const char* formula : {"=1+1", "+cmd", "-2", "@x"}) CHECK(render::CsvCell(formula).front() == '\'');
  CHECK(render::CsvCell("=a,b") == "\"'=a,b\"");
  CHECK(render::CsvCell("line\r\nend\x1b[2J").find_first_of("\r\n\x1b") == std::string::npos);
}

TEST_CASE("every line of the spreadsheet ends as RFC 4180 has it and has the cells of its head") {
  const std::string csv = render::UpkeepCsv(Facts());
  std::size_t lines = 0;
  std::size_t commas = 0;
  for (std::size_t at = 0; at < csv.size(); ++lines) {
    const std::size_t end = csv.find("\r\n", at);
    REQUIRE(end != std::string::npos);
    const auto here = static_cast<std::size_t>(
        std::count(csv.begin() + static_cast<std::ptrdiff_t>(at), csv.begin() + static_cast<std::ptrdiff_t>(end), ','));
    if (lines == 0) commas = here;
    CHECK(here == commas);
    at = end + 2;
  }
  CHECK(lines == 41);
}

TEST_CASE("foreign text in upkeep is escaped, in text and in JSON") {
  UpkeepFacts facts = Facts();
  const std::string evil = "evil\x1b[2J\n\xe2\x80\xae\xff";
  facts.projects[0].name = facts.projects[0].help[1].where = facts.projects[0].libraries[0] = evil;
  facts.projects[0].uploads = UploadRecord{evil, 3, 3, 0, {{evil, 3, 3}}, "", true};
  facts.projects[0].signs = {"most uploads not by the maintainer of the day"};
  const std::string text = render::UpkeepText(facts, Colours::kOff);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xe2\x80\xae") == std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
  CHECK_FALSE(nlohmann::json::parse(render::UpkeepJson(facts), nullptr, false).is_discarded());
}
