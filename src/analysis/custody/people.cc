#include "analysis/custody/people.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>

namespace halfsecond::custody {
namespace {

constexpr std::size_t kMostNamesOfOne = 4;  // an address under more names is shared; most met of one person: 4
constexpr std::size_t kMaxMailmapLines = 100'000;
constexpr std::size_t kFewestNameBytes = 5;
constexpr std::uint64_t kSlipRatio = 20;  // uses of an own address, and by the other's owner, for one slip

constexpr std::array<std::string_view, 14> kNobodys{"root",  "noreply", "no-reply", "nobody", "unknown",
                                                    "none",  "admin",   "support",  "info",   "dev",
                                                    "devel", "git",     "user",     "you"};
constexpr std::array<std::string_view, 9> kToolNames{"github",         "gitlab",     "weblate",
                                                     "hosted weblate", "dependabot", "github-actions",
                                                     "travis ci",      "coverity",   "copybara-service"};

std::string Lowered(std::string_view text) {
  std::string lower;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t') {
      blank = !lower.empty();
      continue;
    }
    if (blank) lower += ' ';
    blank = false;
    lower += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  }
  return lower;
}

bool IsToolSpelling(const Spelling& spelling) {
  const std::string name = Lowered(spelling.name);
  if (name.ends_with("[bot]") || name.ends_with("-bot") || name.ends_with(" bot")) return true;
  if (spelling.address.find("[bot]@") != std::string::npos || spelling.address == "noreply@github.com") return true;
  return std::find(kToolNames.begin(), kToolNames.end(), name) != kToolNames.end();
}

// Do two names, as NameKey gives them, have a word in common?
bool ShareWord(const std::string& one, const std::string& other) {
  for (std::size_t at = 0; at < one.size();) {
    const std::size_t end = std::min(one.find(' ', at), one.size());
    const std::string word = " " + one.substr(at, end - at) + " ";
    if ((" " + other + " ").find(word) != std::string::npos) return true;
    at = end + 1;
  }
  return false;
}

using NamesOfAddress = std::unordered_map<std::string, std::set<std::string>>;

// The names that each address goes by; of a shared one, the first few.
NamesOfAddress NamesByAddress(const std::vector<Spelling>& spellings) {
  NamesOfAddress names_of;
  for (const Spelling& spelling : spellings) {
    const std::string key = AddressKey(spelling.address);
    if (!key.empty() && names_of[key].size() <= kMostNamesOfOne) names_of[key].insert(Lowered(spelling.name));
  }
  return names_of;
}

}  // namespace

std::string AddressKey(std::string_view address) {
  constexpr std::string_view kNoReply = "@users.noreply.github.com";
  std::string lower = Lowered(address);
  if (lower.ends_with(kNoReply)) {
    lower.resize(lower.size() - kNoReply.size());
    const std::size_t plus = lower.find('+');
    return "github:" + (plus == std::string::npos ? lower : lower.substr(plus + 1));
  }
  const std::size_t at = lower.find('@');
  if (at == std::string::npos || at == 0) return {};
  const std::string local = lower.substr(0, at);
  const std::string domain = lower.substr(at + 1);
  if (std::find(kNobodys.begin(), kNobodys.end(), local) != kNobodys.end()) return {};
  if (domain.find('.') == std::string::npos || domain.starts_with("localhost") || domain.ends_with(".local") ||
      domain.ends_with(".localdomain") || domain == "example.com" || domain == "example.org") {
    return {};
  }
  return lower;
}

std::string NameKey(std::string_view name) {
  std::string lower = Lowered(name);
  if (lower.find(' ') == std::string::npos || lower.size() < kFewestNameBytes) return {};
  return lower;
}

std::vector<SameAddress> ReadMailmap(std::string_view text) {
  std::vector<SameAddress> same;
  for (std::size_t lines = 0; !text.empty() && lines < kMaxMailmapLines; ++lines) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    line = line.substr(0, line.find('#'));
    std::vector<std::string> addresses;
    for (std::size_t open = line.find('<'); open != std::string_view::npos; open = line.find('<', open + 1)) {
      const std::size_t close = line.find('>', open);
      if (close == std::string_view::npos) break;
      addresses.emplace_back(line.substr(open + 1, close - open - 1));
    }
    if (addresses.size() == 2) same.push_back({addresses[0], addresses[1]});
  }
  return same;
}

void People::AddRepository(const std::vector<Spelling>& spellings, const std::vector<SameAddress>& same,
                           const std::vector<std::uint32_t>& uses) {
  start_.push_back(static_cast<std::uint32_t>(all_.size()));
  all_.insert(all_.end(), spellings.begin(), spellings.end());
  repository_.resize(all_.size(), start_.size() - 1);
  uses_.insert(uses_.end(), uses.begin(), uses.end());
  uses_.resize(all_.size(), 1);
  for (const SameAddress& pair : same) {
    std::string proper = AddressKey(pair.proper);
    std::string other = AddressKey(pair.other);
    if (!proper.empty() && !other.empty()) same_.emplace_back(std::move(proper), std::move(other));
  }
}

// Which spellings are a slip: somebody who has an address of one's own, and now and then another person's, who uses it
// all the time under quite another name. (A commit that was applied with the wrong identity; or one that was made to
// look like an incumbent's.)
std::vector<bool> People::Slips() const {
  using Uses = std::map<std::string, std::uint64_t>;
  std::map<std::pair<std::size_t, std::string>, Uses> by_name;  // in a repository: uses by address
  std::unordered_map<std::string, Uses> by_address;             // uses by name
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const std::string name = NameKey(all_[i].name);
    const std::string address = AddressKey(all_[i].address);
    if (name.empty() || address.empty()) continue;
    by_name[{repository_[i], name}][address] += uses_[i];
    by_address[address][name] += uses_[i];
  }
  std::vector<bool> slips(all_.size());
  for (std::size_t i = 0; i < all_.size(); ++i) {
    const std::string name = NameKey(all_[i].name);
    const std::string address = AddressKey(all_[i].address);
    if (name.empty() || address.empty()) continue;
    const Uses& own = by_name[{repository_[i], name}];
    const std::uint64_t here = std::max<std::uint64_t>(own.at(address), 1) * kSlipRatio;  // a tagger's is no commit's
    const bool has_own = std::any_of(own.begin(), own.end(), [&](const auto& use) { return use.second >= here; });
    if (!has_own) continue;
    const Uses& owners = by_address[address];
    slips[i] = std::any_of(owners.begin(), owners.end(),
                           [&](const auto& owner) { return owner.second >= here && !ShareWord(owner.first, name); });
  }
  return slips;
}

std::uint32_t People::Root(std::uint32_t node) {
  while (above_[node] != node) node = above_[node] = above_[above_[node]];
  return node;
}

void People::Join() {
  above_.resize(all_.size());
  for (std::uint32_t i = 0; i < above_.size(); ++i) above_[i] = i;
  NamesOfAddress names_of = NamesByAddress(all_);
  const std::vector<bool> slips = Slips();
  std::unordered_map<std::string, std::uint32_t> first;  // spelling that has this key
  const auto join = [&](const std::string& key, std::uint32_t node) {
    const auto [found, is_new] = first.emplace(key, node);
    if (is_new) return;
    const std::uint32_t a = Root(found->second);
    const std::uint32_t b = Root(node);
    above_[std::max(a, b)] = std::min(a, b);
  };
  for (std::uint32_t i = 0; i < all_.size(); ++i) {
    if (IsToolSpelling(all_[i])) {
      join("tool " + Lowered(all_[i].name), i);
      continue;
    }
    const std::string address = AddressKey(all_[i].address);
    if (!address.empty() && names_of[address].size() <= kMostNamesOfOne && !slips[i]) join("address " + address, i);
    const std::string name = NameKey(all_[i].name);
    if (!name.empty()) join("name " + std::to_string(repository_[i]) + " " + name, i);
    // Without either, the same text is the same person.
    if (address.empty() && name.empty()) {
      join("text " + std::to_string(repository_[i]) + " " + all_[i].name + "\n" + all_[i].address, i);
    }
  }
  for (const auto& [proper, other] : same_) {
    const auto a = first.find("address " + proper);
    const auto b = first.find("address " + other);
    if (a != first.end() && b != first.end()) join("address " + proper, b->second);
  }
  NumberPersons();
}

// Who are joined get one number, in the order in which they were first seen.
void People::NumberPersons() {
  std::vector<std::uint32_t> number(all_.size(), kNobody);
  of_.resize(all_.size());
  for (std::uint32_t i = 0; i < all_.size(); ++i) {
    const std::uint32_t root = Root(i);
    if (number[root] == kNobody) {
      number[root] = static_cast<std::uint32_t>(names_.size());
      names_.emplace_back();
      is_tool_.push_back(IsToolSpelling(all_[i]));
    }
    of_[i] = number[root];
    names_[of_[i]].push_back(all_[i]);
  }
}

}  // namespace halfsecond::custody
