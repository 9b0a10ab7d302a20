// The store of a survey, as its command uses it: opened before the process is confined, written by another.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "analysis/store/writer.h"
#include "analysis/survey/stored_folders.h"
#include "analysis/survey/survey.h"
#include "app/command_line.h"
#include "inputs/root.h"

namespace halfsecond::app {

class SurveyStore {
 public:
  enum class Use : std::uint8_t { kReadAndKeep, kRead };

  // Reads what is there and, to keep what will be new, starts the process that writes. Whatever is wrong is a line on
  // stderr, and the survey goes on without. REQUIRES: not confined yet, one thread.
  void Open(const Arguments& arguments, const Root& root, Use use);

  // Null when there is no store.
  const survey::StoredFolders* folders() const { return is_used_ ? &folders_ : nullptr; }

  // Will Keep keep anything?
  bool is_written() const { return writer_.has_value(); }

  // The answer of the last survey of this system, if there is one.
  const std::optional<std::string>& last_answer() const { return last_answer_; }

  // Has the writer keep what is new, and takes the uses out of `answer` for it. `json` is the answer when it is one
  // about the whole system, else "".
  void Keep(survey::Answer& answer, const std::string& json);

 private:
  enum class Looked : std::uint8_t { kAtAll, kAtPart };

  void KeepUses(survey::UseBook& uses, Looked looked);

  bool is_used_ = false;
  std::string system_;  // the root, by device and inode
  survey::StoredFolders folders_;
  std::optional<std::string> last_answer_;
  std::optional<store::Writer> writer_;
};

// The JSON in `file`, which is that of `survey --json` or a store. REQUIRES: confined.
Result<std::string> ReadEarlierAnswer(const std::string& file);

}  // namespace halfsecond::app
