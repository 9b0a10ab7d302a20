#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/commands.h"
#include "app/output.h"
#include "base/text.h"
#include "render/json_document.h"

namespace halfsecond::app {

ExitCode RunRules(const Arguments& arguments) {
  constexpr std::size_t kIdColumn = 36;
  std::string text;
  std::string_view asked_by;
  auto list = nlohmann::ordered_json::array();
  for (const render::RuleDescription& rule : AllRules()) {
    if (rule.asked_by != asked_by) text += std::string(asked_by = rule.asked_by) + "\n";
    text += "  " + Padded(rule.id, kIdColumn) + std::string(rule.question) + "\n";
    list.push_back({{"id", rule.id}, {"question", rule.question}, {"why", rule.why}, {"asked_by", rule.asked_by}});
  }
  if (arguments.Has("json")) {
    nlohmann::ordered_json document;
    document["schema"] = "halfsecond/rules/1";
    document["complete"] = true;
    document["findings"] = nlohmann::ordered_json::array();
    document["rules"] = std::move(list);
    text = render::Text(document);
  }
  return PrintAnswer(text) ? ExitCode::kAnswered : ExitCode::kCannotAnswer;
}

ExitCode RunExplain(const Arguments& arguments) {
  if (arguments.operands().size() != 1) {
    PrintError("explain needs a rule", "halfsecond rules lists them");
    return ExitCode::kUsage;
  }
  const std::string& wanted = arguments.operands().front();
  std::vector<std::string> names;
  for (const render::RuleDescription& rule : AllRules()) {
    names.emplace_back(rule.id);
    if (rule.id != wanted) continue;
    const std::string text =
        std::string(rule.id) + "\n" + std::string(rule.question) + "\nasked by: " + std::string(rule.asked_by) +
        "\nwhy it matters: " + std::string(rule.why) + "\nread on: docs/rules/" + std::string(rule.id) + ".md\n";
    return PrintAnswer(text) ? ExitCode::kAnswered : ExitCode::kCannotAnswer;
  }
  const std::string closest = ClosestName(wanted, names);
  PrintError("no rule " + wanted, closest.empty() ? "halfsecond rules lists them" : "did you mean " + closest + "?");
  return ExitCode::kUsage;
}

}  // namespace halfsecond::app
