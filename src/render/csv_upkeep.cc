#include "render/csv_upkeep.h"

#include <string_view>
#include <vector>

#include "base/text.h"

namespace halfsecond::render {
namespace {

constexpr std::string_view kHeader =
    "project,version,programs_here,named_by,with_power,libraries,how_alone,maintainer,orphaned,uploads,"
    "uploads_for_another,most_uploads_by,last_upload,pushers,absence_factor,signing_keys,last_release,send_help_to\r\n";

std::string Number(std::size_t number) {
  return std::to_string(number);
}

std::vector<std::string> UploadCells(const UpkeepProject& project) {
  if (!project.uploads) return {"", "", "", ""};
  const UploadRecord& record = *project.uploads;
  return {Number(record.entries), Number(record.non_maintainer),
          record.uploaders.empty() ? "" : record.uploaders.front().name, record.last_date};
}

std::vector<std::string> RepositoryCells(const UpkeepProject& project) {
  if (!project.repository || !project.repository->failure.empty()) return {"", "", "", ""};
  const RepositoryUpkeep& repository = *project.repository;
  return {Number(repository.state.pushers), Number(repository.absence_factor), Number(repository.signing_keys),
          repository.state.last_release ? DateText(*repository.state.last_release) : ""};
}

std::string Row(const UpkeepProject& project) {
  std::vector<std::string> places;
  for (const HelpPlace& place : project.help) places.push_back(place.where);
  std::vector<std::string> cells{project.name,
                                 project.version,
                                 Number(project.programs),
                                 Number(project.direct),
                                 Number(project.privileged),
                                 Join(project.libraries, " "),
                                 Join(project.signs, "; "),
                                 project.maintainer,
                                 project.is_orphaned ? "yes" : "no"};
  for (const auto& more : {UploadCells(project), RepositoryCells(project)}) {
    cells.insert(cells.end(), more.begin(), more.end());
  }
  cells.push_back(Join(places, "; "));
  std::string line;
  for (const std::string& cell : cells) line += (line.empty() ? "" : ",") + CsvCell(cell);
  return line + "\r\n";
}

}  // namespace

std::string CsvCell(std::string_view foreign) {
  std::string text = EscapedForTerminal(foreign);
  if (!text.empty() && std::string_view("=+-@").find(text.front()) != std::string_view::npos) text.insert(0, 1, '\'');
  if (text.find_first_of(",\"") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted.append(c == '"' ? 2 : 1, c);
  return quoted + "\"";
}

std::string UpkeepCsv(const UpkeepFacts& facts) {
  std::string text(kHeader);
  for (const UpkeepProject& project : facts.projects) text += Row(project);
  return text;
}

}  // namespace halfsecond::render
