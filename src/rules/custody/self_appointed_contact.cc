// self-appointed-contact
//
// Did somebody make himself the contact of a project in OSS-Fuzz, and move its repository?
//
// Why: OSS-Fuzz tells holes to the contact before anybody else; together with the repository that is custody. In ten
// years it was done in one commit three times: xz, and two people who changed their own address.
// Quiet about: the same person with a new address, which is a note.
// Known blind spot: a contact who is appointed by somebody else.

#include <map>

#include "base/text.h"
#include "facts/custody.h"
#include "facts/finding.h"
#include "facts/ledger.h"

namespace halfsecond::rules {
namespace {

constexpr std::string_view kId = "self-appointed-contact";

Finding FindingOf(const LedgerFacts& facts, const LedgerEvent& event, Severity severity, std::string_view what) {
  Finding finding{kId, Answer::kYes, {}, {}, severity, event.project, {}};
  finding.because = event.project + ", " + DateText(event.seconds) + ": " + std::string(what);
  finding.evidence.push_back({"oss-fuzz " + event.commit, static_cast<std::uint64_t>(event.seconds), "second",
                              event.old_contact + " became " + event.new_contact + ", by " + event.author});
  if (!event.new_repository.empty()) {
    finding.evidence.push_back({"oss-fuzz " + event.commit, static_cast<std::uint64_t>(event.seconds), "second",
                                event.old_repository + " became " + event.new_repository});
  }
  finding.remedy = "git -C " + ShellWord(facts.path) + " show " + event.commit.substr(0, 12) +
                   "; it may also be a maintainer who took over openly";
  return finding;
}

std::vector<Finding> Ask(const LedgerFacts& facts) {
  std::vector<Finding> findings;
  std::map<std::string, std::size_t> appointed;  // by project: its finding
  for (const LedgerEvent& event : facts.events) {
    if (!event.weakened.empty()) {
      const auto found = appointed.find(event.project + "\n" + event.author);
      if (found == appointed.end()) continue;
      Finding& finding = findings[found->second];
      if (finding.severity == Severity::kNote) finding.severity = Severity::kAmber;
      finding.because += "; " + DateText(event.seconds) + " " + event.weakened + " in build.sh";
      finding.evidence.push_back(
          {"oss-fuzz " + event.commit, static_cast<std::uint64_t>(event.seconds), "second", event.weakened});
      appointed.erase(found);
      continue;
    }
    if (!event.is_self_appointed) continue;
    const bool is_moved = !event.new_repository.empty();
    if (event.is_same_person) {
      findings.push_back(FindingOf(facts, event, Severity::kNote, "same name, new address"));
      continue;
    }
    findings.push_back(FindingOf(
        facts, event, is_moved ? Severity::kRed : Severity::kNote,
        is_moved ? event.author + " became the contact and moved the repository, in one commit of " + event.author
                 : event.author + " became the contact by a commit of " + event.author));
    appointed[event.project + "\n" + event.author] = findings.size() - 1;
  }
  if (!findings.empty()) return findings;
  return {{kId,
           facts.complete ? Answer::kNo : Answer::kUnknown,
           "no contact appointed itself",
           {},
           Severity::kNote,
           facts.path,
           {}}};
}

}  // namespace

extern const Rule<LedgerFacts> kSelfAppointedContact;
constinit const Rule<LedgerFacts> kSelfAppointedContact{
    kId, "Did somebody become the OSS-Fuzz contact of a project by a commit of one's own?",
    "the contact is told of holes before anybody else; with the repository moved in the same commit it was the first "
    "public trace of xz",
    &Ask};

}  // namespace halfsecond::rules
