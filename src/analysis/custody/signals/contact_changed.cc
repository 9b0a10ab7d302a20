// contact-changed and homepage-changed: in a contact file one address went and another came, or one site for another.

#include <algorithm>
#include <string>
#include <vector>

#include "analysis/custody/contents.h"

namespace halfsecond::custody {
namespace {

bool IsAddressCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-' || c == '+';
}

void AddAddresses(std::string_view line, std::vector<std::string>& found) {
  for (std::size_t at = line.find('@'); at != std::string_view::npos; at = line.find('@', at + 1)) {
    std::size_t start = at;
    std::size_t end = at + 1;
    while (start > 0 && IsAddressCharacter(line[start - 1])) --start;
    while (end < line.size() && IsAddressCharacter(line[end])) ++end;
    std::string_view address = line.substr(start, end - start);
    while (address.ends_with('.')) address.remove_suffix(1);
    if (start < at && address.find('.', at - start) != std::string_view::npos) found.emplace_back(address);
  }
}

// The host of each address of a page: where people are sent, whatever the path.
void AddHosts(std::string_view line, std::vector<std::string>& found) {
  for (std::size_t at = line.find("://"); at != std::string_view::npos; at = line.find("://", at + 3)) {
    const std::string_view host = line.substr(at + 3, line.find_first_of("/ )>\"'#,\\]", at + 3) - (at + 3));
    if (host.find('.') != std::string_view::npos) found.emplace_back(host);
  }
}

using Add = void (*)(std::string_view, std::vector<std::string>&);

// The first that only removed lines have, and the first that only added ones have; empty when there is no such pair.
std::pair<std::string, std::string> Swapped(const ContentChange& change, Add add) {
  std::vector<std::string> went;
  std::vector<std::string> came;
  for (const std::string_view line : change.lines.removed) add(line, went);
  for (const std::string_view line : change.lines.added) add(line, came);
  const auto first_alone = [](const std::vector<std::string>& of, std::string_view elsewhere) {
    const auto found = std::find_if(
        of.begin(), of.end(), [&](const std::string& one) { return elsewhere.find(one) == std::string_view::npos; });
    return found == of.end() ? std::string() : *found;
  };
  return {first_alone(went, change.after), first_alone(came, change.before)};
}

}  // namespace

void FindContactChanged(const ContentChange& change, Verdict& verdict) {
  if (change.before.empty()) return;
  const auto tell = [&](CustodyEventKind kind, const std::pair<std::string, std::string>& swapped) {
    if (swapped.first.empty() || swapped.second.empty()) return;
    verdict.Tell(kind, swapped.first + " became " + swapped.second + " in " + std::string(change.path()));
  };
  tell(CustodyEventKind::kContactChanged, Swapped(change, &AddAddresses));
  tell(CustodyEventKind::kHomepageChanged, Swapped(change, &AddHosts));
}

}  // namespace halfsecond::custody
