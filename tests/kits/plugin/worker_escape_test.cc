#include <doctest/doctest.h>

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "kits/plugin/host.h"
#include "kits/plugin/tests/attempts.h"
#include "tests/kits/plugin/child.h"
#include "tests/kits/plugin/layers_here.h"
#include "tests/kits/plugin/worker_world.h"

using namespace halfsecond::plugin;           // NOLINT(google-build-using-namespace): a test reads better without it
using namespace halfsecond::plugin::testing;  // NOLINT(google-build-using-namespace)

namespace {

// Not a layer that stops anything by itself, but Landlock and seccomp ask for it.
constexpr LayerSet kBare = LayerSet().With(Layer::kNoNewPrivileges);

// What is switched off: nothing, one layer after the other, all of them, all but one.
struct Setting {
  const char* name;
  LayerSet layers;
};
const std::array kSettings{
    Setting{"all layers", LayerSet::All()},
    Setting{"without identity", LayerSet::All().Without(Layer::kIdentity)},
    Setting{"without namespaces", LayerSet::All().Without(Layer::kNamespaces)},
    Setting{"without capabilities", LayerSet::All().Without(Layer::kCapabilities)},
    Setting{"without landlock", LayerSet::All().Without(Layer::kLandlock)},
    Setting{"without rlimits", LayerSet::All().Without(Layer::kLimits)},
    Setting{"without seccomp", LayerSet::All().Without(Layer::kSeccomp)},
    Setting{"no layer", LayerSet()},
    Setting{"identity", kBare.With(Layer::kIdentity)},
    Setting{"namespaces", kBare.With(Layer::kNamespaces)},
    Setting{"capabilities", kBare.With(Layer::kCapabilities)},
    Setting{"landlock", kBare.With(Layer::kLandlock)},
    Setting{"rlimits", kBare.With(Layer::kLimits)},
    Setting{"seccomp", kBare.With(Layer::kSeccomp)},
};
constexpr std::size_t kAll = 0;
constexpr std::size_t kNone = 7;
constexpr std::size_t kAlone = kNone + 1;

// How an attempt went: '+' it got what it wanted, 'd' a fault denied(system call), '-' stopped otherwise, '?' a test
// that does not work.
using Row = std::string;

char Result(const Outcome<Report>& report, const std::string& said) {
  if (report.ok()) {
    if (said == "succeeded") return '+';
    return said.starts_with("denied") ? '-' : '?';
  }
  const Fault& fault = report.fault();
  if (fault.Is(Fault::Kind::kDenied)) return 'd';
  // 127: a program ran, though its loader then found nothing that it could open.
  const auto ran = [&fault](const char* status) { return fault.what.ends_with(status); };
  if (fault.Is(Fault::Kind::kProtocol)) return ran(" 77") || ran(" 127") ? '+' : '?';
  return fault.Is(Fault::Kind::kLimit) ? '-' : '?';
}

// Makes every attempt under one setting: a column of the result.
Row Try(const WorkerWorld& world, const Setting& setting) {
  Manifest manifest;
  manifest.path = HS_PLUGIN_DIR "/adversary";
  manifest.layers = setting.layers;
  manifest.restarts.free = 1000;
  manifest.may_be_missing = MayBeMissing();
  auto opened = PluginHost::Open(manifest);
  if (!opened.ok()) return std::string(kAttempts.size(), '?');
  Row column;
  for (std::size_t i = 0; i < kAttempts.size(); ++i) {
    world.Refresh();
    std::string said;
    Request request;
    request.operation = static_cast<std::uint32_t>(i);
    request.parameters = std::as_bytes(std::span(&world.targets(), 1));
    request.output = Sink::Into(&said);
    request.deadline = std::chrono::milliseconds(5000);
    column.push_back(Result(opened.value().Run(request), said));
  }
  return column;
}

// The same in a process of its own, which becomes `user` and is the host.
std::vector<Row> TryAs(uid_t user) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    if (setresgid(user, user, user) != 0 || setresuid(user, user, user) != 0) _exit(1);
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    const WorkerWorld world;
    for (const Setting& setting : kSettings) {
      const Row column = Try(world, setting);
      if (write(ends[1], column.data(), column.size()) < 0) _exit(1);
    }
    std::filesystem::remove_all(world.targets().folder);
    _exit(0);
  }
  close(ends[1]);
  std::string all;
  std::array<char, 4096> buffer{};
  for (ssize_t got = 0; (got = read(ends[0], buffer.data(), buffer.size())) > 0;) {
    all.append(buffer.data(), static_cast<std::size_t>(got));
  }
  close(ends[0]);
  Await(child);
  REQUIRE(all.size() == kSettings.size() * kAttempts.size());
  std::vector<Row> rows(kAttempts.size());
  for (std::size_t i = 0; i < all.size(); ++i) rows[i % kAttempts.size()].push_back(all[i]);
  return rows;
}

// The walls that every machine is meant to have, and this one does not; empty: none.
std::string MissingHere() {
  Manifest manifest;
  manifest.path = HS_PLUGIN_DIR "/adversary";
  manifest.may_be_missing = MayBeMissing();
  auto opened = PluginHost::Open(manifest);
  if (!opened.ok()) return opened.fault().what;
  std::string missing;
  for (const Layer layer : {Layer::kNamespaces, Layer::kLandlock}) {
    if (!opened.value().walls().Has(layer)) missing += std::string(" ") + LayerName(layer);
  }
  return missing;
}

std::vector<uid_t> Users() {
  if (geteuid() == 0) return {0, 65534};
  return {geteuid()};
}

constexpr const char* kNotPossible = "not possible here";

// The layers that stop an attempt alone, where it is possible at all.
std::string StoppedBy(const Row& row) {
  if (row[kNone] != '+') return kNotPossible;
  std::string layers;
  for (std::size_t alone = kAlone; alone < kSettings.size(); ++alone) {
    if (row[alone] != '+') layers += std::string(layers.empty() ? "" : ", ") + kSettings[alone].name;
  }
  return layers.empty() ? "the kernel's rules, with two of them" : layers;
}

std::string Page() {
  std::ifstream file(HS_SOURCE_DIR "/docs/sandbox.md");
  return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

// What the page says in an attempt's row: the cell for root, or for an ordinary user.
std::string Claimed(const std::string& page, const Attempt& attempt, uid_t user) {
  const std::string start = "\n| " + std::to_string(attempt.number) + " | " + attempt.name + " | ";
  const std::size_t at = page.find(start);
  if (at == std::string::npos) return "no row";
  const std::size_t root = at + start.size();
  const std::size_t between = page.find(" | ", root);
  const std::size_t end = page.find(" |\n", root);
  if (between == std::string::npos || end == std::string::npos || between > end) return "no row";
  return user == 0 ? page.substr(root, between - root) : page.substr(between + 3, end - between - 3);
}

struct Attempted {
  const Attempt& attempt;
  const Row& row;
  uid_t user;
  std::string Text() const { return std::to_string(attempt.number) + " " + attempt.name + ": " + row; }
};

// What may be expected of this machine.
struct Here {
  bool has_all_layers;
  bool is_as_on_page;  // another kernel may stop more or less
};

// Whether two layers stop the attempt; those that are promised must where all layers are there.
bool CheckStopped(const Attempted& attempted, const Here& here) {
  const Row& row = attempted.row;
  CHECK(row.find('?') == std::string::npos);
  CHECK(row[kAll] != '+');
  bool two = true;
  for (std::size_t off = kAll + 1; off < kNone; ++off) two = two && row[off] != '+';
  const bool is_promised = attempted.attempt.walls == Walls::kTwo;
  if (is_promised && here.has_all_layers) CHECK(two);
  return two && is_promised;
}

void CheckPage(const std::string& page, const Attempted& attempted, const Here& here) {
  const std::string stopped_by = StoppedBy(attempted.row);
  const std::string claimed = Claimed(page, attempted.attempt, attempted.user);
  CHECK(claimed != "no row");
  if (here.is_as_on_page && attempted.row[kNone] == '+' && claimed != kNotPossible) CHECK(claimed == stopped_by);
}

}  // namespace

TEST_CASE("no escape from a worker succeeds, each is named, and with any one layer off another stops it") {
  const std::string page = Page();
  // With a wall fewer there is not always a second one; what is promised then is that no escape succeeds.
  const std::string missing = MissingHere();
  if (!missing.empty()) MESSAGE("missing here, so that not all is stopped twice:", missing);
  const bool ours = missing.empty() && syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) >= 6 && geteuid() == 0;
  const Here here{missing.empty(), ours};
  for (const uid_t user : Users()) {
    const std::vector<Row> rows = TryAs(user);
    std::set<int> by_two;
    std::set<int> by_one;
    std::string unprovable;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const Attempted attempted{kAttempts[i], rows[i], user};
      const std::string what = attempted.Text();
      CAPTURE(user);
      CAPTURE(what);
      if (rows[i][kNone] != '+') unprovable += "\n  " + what;
      const bool by_two_layers = CheckStopped(attempted, here);
      (by_two_layers ? by_two : by_one).insert(attempted.attempt.number);
      CheckPage(page, attempted, here);
    }
    for (const int number : by_one) by_two.erase(number);
    const std::string summary = "uid " + std::to_string(user) + ": " + std::to_string(by_two.size()) + " of " +
                                std::to_string(by_two.size() + by_one.size()) +
                                " kinds of attempt stopped by two layers; not possible here even unconfined:" +
                                (unprovable.empty() ? " none" : unprovable);
    MESSAGE(summary);
    if (missing.empty()) CHECK(by_two.size() >= 36);
  }
}
