// Objects of one repository by name, from a running `git cat-file --batch-command`. Several are asked for at once, so
// that git reads one while we look at another.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/result.h"

namespace halfsecond::shadow {

struct FetchedObject {
  enum class State : std::uint8_t { kHere, kMissing, kTooLarge };
  State state = State::kMissing;
  std::string_view type;   // "blob", "commit", "tag", "tree"
  std::string_view bytes;  // valid until the next object; empty unless kHere
};

// What may be asked of one pipe.
struct ObjectLimits {
  std::uint64_t one_bytes = limits::kMaxBlobBytes;  // a larger object is passed over
  std::uint64_t all_bytes = limits::kMaxContentBytes;
};

// An object asked for and not yet read, or read because another was fetched first.
struct ExpectedObject {
  std::string name;
  bool is_read = false;
  FetchedObject::State state = FetchedObject::State::kMissing;
  std::string type;
  std::string body;
};

class ObjectPipe {
 public:
  // `to` and `from` stay the owner's.
  ObjectPipe(int to, int from, ObjectLimits most = {}) : to_(to), from_(from), most_(most) {}

  // Hands each of `names`, in their order, to `take`: ids, or "HEAD:path". Errors: kTruncated (git ended), kMalformed,
  // kLimit (too many bytes in all).
  Result<void> Fetch(const std::vector<std::string>& names,
                     const std::function<void(std::size_t, const FetchedObject&)>& take);

  // Has git look for `name`, which is to be fetched soon, alone: it works on it while we do something else. One name at
  // a time; nothing happens while another is still expected.
  Result<void> Expect(const std::string& name);

 private:
  Result<void> Ask(std::string_view lines) const;
  Result<void> AskNext(const std::vector<std::string>& names, std::size_t& asked) const;
  Result<void> ReadOne(const std::string& name, FetchedObject& object);
  Result<std::string> ReadLine();
  Result<void> ReadBody(std::uint64_t size, FetchedObject& object);
  Result<void> Fill();

  int to_;
  int from_;
  ObjectLimits most_;
  std::string held_;
  std::size_t at_ = 0;  // in held_
  std::string body_;
  std::string type_;
  std::uint64_t read_bytes_ = 0;

  Result<void> ReadExpected();
  std::optional<ExpectedObject> expected_;
};

}  // namespace halfsecond::shadow
