#include "base/limits.h"
#include "readers/funding/security_insights.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const halfsecond::Bytes file(std::as_bytes(std::span(data, size)));
  const auto contacts = halfsecond::funding::ReadSecurityContacts(file);
  if (contacts.size() > halfsecond::limits::kMaxSecurityContacts) __builtin_trap();
  for (const auto& contact : contacts) {
    if (contact.empty()) __builtin_trap();
  }
  return 0;
}
