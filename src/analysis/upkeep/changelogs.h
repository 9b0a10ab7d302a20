// The changelogs that a Debian system ships with its packages, unpacked behind the codec plug-in's wall.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/upkeep.h"
#include "inputs/root.h"
#include "sandbox/plugin.h"

namespace halfsecond::upkeep {

class Changelogs {
 public:
  // `root` must outlive this; `codec` too. Without a codec, compressed changelogs are not read: `why` says why.
  Changelogs(const Root& root, sandbox::Plugin* codec, std::string why)
      : root_(&root), codec_(codec), why_not_(std::move(why)) {}

  // Who uploaded `source`, by the changelog that `package` ships. `maintainer` as the package names it.
  // Errors: kNotFound (it ships none), kUnsupported (no codec), kMalformed, kLimit, kIo.
  Result<UploadRecord> Of(const std::string& package, std::string_view source, std::string_view maintainer);

 private:
  struct Text {
    std::string text;
    bool is_whole = true;
  };
  Result<Text> Unpack(const std::string& path);

  const Root* root_;
  sandbox::Plugin* codec_;
  std::string why_not_;
};

// "Jonathan Nieder" of "Jonathan Nieder <jrnieder@gmail.com>", and the address.
std::string_view NameIn(std::string_view person);
std::string_view AddressIn(std::string_view person);

// Does this maintainer field say that the distribution has nobody for the package?
bool SaysOrphaned(std::string_view maintainer);

// The record of a changelog's text.
UploadRecord RecordOf(std::string_view text, std::string_view source, std::string_view maintainer);

}  // namespace halfsecond::upkeep
