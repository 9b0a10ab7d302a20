// What a worker says of a job it has done: the one typed answer beside its stream.

#pragma once

#include <cstdint>
#include <string>
#include <utility>

namespace halfsecond::plugin {

struct Verdict {
  enum class Code : std::uint32_t {
    kDone = 0,
    kBadInput = 1,     // the input is damaged or cut short
    kUnsupported = 2,  // well-formed, and beyond what this plug-in does
    kNoMemory = 3,     // becomes the fault limit(memory) at the host
    kNoSuchJob = 4,    // the operation or its parameters mean nothing here
  };
  static constexpr std::uint32_t kCodes = 5;

  Code code = Code::kDone;
  std::string words;  // for people: printable ASCII at the host, whatever the worker sent

  bool done() const { return code == Code::kDone; }

  static Verdict Done() { return {}; }
  static Verdict BadInput(std::string words) { return {Code::kBadInput, std::move(words)}; }
  static Verdict Unsupported(std::string words) { return {Code::kUnsupported, std::move(words)}; }
  static Verdict NoMemory() { return {Code::kNoMemory, {}}; }
  static Verdict NoSuchJob(std::string words) { return {Code::kNoSuchJob, std::move(words)}; }
};

}  // namespace halfsecond::plugin
