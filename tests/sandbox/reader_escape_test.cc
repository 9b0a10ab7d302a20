#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "kits/plugin/confine.h"
#include "sandbox/profiles.h"
#include "tests/kits/plugin/child.h"
#include "tests/sandbox/escape_attempts.h"

using namespace halfsecond;                    // NOLINT(google-build-using-namespace): a test reads better without it
using namespace halfsecond::sandbox::testing;  // NOLINT(google-build-using-namespace)
using plugin::Layer;
using plugin::LayerSet;

namespace {

constexpr LayerSet kBare = LayerSet().With(Layer::kNoNewPrivileges);
constexpr std::array kClaiming{Layer::kCapabilities, Layer::kLandlock, Layer::kLimits, Layer::kSeccomp};

constexpr int kCannotConfine = 250;

#if defined(__SANITIZE_ADDRESS__)
constexpr bool kSanitized = true;
#elif defined(__has_feature)
constexpr bool kSanitized = __has_feature(address_sanitizer);
#else
constexpr bool kSanitized = false;
#endif

// Root and nobody, where we are root; otherwise ourselves.
std::vector<uid_t> Users() {
  if (geteuid() == 0) return {0, 65534};
  return {geteuid()};
}

// Whether the attempt fails in a reader that has only these layers. An unconfined one has kBare without its one layer.
bool Denied(const World& world, const Attempt& attempt, LayerSet layers) {
  world.Refresh();
  const auto ending = plugin::testing::InChild([&] {
    if (!world.Become()) return kCannotConfine;
    const std::array<plugin::PathRule, 1> everywhere{plugin::PathRule{-1, "/"}};
    if (!plugin::Confine(sandbox::kReader, everywhere, {.layers = layers}).ok()) return kCannotConfine;
    errno = 0;
    return attempt.run(world);
  });
  REQUIRE(ending.exit_status != kCannotConfine);
  return ending.exit_status != 0;
}

int LandlockOfThisKernel() {
  const long version = syscall(SYS_landlock_create_ruleset, nullptr, 0, 1);
  return version > 0 ? static_cast<int>(version) : 0;
}

// What the table claims for one user: does this layer, alone, stop the attempt?
bool Claimed(const Attempt& attempt, Layer layer, uid_t user) {
  const bool root = user == 0;
  switch (layer) {
    case Layer::kSeccomp:
      return attempt.seccomp != Seccomp::kBlind;
    case Layer::kLimits:
      return attempt.limits == Limits::kStop || (attempt.limits == Limits::kStopOrdinaryUsers && !root);
    case Layer::kCapabilities:
      return root && attempt.capabilities != Capabilities::kNo;
    case Layer::kLandlock:
      return attempt.landlock_from_abi > 0 && !(root && attempt.capabilities == Capabilities::kStopRootAlone);
    case Layer::kIdentity:
    case Layer::kNamespaces:
    case Layer::kNoNewPrivileges:
    case Layer::kUndumpable:
      return false;
  }
  return false;
}

// How many layers stop it when all are in force.
std::size_t LayersClaimed(const Attempt& attempt, uid_t user) {
  if (attempt.seccomp == Seccomp::kYields) return 1;
  return static_cast<std::size_t>(
      std::count_if(kClaiming.begin(), kClaiming.end(), [&](Layer layer) { return Claimed(attempt, layer, user); }));
}

// A claim that this kernel can be held to. A layer that stops more than the table says is no fault.
bool Provable(const Attempt& attempt, Layer layer) {
  return layer != Layer::kLandlock || attempt.landlock_from_abi <= LandlockOfThisKernel();
}

// Each layer alone stops what the table says, and with each layer off the others do.
void CheckClaims(const World& world, const Attempt& attempt) {
  std::size_t held_by = 0;
  for (const Layer layer : kClaiming) {
    if (!Claimed(attempt, layer, world.uid()) || !Provable(attempt, layer)) continue;
    const std::string alone = plugin::LayerName(layer);
    CAPTURE(alone);
    CHECK(Denied(world, attempt, kBare.With(layer)));
    ++held_by;
  }
  for (const Layer layer : kClaiming) {
    const bool claimed = Claimed(attempt, layer, world.uid()) && Provable(attempt, layer);
    if (held_by == (claimed ? 1U : 0U)) continue;  // nothing else is left to stop it
    const std::string without = plugin::LayerName(layer);
    CAPTURE(without);
    CHECK(Denied(world, attempt, LayerSet::All().Without(layer)));
  }
}

// The attempt as docs/sandbox.md shows it.
std::string Row(const Attempt& attempt) {
  std::string row = std::string("| ") + attempt.name + " | ";
  if (attempt.seccomp == Seccomp::kStops) row += "yes";
  if (attempt.seccomp == Seccomp::kYields) row += "without Landlock";
  row += " | ";
  if (attempt.landlock_from_abi > 0) row += "abi " + std::to_string(attempt.landlock_from_abi);
  if (attempt.capabilities == Capabilities::kStopRootAlone) row += ", not for root";
  row += " | ";
  row += attempt.capabilities != Capabilities::kNo ? "for root" : "";
  row += " | ";
  if (attempt.limits == Limits::kStop) row += "yes";
  if (attempt.limits == Limits::kStopOrdinaryUsers) row += "not for root";
  return row + " |";
}

}  // namespace

TEST_CASE("no escape from a reader succeeds, and each layer alone stops what the table says") {
  for (const uid_t user : Users()) {
    const World world(user);
    REQUIRE(world.bystander() > 0);
    std::string unprovable;
    for (const Attempt& attempt : kAttempts) {
      if (kSanitized && attempt.sanitized == Sanitized::kPermitted) continue;
      CAPTURE(user);
      const std::string name = attempt.name;
      CAPTURE(name);
      CHECK(Denied(world, attempt, LayerSet::All()));
      if (Denied(world, attempt, kBare)) {
        unprovable += std::string(unprovable.empty() ? "" : ", ") + attempt.name;  // the machine forbids it to all
        continue;
      }
      CheckClaims(world, attempt);
    }
    if (!unprovable.empty()) MESSAGE("uid " << user << ", not possible here even unconfined: " << unprovable);
  }
}

TEST_CASE("every attempt meets a layer, and docs/sandbox.md prints the table as it is") {
  std::ifstream file(HS_SOURCE_DIR "/docs/sandbox.md");
  const std::string page((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  for (const Attempt& attempt : kAttempts) {
    const std::string row = Row(attempt);
    CAPTURE(row);
    CHECK(page.find("\n" + row + "\n") != std::string::npos);
  }
  for (const uid_t user : {0U, 65534U}) {
    const auto stopped_by = [user](std::size_t layers) {
      return std::to_string(std::count_if(kAttempts.begin(), kAttempts.end(), [&](const Attempt& attempt) {
        return LayersClaimed(attempt, user) >= layers;
      }));
    };
    const std::string sentence = std::string(user == 0 ? "root" : "an ordinary user") + ": " + stopped_by(1) + " of " +
                                 std::to_string(kAttempts.size()) + " stopped, " + stopped_by(2) + " by two layers";
    CAPTURE(sentence);
    CHECK(page.find(sentence) != std::string::npos);
  }
}
