// Records of runs as a test writes them: a name, and what was said when.

#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/notify/plans.h"
#include "sandbox/supervise/record.h"

namespace halfsecond::notify_check {

// A daemon that runs, says the texts (10 ms apart, from 10 ms on; the first READY=1 counts) and stops when asked.
inline supervise::RunRecord RecordOf(std::string_view name, std::initializer_list<std::string> texts) {
  using supervise::kMillisecond;
  supervise::RunRecord record;
  record.plan.name = name;
  if (name == kNone) record.plan.address = supervise::AddressForm::kNone;
  if (name == kAbstract) record.plan.address = supervise::AddressForm::kAbstract;
  std::uint64_t at_usec = 0;
  for (const std::string& text : texts) {
    supervise::Datagram datagram;
    at_usec += 10 * kMillisecond;
    datagram.at_usec = at_usec;
    datagram.monotonic_usec = 5000 * supervise::kSecond + at_usec;
    datagram.text = text;
    datagram.size_bytes = text.size();
    datagram.sender = supervise::Sender::kMain;
    if (!record.ready_usec && text.find("READY=1") == 0) record.ready_usec = at_usec;
    record.datagrams.push_back(std::move(datagram));
  }
  record.stop_usec = 10 * supervise::kSecond;
  record.end_usec = *record.stop_usec + 12 * kMillisecond;
  record.ending = supervise::Ending::kStopped;
  return record;
}

}  // namespace halfsecond::notify_check
