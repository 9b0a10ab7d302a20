#include "analysis/upgrade/source_side.h"

#include <string>
#include <utility>

#include "analysis/answers/earlier_answer.h"

namespace halfsecond::upgrade {
namespace {

constexpr std::size_t kMaxWorst = 10;

}  // namespace

Result<UpgradeSource> ReadSourceSide(std::string_view json) {
  HS_TRY(document, answers::ReadEarlierAnswer(json, "halfsecond/release-check/1"));
  UpgradeSource source;
  source.archive = answers::TextOf(document, "archive");
  source.is_complete = answers::IsTrue(document, "complete");
  if (const auto tag = document.find("tag"); tag != document.end() && tag->is_object()) {
    source.tag = answers::TextOf(*tag, "name");
  }
  for (const answers::Json& file : answers::ListOf(document, "files")) {
    if (!file.is_object() || answers::TextOf(file, "state") == "only-in-tag") continue;
    const std::string strength = answers::TextOf(file, "strength");
    const bool contradicts = strength == "contradicts";
    if (!contradicts && strength != "unexplained") continue;
    ++(contradicts ? source.contradicts : source.unexplained);
    if (source.worst.size() < kMaxWorst) {
      source.worst.push_back(answers::TextOf(file, "path") + ": " + answers::TextOf(file, "cause"));
    }
  }
  return source;
}

}  // namespace halfsecond::upgrade
