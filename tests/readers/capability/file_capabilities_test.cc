#include "readers/capability/file_capabilities.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

#include "tests/damage.h"

using halfsecond::Error;
using halfsecond::capability::CapabilityNames;
using halfsecond::capability::ReadFileCapabilities;
using halfsecond::tests::Exact;
using halfsecond::tests::ForEachDamage;
using halfsecond::tests::ForEachPrefix;

namespace {

// ping of Debian 12: cap_net_raw=ep, version 2.
constexpr std::string_view kPing{"\x01\x00\x00\x02\x00\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
                                 20};

}  // namespace

TEST_CASE("ping's attribute is the right to raw sockets, raised at the start") {
  const Exact attribute(kPing);
  const auto capabilities = ReadFileCapabilities(attribute.bytes());
  REQUIRE(capabilities.ok());
  CHECK(CapabilityNames(capabilities->permitted) == "cap_net_raw");
  CHECK(capabilities->inheritable == 0);
  CHECK(capabilities->is_effective);
  CHECK(capabilities->root_uid == 0);
}

TEST_CASE("version 1 has 32 capabilities, version 3 says whose root they are for") {
  const Exact one(std::string_view("\x00\x00\x00\x01\x01\x00\x00\x00\x02\x00\x00\x00", 12));
  CHECK(ReadFileCapabilities(one.bytes())->permitted == 1);
  CHECK(ReadFileCapabilities(one.bytes())->inheritable == 2);
  std::string three(kPing);
  three[3] = 3;
  three += std::string("\xa0\x86\x01\x00", 4);
  const Exact attribute(three);
  CHECK(ReadFileCapabilities(attribute.bytes())->root_uid == 100'000);
}

TEST_CASE("capabilities above 31 come from the second pair; one without a name has a number") {
  CHECK(CapabilityNames(1ULL << 40U) == "cap_checkpoint_restore");
  CHECK(CapabilityNames(1ULL << 41U | 1U) == "cap_chown, cap_41");
  CHECK(CapabilityNames(0).empty());
  std::string text(kPing);
  text[12] = 0x80 - 0x100;
  const Exact attribute(text);
  CHECK(CapabilityNames(ReadFileCapabilities(attribute.bytes())->permitted) == "cap_net_raw, cap_bpf");
}

TEST_CASE("an unknown version, a wrong length and every proper prefix are refused") {
  std::string version(kPing);
  version[3] = 4;
  const Exact four(version);
  CHECK(ReadFileCapabilities(four.bytes()).error().kind == Error::Kind::kUnsupported);
  const Exact longer(std::string(kPing) + "x");
  CHECK(ReadFileCapabilities(longer.bytes()).error().kind == Error::Kind::kMalformed);
  ForEachPrefix(kPing, [](halfsecond::Bytes prefix) {
    CHECK(ReadFileCapabilities(prefix).ok() == (prefix.size() == kPing.size()));
  });
}

TEST_CASE("10,000 damages of an attribute are read or refused") {
  int read = 0;
  ForEachDamage(kPing, 10'000, [&](halfsecond::Bytes damaged) { read += ReadFileCapabilities(damaged).ok() ? 1 : 0; });
  CHECK(read > 1'000);
  CHECK(read < 9'000);
}
