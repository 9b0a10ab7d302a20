// Who is who: spellings of names and addresses joined to identities, within a repository and across several.
//
// Joined: the same address (a GitHub no-reply address counts by its login), and within one repository the same full
// name. Not joined: addresses that many names share, names of one word, robots and web services; and two people by a
// slip, where a few of one's commits bear the other's address.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/custody/history.h"

namespace halfsecond::custody {

inline constexpr std::uint32_t kNobody = 0xffffffff;

// One line of a .mailmap (gitmailmap(5)): two addresses that are one person's.
struct SameAddress {
  std::string proper;
  std::string other;
};
std::vector<SameAddress> ReadMailmap(std::string_view text);

class People {
 public:
  // The spellings of another repository; its number is the order of these calls. `uses`: how often each is used; empty
  // when that is not known.
  void AddRepository(const std::vector<Spelling>& spellings, const std::vector<SameAddress>& same,
                     const std::vector<std::uint32_t>& uses = {});

  // Joins all. Call once, after the last AddRepository.
  void Join();

  std::size_t size() const { return names_.size(); }
  // The identity of a spelling of a repository.
  std::uint32_t Of(std::size_t repository, std::uint32_t spelling) const { return of_[start_[repository] + spelling]; }
  // All spellings of an identity, in the order met.
  const std::vector<Spelling>& SpellingsOf(std::uint32_t identity) const { return names_[identity]; }
  // A robot, or a web service that commits for people.
  bool IsTool(std::uint32_t identity) const { return is_tool_[identity]; }

 private:
  std::uint32_t Root(std::uint32_t node);
  void NumberPersons();
  std::vector<bool> Slips() const;

  std::vector<Spelling> all_;
  std::vector<std::uint32_t> start_;
  std::vector<std::size_t> repository_;
  std::vector<std::uint32_t> uses_;
  std::vector<std::pair<std::string, std::string>> same_;
  std::vector<std::uint32_t> above_;
  std::vector<std::uint32_t> of_;
  std::vector<std::vector<Spelling>> names_;
  std::vector<bool> is_tool_;
};

// What an address is known by: lower case, a GitHub no-reply address as "github:login"; "" when it names nobody.
std::string AddressKey(std::string_view address);

// What a full name is known by: lower case, single blanks. "" for a name of one word.
std::string NameKey(std::string_view name);

}  // namespace halfsecond::custody
