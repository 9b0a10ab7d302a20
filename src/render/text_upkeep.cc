#include "render/text_upkeep.h"

#include <algorithm>

#include "base/text.h"

namespace halfsecond::render {
namespace {

std::string Safe(std::string_view foreign) {
  return EscapedForTerminal(foreign);
}

const UploadRecord::Uploader* MostForOthers(const UploadRecord& record) {
  const auto most = std::max_element(record.uploaders.begin(), record.uploaders.end(),
                                     [](const auto& a, const auto& b) { return a.non_maintainer < b.non_maintainer; });
  return most == record.uploaders.end() || most->non_maintainer == 0 ? nullptr : &*most;
}

}  // namespace

std::string UploadsPhrase(const UpkeepProject& project) {
  if (!project.uploads) return "changelog not read: " + Safe(project.uploads_unknown);
  const UploadRecord& record = *project.uploads;
  const std::string since = record.last_date.empty() ? "" : ", the last " + record.last_date;
  const UploadRecord::Uploader* most = MostForOthers(record);
  if (most == nullptr) {
    return Count(record.entries, "upload", "uploads") + " by " + Count(record.uploaders.size(), "person", "people") +
           since;
  }
  const bool is_named = most->name == project.maintainer.substr(0, project.maintainer.find(" <"));
  return std::to_string(record.non_maintainer) + " of " + Count(record.entries, "upload", "uploads") +
         " by another than the maintainer of the time, " + std::to_string(most->non_maintainer) + " of them by " +
         Safe(most->name) + (is_named ? ", named as maintainer since" : "") + since;
}

std::string StatePhrase(const CustodyPreconditions& state) {
  std::string text;
  if (state.pushers == 0) {
    text = "nobody is known to have pushed in two years";
  } else if (state.has_lone_maintainer) {
    text = Safe(state.maintainer) + " alone pushed in two years, active in " + std::to_string(state.active_months) +
           " of 24 months";
  } else {
    text = std::to_string(state.pushers) + " people pushed in two years, most: " + Safe(state.maintainer) + " (" +
           std::to_string(static_cast<int>(state.maintainer_share * 100)) + " %)";
  }
  return text + (state.last_release ? ", last release " + DateText(*state.last_release) : ", no release tag");
}

}  // namespace halfsecond::render
