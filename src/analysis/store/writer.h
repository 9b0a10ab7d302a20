// Writer: a process of our own that writes the store while this one, confined, may not. It sees no foreign file,
// only what it is sent, and may touch nothing but the store's directory.

#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "analysis/store/page_key.h"
#include "analysis/store/place.h"
#include "base/result.h"

namespace halfsecond::store {

class Writer {
 public:
  enum class Confined : std::uint8_t { kYes, kNo };

  // Starts the process. `maker` names this build of the program (Database). REQUIRES: one thread only, no foreign byte
  // read yet. Errors: kIo.
  static Result<Writer> Start(const Place& place, const std::string& maker, Confined confined);

  Writer(Writer&& other) noexcept;
  Writer& operator=(Writer&& other) noexcept;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();  // without Finish nothing is kept

  // Each of these is also a use of `subject`.
  void Use(const std::string& subject);
  void Put(const std::string& subject, PageKey key, std::string_view page);
  void Forget(const std::string& subject, PageKey key);
  void PutAnswer(const std::string& subject, std::string_view text);

  // Has everything kept, at once, and waits for that. Errors: kIo: nothing was, and why.
  Result<void> Finish();

 private:
  Writer(int to_writer, int from_writer) : to_writer_(to_writer), from_writer_(from_writer) {}

  void Send(char kind, const std::string& subject, PageKey key, std::string_view bytes);
  void Close();

  int to_writer_ = -1;
  int from_writer_ = -1;
  bool is_broken_ = false;
};

}  // namespace halfsecond::store
