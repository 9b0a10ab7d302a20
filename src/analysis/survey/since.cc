#include "analysis/survey/since.h"

#include <algorithm>
#include <tuple>

#include "analysis/answers/earlier_answer.h"
#include "base/text.h"

namespace halfsecond::survey {
namespace {

using answers::Json;
using answers::ListOf;
using answers::TextOf;
using answers::TextsOf;

Severity SeverityOf(const std::string& name) {
  for (const Severity severity : {Severity::kRed, Severity::kAmber}) {
    if (name == SeverityName(severity)) return severity;
  }
  return Severity::kNote;
}

// What was written to JSON is what is compared: names that are no UTF-8 were changed on the way.
std::vector<std::string> NotIn(const std::set<std::string>& known, const std::vector<std::string>& programs) {
  std::vector<std::string> fresh;
  for (const std::string& program : programs) {
    if (!known.contains(ValidUtf8(program))) fresh.push_back(program);
  }
  return fresh;
}

void CompareLibraries(const EarlierSurvey& earlier, const SurveyFacts& now, SinceFacts& since) {
  static const EarlierSurvey::Library none;
  for (const LibraryWeight& weight : now.weights) {
    if (weight.is_runtime) continue;
    const auto found = earlier.libraries.find(ValidUtf8(weight.soname));
    const EarlierSurvey::Library& before = found == earlier.libraries.end() ? none : found->second;
    auto programs = NotIn(before.uninvited_in, weight.uninvited_in);
    if (!programs.empty()) {
      since.uninvited.push_back(
          {weight.soname, weight.path, weight.how, std::move(programs), before.uninvited_in.size()});
    }
    if (weight.resolvers > before.resolvers) {
      since.resolvers.push_back({weight.soname, weight.path, before.resolvers, weight.resolvers});
    }
  }
}

}  // namespace

Result<EarlierSurvey> ReadEarlier(std::string_view json) {
  HS_TRY(document, answers::ReadEarlierAnswer(json, "halfsecond/survey/1"));
  const std::string depth = TextOf(document, "depth");
  if (depth != SurveyDepthName(SurveyDepth::kStart) && depth != SurveyDepthName(SurveyDepth::kBind)) {
    return Error{Error::Kind::kUnsupported, "is a survey that did not look at what programs run before main"};
  }
  EarlierSurvey earlier;
  if (depth == SurveyDepthName(SurveyDepth::kStart)) earlier.depth = SurveyDepth::kStart;
  earlier.is_complete = answers::IsTrue(document, "complete");
  for (const Json& library : ListOf(document, "libraries")) {
    if (!library.is_object()) continue;
    EarlierSurvey::Library& into = earlier.libraries[TextOf(library, "soname")];
    into.uninvited_in = TextsOf(library, "uninvited_in");
    into.resolvers = answers::CountOf(library, "resolvers");
  }
  for (const Json& finding : ListOf(document, "findings")) {
    if (!finding.is_object()) continue;
    EarlierSurvey::Group& into = earlier.groups[{TextOf(finding, "rule"), TextOf(finding, "subject")}];
    into.severity = SeverityOf(TextOf(finding, "severity"));
    into.programs = TextsOf(finding, "programs");
  }
  return earlier;
}

SinceFacts Compare(const EarlierSurvey& earlier, const SurveyFacts& now) {
  SinceFacts since;
  since.is_complete = earlier.is_complete && now.is_complete;
  CompareLibraries(earlier, now, since);
  std::sort(since.uninvited.begin(), since.uninvited.end(), [](const NewlyUninvited& a, const NewlyUninvited& b) {
    return std::tuple(b.programs.size(), std::string_view(a.soname)) <
           std::tuple(a.programs.size(), std::string_view(b.soname));
  });
  std::sort(since.resolvers.begin(), since.resolvers.end(),
            [](const NewResolvers& a, const NewResolvers& b) { return a.soname < b.soname; });
  for (const FindingGroup& group : now.groups) {
    const auto found = earlier.groups.find({std::string(group.finding.rule), ValidUtf8(group.finding.subject)});
    if (found == earlier.groups.end() || group.finding.severity > found->second.severity) {
      since.findings.push_back(group);
      continue;
    }
    FindingGroup further = group;
    further.programs = NotIn(found->second.programs, group.programs);
    if (!further.programs.empty()) since.findings.push_back(std::move(further));
  }
  return since;
}

}  // namespace halfsecond::survey
