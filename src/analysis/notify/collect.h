// Findings as they are gathered: the same cause in several runs is one finding with several pieces of evidence.

#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "facts/finding.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::notify_check {

class Collector {
 public:
  explicit Collector(std::string_view program) : program_(program) {}

  // Beyond a limit of different causes of one rule nothing is added. REQUIRES: `rule` is in kMistakeKinds.
  void Add(std::string_view rule, std::string because, Evidence evidence);

  // In the order of kMistakeKinds.
  std::vector<Finding> Sorted() &&;

 private:
  std::string program_;
  std::vector<Finding> findings_;
};

// The records of one check, by the name of the run.
struct Runs {
  std::span<const supervise::RunRecord> all;
  const supervise::RunRecord* Find(std::string_view name) const;
};

// "run abstract", message 3 of it, its text.
Evidence MessageEvidence(const supervise::RunRecord& run, const supervise::Datagram& datagram);

// "run abstract", how it ended and the last line it printed.
Evidence RunEvidence(const supervise::RunRecord& run);

// "run busy", /proc/PID/fd/N of its program.
Evidence DescriptorEvidence(const supervise::RunRecord& run, const supervise::HeldDescriptor& held);

// "2.0 s".
std::string Seconds(std::uint64_t usec);

// How the run ended, in words: "exit status 1", "stopped 12 ms after SIGTERM", "killed: ...".
std::string EndingWords(const supervise::RunRecord& run);

// The last line of what it printed that is not blank.
std::string LastLine(std::string_view output);

}  // namespace halfsecond::notify_check
