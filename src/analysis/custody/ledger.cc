#include "analysis/custody/ledger.h"

#include <algorithm>
#include <array>
#include <set>

#include "analysis/custody/line_change.h"

namespace halfsecond::custody {
namespace {

constexpr std::string_view kProjects = "projects/";
constexpr std::size_t kFewestNameLetters = 3;
constexpr std::ptrdiff_t kFewestNames = 2;

// The value of `key: value` at the start of a line, without quotes.
std::string ValueOf(std::string_view yaml, std::string_view key) {
  while (!yaml.empty()) {
    const std::size_t end = std::min(yaml.find('\n'), yaml.size());
    std::string_view line = yaml.substr(0, end);
    yaml.remove_prefix(std::min(end + 1, yaml.size()));
    if (!line.starts_with(key) || line.size() <= key.size() || line[key.size()] != ':') continue;
    line.remove_prefix(key.size() + 1);
    line = line.substr(0, line.find(" #"));
    while (!line.empty() && std::string_view(" \t\"'").find(line.front()) != std::string_view::npos)
      line.remove_prefix(1);
    while (!line.empty() && std::string_view(" \t\r\"'").find(line.back()) != std::string_view::npos)
      line.remove_suffix(1);
    return std::string(line);
  }
  return {};
}

void Compare(std::string_view before, std::string_view after, std::string_view key, std::string& from,
             std::string& to) {
  std::string was = ValueOf(before, key);
  std::string is = ValueOf(after, key);
  if (was.empty() || is.empty() || was == is) return;
  from = std::move(was);
  to = std::move(is);
}

// What a build script newly switches off.
std::string Weakened(const LineChange& lines) {
  constexpr std::array<std::string_view, 4> kOff{"--disable-", "--without-", "-fno-sanitize", "=OFF"};
  for (const std::string_view off : kOff) {
    const auto has = [&](std::string_view line) {
      return line.find(off) != std::string_view::npos && line.find('#') != 0;
    };
    const auto added = std::find_if(lines.added.begin(), lines.added.end(), has);
    if (std::count_if(lines.added.begin(), lines.added.end(), has) <=
        std::count_if(lines.removed.begin(), lines.removed.end(), has))
      continue;
    const std::size_t at = added->find(off);
    // "=OFF" ends a word, the others start one.
    const std::size_t start = off == "=OFF" ? added->rfind(' ', at) + 1 : at;
    return std::string(added->substr(start, added->find_first_of(" \\\"", start) - start));
  }
  return {};
}

// The words of a name, or of the part of an address before the "@".
std::set<std::string> NameParts(std::string_view name) {
  std::set<std::string> parts;
  std::string part;
  for (const char c : std::string(name.substr(0, name.find('@'))) + ".") {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    if (lower >= 'a' && lower <= 'z') {
      part += lower;
    } else {
      if (part.size() >= kFewestNameLetters) parts.insert(part);
      part.clear();
    }
  }
  return parts;
}

struct Asked {
  std::uint32_t commit;
  std::uint32_t change;
};

class LedgerReading {
 public:
  LedgerReading(const Repository& repository, const People& people, std::size_t number)
      : repository_(repository), people_(people), number_(number) {}

  LedgerFacts Read(shadow::ObjectPipe& objects, std::int64_t as_of) {
    facts_.path = repository_.path;
    facts_.commits = repository_.history.commits().size();
    const auto asked = AskedOf(as_of);
    std::vector<std::string> names;
    for (const Asked& one : asked) {
      const Change& change = repository_.history.change(one.change);
      names.push_back(change.old_blob.Hex());
      names.push_back(change.new_blob.Hex());
    }
    std::string before;
    const auto done = objects.Fetch(names, [&](std::size_t i, const shadow::FetchedObject& object) {
      if (object.state == shadow::FetchedObject::State::kMissing) facts_.complete = false;
      if (i % 2 == 0) {
        before.assign(object.bytes);
      } else if (!before.empty() && !object.bytes.empty()) {
        Look(asked[i / 2], before, object.bytes);
      }
    });
    if (!done.ok()) {
      facts_.damages.push_back({repository_.path, done.error().what, 0});
      facts_.complete = false;
    }
    std::stable_sort(facts_.events.begin(), facts_.events.end(),
                     [](const LedgerEvent& a, const LedgerEvent& b) { return a.seconds < b.seconds; });
    std::set<std::string_view> projects;
    for (const LedgerEvent& event : facts_.events) projects.insert(event.project);
    facts_.projects = projects.size();
    return std::move(facts_);
  }

 private:
  std::vector<Asked> AskedOf(std::int64_t as_of) const {
    const History& history = repository_.history;
    std::vector<Asked> asked;
    std::set<std::pair<std::string, std::string>> seen;  // the same change on another branch is no other change
    for (std::size_t i = history.commits().size(); i > 0; --i) {
      const Commit& commit = history.commits()[i - 1];
      if (commit.seconds > as_of || (commit.flags & Commit::kMerge) != 0) continue;
      for (std::uint32_t c = 0; c < commit.changes; ++c) {
        const Change& change = history.change(commit.first_change + c);
        const std::string_view path = history.Path(change);
        if (change.status != 'M' || !path.starts_with(kProjects)) continue;
        if (!path.ends_with("/project.yaml") && !path.ends_with("/build.sh")) continue;
        if (!seen.insert({change.old_blob.Hex(), change.new_blob.Hex()}).second) continue;
        asked.push_back({static_cast<std::uint32_t>(i - 1), commit.first_change + c});
      }
    }
    return asked;
  }

  void Look(const Asked& asked, std::string_view before, std::string_view after) {
    const History& history = repository_.history;
    const Commit& commit = history.commits()[asked.commit];
    std::string_view path = history.Path(history.change(asked.change));
    LedgerEvent event;
    event.seconds = commit.seconds;
    event.commit = commit.id.Hex();
    path.remove_prefix(kProjects.size());
    event.project = path.substr(0, path.find('/'));
    event.author = history.spellings()[commit.author].name;
    if (path.ends_with("/build.sh")) {
      event.weakened = Weakened(ChangeOf(before, after));
    } else {
      Compare(before, after, "primary_contact", event.old_contact, event.new_contact);
      Compare(before, after, "main_repo", event.old_repository, event.new_repository);
      Compare(before, after, "homepage", event.old_homepage, event.new_homepage);
    }
    if (event.weakened.empty() && event.new_contact.empty() && event.new_repository.empty() &&
        event.new_homepage.empty())
      return;
    if (!event.new_contact.empty()) {
      event.is_self_appointed = IsOf(commit.author, event.new_contact);
      event.is_same_person = LooksLikeOnePerson(event.old_contact, event.new_contact) ||
                             (event.is_self_appointed &&
                              (IsOf(commit.author, event.old_contact) || BearsName(event.old_contact, event.author)));
    }
    facts_.events.push_back(std::move(event));
  }

  // Is the address one under which the author of a commit is known?
  bool IsOf(std::uint32_t author, std::string_view address) const {
    const std::string key = AddressKey(address);
    const auto& spellings = people_.SpellingsOf(people_.Of(number_, author));
    return !key.empty() && std::any_of(spellings.begin(), spellings.end(),
                                       [&](const Spelling& one) { return AddressKey(one.address) == key; });
  }

  const Repository& repository_;
  const People& people_;
  std::size_t number_;
  LedgerFacts facts_;
};

}  // namespace

bool LooksLikeOnePerson(std::string_view a, std::string_view b) {
  const std::string_view before = a.substr(0, a.find('@'));
  if (!before.empty() && before == b.substr(0, b.find('@'))) return true;
  const std::set<std::string> first = NameParts(a);
  const std::set<std::string> second = NameParts(b);
  return std::any_of(first.begin(), first.end(), [&](const std::string& part) { return second.contains(part); });
}

bool BearsName(std::string_view address, std::string_view name) {
  std::set<std::string> parts = NameParts(address);
  const std::string_view domain = address.substr(std::min(address.find('@'), address.size() - 1) + 1);
  parts.merge(NameParts(domain.substr(0, domain.rfind('.'))));
  const std::set<std::string> of_name = NameParts(name);
  return std::count_if(of_name.begin(), of_name.end(), [&](const std::string& part) { return parts.contains(part); }) >=
         kFewestNames;
}

LedgerFacts LedgerOf(const Repository& repository, shadow::ObjectPipe& objects, const People& people,
                     std::size_t number, std::int64_t as_of) {
  return LedgerReading(repository, people, number).Read(objects, as_of);
}

bool IsOssFuzz(shadow::ObjectPipe& objects) {
  bool has_projects = false;
  const auto done = objects.Fetch({"HEAD:projects"}, [&](std::size_t, const shadow::FetchedObject& object) {
    has_projects = object.type == "tree";
  });
  return done.ok() && has_projects;
}

}  // namespace halfsecond::custody
