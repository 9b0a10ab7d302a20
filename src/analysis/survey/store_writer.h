// StoreWriter: a process of our own that writes the store while this one, confined, may not. It sees no foreign file,
// only what it is sent, and may touch nothing but the store's directory.

#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "analysis/survey/store_place.h"
#include "analysis/survey/stored_folders.h"
#include "base/result.h"

namespace halfsecond::survey {

class StoreWriter {
 public:
  enum class Confined : std::uint8_t { kYes, kNo };

  // Starts the process. `system` names what is surveyed. REQUIRES: one thread only, no foreign byte read yet.
  // Errors: kIo.
  static Result<StoreWriter> Start(const StorePlace& place, const std::string& system, Confined confined);

  StoreWriter(StoreWriter&& other) noexcept;
  StoreWriter& operator=(StoreWriter&& other) noexcept;
  StoreWriter(const StoreWriter&) = delete;
  StoreWriter& operator=(const StoreWriter&) = delete;
  ~StoreWriter();  // without Finish nothing is kept

  void PutFolder(FolderKey key, std::string_view page);
  void ForgetFolder(FolderKey key);
  void PutAnswer(std::string_view json);

  // Has everything kept, at once, and waits for that. Errors: kIo: nothing was, and why.
  Result<void> Finish();

 private:
  StoreWriter(int to_writer, int from_writer) : to_writer_(to_writer), from_writer_(from_writer) {}

  void Send(char kind, FolderKey key, std::string_view bytes);
  void Close();

  int to_writer_ = -1;
  int from_writer_ = -1;
  bool is_broken_ = false;
};

}  // namespace halfsecond::survey
