#include "render/text_about.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "facts/uninvited.h"
#include "render/about_given.h"
#include "render/about_page.h"
#include "render/replaceable.h"
#include "render/text_upkeep.h"

namespace halfsecond::render {
namespace {

constexpr std::size_t kMostLines = 25;
constexpr std::size_t kMostSymbols = 3;

std::string Package(const AboutSubject& subject) {
  if (!subject.package) return "no package's";
  std::string text = OnPage(subject.package->name) + " " + OnPage(subject.package->version);
  if (subject.package->source != subject.package->name) text += " (source " + OnPage(subject.package->source) + ")";
  return text;
}

void AddHead(const AboutSubject& subject, AboutPage& page) {
  const std::string path = subject.path != subject.name ? OnPage(subject.path) + ", " : "";
  page.Head(OnPage(subject.name), path + Package(subject));
  std::vector<std::string> others;
  for (const std::string& other : subject.others) others.push_back(OnPage(other));
  if (!others.empty()) page.Text("  beside it", Some(std::move(others), page.room().names));
}

void AddReached(const LibraryUse& use, AboutPage& page) {
  const auto daemons = std::count_if(use.reached.begin(), use.reached.end(),
                                     [](const ReachedProgram& program) { return IsDaemonAsRoot(program.kind); });
  page.Text("with power", std::to_string(use.reached.size()) + " of " +
                              Count(use.privileged_in_all, "such program", "such programs") + ", " +
                              Count(static_cast<std::size_t>(daemons), "daemon", "daemons") + " of root");
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < use.reached.size() && i < page.room().names; ++i) {
    rows.push_back({OnPage(use.reached[i].path), OnPage(use.reached[i].because)});
  }
  page.Rows(rows);
}

void AddLoaded(const LibraryUse& use, AboutPage& page) {
  if (use.programs == 0) return page.Text("loaded by", "no program here, unless by dlopen");
  page.Text("loaded by", std::to_string(use.programs) + " of " + Count(use.programs_in_all, "program", "programs") +
                             "; " + std::to_string(use.direct) + (use.direct == 1 ? " names it" : " name it"));
  std::vector<std::string> ways;
  for (const WayToLibrary& way : use.ways) ways.push_back(OnPage(way.soname) + " in " + std::to_string(way.programs));
  if (!ways.empty()) page.Text("  by way of", Some(std::move(ways), page.room().names));
  AddReached(use, page);
}

void AddUninvited(const AboutFacts& facts, AboutPage& page) {
  const LibraryUse& use = *facts.use;
  if (use.programs == 0) return;
  if (use.uninvited == 0) return page.Text("runs uninvited", "nothing");
  std::string text = use.how + ", in " + Count(use.uninvited, "program", "programs");
  if (!facts.starts.empty()) {
    const StartPlace& start = facts.starts.front();
    text += ": at " + Hex(start.address) + (start.symbol.empty() ? "" : " " + OnPage(start.symbol));
    if (facts.starts.size() > 1) text += " and " + std::to_string(facts.starts.size() - 1) + " more";
  }
  page.Text("runs uninvited", text);
}

void AddCut(const LibraryUse& use, AboutPage& page) {
  constexpr std::string_view kLabel = "cheapest cut";
  if (!use.cut) {
    if (use.programs > 0) page.Text(kLabel, "none: every program has several ways to it");
    return;
  }
  const LibraryCut& cut = *use.cut;
  std::string text = (cut.from.empty() ? "a program" : OnPage(cut.from)) + " without " + OnPage(cut.to);
  std::vector<std::string> symbols;
  for (const std::string& symbol : cut.symbols) symbols.push_back(OnPage(symbol.substr(0, symbol.find('@'))));
  if (symbols.empty()) {
    text += " (nothing of it is bound)";
  } else {
    const std::string count = Count(symbols.size(), "function", "functions");
    text += " (" + count + " used: " + Some(std::move(symbols), kMostSymbols) + ")";
  }
  page.Text(kLabel, text);
  page.Text("", "frees " + Count(cut.programs, "program", "programs") + " of " + OnPage(use.soname) + ", " +
                    std::to_string(cut.privileged) + " with power");
  if (cut.from.empty()) page.Command("", "halfsecond replaceable " + WordOnPage(cut.example));
  if (!cut.remedy.empty()) page.Text("", "remedy: " + cut.remedy);
}

void AddProgram(const ReplaceableFacts& facts, AboutPage& page) {
  std::vector<std::string> reasons;
  for (const Privilege& privilege : facts.load.privileges) reasons.push_back(OnPage(privilege.because));
  reasons.erase(std::unique(reasons.begin(), reasons.end()), reasons.end());
  page.Text("power of its own", reasons.empty() ? "none" : Some(reasons, page.room().names));
  std::size_t named = 0;
  std::vector<std::vector<std::string>> rows;
  const auto libraries = UninvitedLibraries(facts.load);
  for (const UninvitedLibrary& library : libraries) {
    named += library.is_named_by_program ? 1 : 0;
    if (rows.size() == page.room().names) continue;
    rows.push_back({OnPage(facts.load.objects[library.object].soname), DescribeUninvited(facts.load, library),
                    OnPage(DescribeWay(facts.load, library.object))});
  }
  if (!facts.load.would_not_start.empty()) page.Text("would not start", OnPage(facts.load.would_not_start.front()));
  page.Text("loads", Count(facts.load.objects.size() - 1, "library", "libraries"));
  page.Text("runs uninvited", libraries.empty() ? "nothing"
                                                : "code of " + Count(libraries.size(), "library", "libraries") + ", " +
                                                      std::to_string(named) + " of them named by it");
  page.Rows(rows);
  const std::string cut = CheapestCutLine(facts);
  constexpr std::string_view kPrefix = "cheapest cut: ";
  if (cut.starts_with(kPrefix)) page.Text("cheapest cut", cut.substr(kPrefix.size(), cut.find('\n') - kPrefix.size()));
}

void AddUpkeep(const AboutFacts& facts, AboutPage& page) {
  constexpr std::string_view kLabel = "upkeep";
  if (!facts.upkeep) return page.Text(kLabel, "unknown: no package database tells");
  const UpkeepProject& project = *facts.upkeep;
  page.Text(kLabel, project.is_orphaned
                        ? "orphaned: Debian has no maintainer for " + OnPage(project.name)
                        : "maintainer named: " + OnPage(project.maintainer.substr(0, project.maintainer.find(" <"))));
  page.Text("", UploadsPhrase(project));
  for (const HelpPlace& place : project.help) {
    if (place.kind == "homepage") page.Command("", "its own home: " + OnPage(place.where));
  }
}

void AddNext(const AboutFacts& facts, AboutPage& page) {
  std::string next = NextOfGiven(facts);
  if (next.empty() && facts.program) {
    const bool has_cut = CheapestCut(*facts.program) != nullptr;
    next = (has_cut ? "halfsecond replaceable " : "halfsecond load --timeline ") + WordOnPage(facts.subject.path);
  } else if (next.empty() && facts.use && facts.use->programs > 0) {
    next = "halfsecond why " + WordOnPage(facts.use->example) + " " + WordOnPage(facts.subject.name);
  }
  if (!next.empty()) page.Line("next: " + next);
}

AboutPage Filled(const AboutFacts& facts, AboutPage page) {
  AddHead(facts.subject, page);
  if (facts.use) {
    AddLoaded(*facts.use, page);
    AddUninvited(facts, page);
  }
  if (facts.program) AddProgram(*facts.program, page);
  AddCustody(facts, page);
  AddArchive(facts, page);
  AddUpkeep(facts, page);
  if (facts.use) AddCut(*facts.use, page);
  if (!facts.damages.empty()) {
    page.Text("not complete", OnPage(facts.damages[0].source) + ": " + OnPage(facts.damages[0].what) +
                                  (facts.damages.size() > 1 ? " and more (--json)" : ""));
  }
  if (facts.use && !facts.is_from_store && page.room().hints > 0)
    page.Text("faster next time", "halfsecond survey keeps what it read");
  AddNext(facts, page);
  return page;
}

}  // namespace

std::string AboutText(const AboutFacts& facts, Colours colours) {
  // The fullest page that is one screen; every text stays whole as long as that can be.
  constexpr std::array kRooms{AboutPage::Room{3, 4, 3, 1}, AboutPage::Room{3, 4, 3, 0}, AboutPage::Room{3, 3, 3, 0},
                              AboutPage::Room{2, 2, 3, 0}, AboutPage::Room{2, 2, 2, 0}, AboutPage::Room{1, 1, 2, 0},
                              AboutPage::Room{1, 1, 1, 0}};
  for (const AboutPage::Room& room : kRooms) {
    const AboutPage page = Filled(facts, {colours, room});
    if (page.lines() <= kMostLines || &room == &kRooms.back()) return page.text();
  }
  return "";
}

}  // namespace halfsecond::render
