#include "render/json_load.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rules/load/all.h"
#include "tests/golden.h"
#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

LoadFacts Facts() {
  LoadFacts facts = Sshd();
  RunAsRoot(facts);
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x6b30).symbol = "lzma_crc64";
  facts.missing.push_back({"libplug.so.1", kNobody, 0, {"/lib/"}, "not found", false});
  facts.missing_versions.push_back({"GLIBC_2.99", kLiblzma, kLibc, 0x4020});
  facts.on_demand.push_back({kLibsystemd, {"libbpf.so.1", "libbpf.so.0"}, "bpf", "suggested", 0x800});
  facts.damages.push_back({"/lib/libbad.so", "dynamic section past the end", 0x1f40});
  facts.objects[kLiblzma].hardening.writable_code_at = 0x8000;
  return facts;
}

nlohmann::json Document(const std::vector<LoadFacts>& programs, const std::vector<Damage>& unanswered = {}) {
  std::vector<std::vector<Finding>> findings;
  findings.reserve(programs.size());
  for (const LoadFacts& facts : programs) findings.push_back(rules::AskLoadRules(facts));
  return nlohmann::json::parse(render::LoadJson(programs, findings, unanswered));
}

}  // namespace

TEST_CASE("the answer about one program is this, byte for byte") {
  CheckGolden("load.json", render::LoadJson({Facts()}, {rules::AskLoadRules(Facts())}, {}));
}

TEST_CASE("one program's members stand at the top, several stand in a list") {
  CHECK(Document({Facts()})["program"] == "/usr/sbin/sshd");
  const nlohmann::json two = Document({Facts(), Sshd()});
  CHECK_FALSE(two.contains("program"));
  REQUIRE(two["programs"].size() == 2);
  CHECK(two["programs"][1]["program"] == "/usr/sbin/sshd");
  CHECK(two["programs"][1]["complete"] == true);
  CHECK(two["findings"].size() == two["programs"][0]["findings"].size() + two["programs"][1]["findings"].size());
}

TEST_CASE("the answer about several programs is laid out like that about one") {
  const std::string text = render::LoadJson({Facts(), Sshd()}, {rules::AskLoadRules(Facts()), {}}, {});
  CHECK(nlohmann::ordered_json::parse(text).dump(2) + "\n" == text);
  const std::string nothing = render::LoadJson({}, {}, {{"/bin/none", "not there", 0}});
  CHECK(nlohmann::ordered_json::parse(nothing).dump(2) + "\n" == nothing);
}

TEST_CASE("an answer with one incomplete closure is incomplete, and says in which") {
  LoadFacts holes = Sshd();
  holes.closure_complete = false;
  CHECK(Document({holes})["complete"] == false);
  const nlohmann::json two = Document({Sshd(), holes});
  CHECK(two["complete"] == false);
  CHECK(two["programs"][0]["complete"] == true);
  CHECK(two["programs"][1]["complete"] == false);
}

TEST_CASE("where one of two could not be answered, the other stands in a list and the answer is incomplete") {
  const nlohmann::json answer = Document({Sshd()}, {{"/usr/bin/broken", "section table past the end", 0x40}});
  CHECK(answer["complete"] == false);
  REQUIRE(answer["programs"].size() == 1);
  CHECK(answer["programs"][0]["complete"] == true);
  CHECK(answer["unanswered"][0]["source"] == "/usr/bin/broken");
}

TEST_CASE("an object without a package says null, not nothing") {
  const nlohmann::json answer = Document({Sshd()});
  CHECK(answer["objects"][kLibcrypto]["package"].is_null());
  CHECK(answer["objects"][kLiblzma]["package"]["name"] == "liblzma5");
  CHECK(answer["objects"][kSshd]["requested_by"].is_null());
}

TEST_CASE("names that are no UTF-8 leave the document valid") {
  LoadFacts facts = Facts();
  facts.program = facts.objects[0].path = "/tmp/\xff\xfe";
  for (LoadedObject& object : facts.objects) object.soname += "\xc0\xaf";
  facts.start[0].symbol = "\xed\xa0\x80";
  CHECK(Document({facts})["program"] == "/tmp/\ufffd\ufffd");
}
