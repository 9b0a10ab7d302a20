// What any daemon may send to notify-check: one datagram, and a run of them.

#include <cstdint>
#include <string_view>
#include <vector>

#include "analysis/notify/describe.h"
#include "analysis/notify/message.h"
#include "analysis/notify/mistakes.h"
#include "analysis/notify/plans.h"
#include "render/json_notify.h"
#include "render/text_notify.h"

namespace halfsecond {

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace halfsecond;  // NOLINT(google-build-using-namespace)
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  supervise::RunRecord run;
  run.plan.name = notify_check::kPath;
  run.stop_usec = 10 * supervise::kSecond;
  // 0xFF ends a datagram; the byte after it says how many descriptors came with the next.
  std::uint32_t fds = 0;
  while (!rest.empty() && run.datagrams.size() < supervise::kMaxDatagrams) {
    const std::size_t end = rest.find('\xFF');
    supervise::Datagram datagram;
    datagram.text = rest.substr(0, std::min(end, supervise::kMaxDatagramBytes));
    datagram.size_bytes = std::min(end, rest.size());
    datagram.fds = fds;
    const notify_check::Message message = notify_check::ReadMessage(datagram.text, datagram.size_bytes, fds);
    for (const notify_check::Assignment& assignment : message.assignments) {
      if (assignment.key.empty()) __builtin_trap();
    }
    run.datagrams.push_back(std::move(datagram));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    fds = rest.empty() ? 0 : static_cast<unsigned char>(rest[0]) % 4;
  }
  NotifyFacts facts;
  facts.findings = notify_check::FindMistakes("daemon", std::span(&run, 1));
  facts.runs.push_back(notify_check::Describe(run));
  const std::string text = render::NotifyText(facts, render::Colours::kOff);
  if (text.find('\x1b') != std::string::npos) __builtin_trap();
  if (render::NotifyJson(facts).empty()) __builtin_trap();
  return 0;
}

}  // namespace halfsecond
