// An annotated tag (git-mktag(1)): what it points at, who made it when, and which key signed it. The signature is read
// for the key's name only; whether it holds is for gpg and ssh-keygen to say.

#pragma once

#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "readers/git/log_stream.h"

namespace halfsecond::git {

// Views into the object.
struct Tag {
  ObjectId object;
  std::string_view type;  // of what it points at: "commit"
  std::string_view name;
  LogPerson tagger;  // empty in tags of the oldest git
  std::string key;   // "59fcf207fea7f445" (the end of an OpenPGP key), "ssh-..." or "" unsigned
};

// Errors: kMalformed.
Result<Tag> ReadTag(Bytes object);

// The key that made the armoured signature in `text`: the last 16 digits of an OpenPGP key, or "ssh-" and 16 digits of
// an SSH key. "" when there is none, or none that says its key.
std::string SigningKey(std::string_view text);

// "Name <address> 1672414471 +0800", as objects have it. False when there is no address.
bool ReadPerson(std::string_view line, LogPerson& person);

}  // namespace halfsecond::git
