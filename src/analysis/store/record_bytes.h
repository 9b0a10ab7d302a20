// Numbers and texts in a compact binary form, for the store of a survey: numbers seven bits a byte, lowest first, the
// high bit set in all but the last (LEB128); texts and lists with their length in front.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"

namespace halfsecond::store {

// Ends a record with eight bytes that say whether it is whole.
void AppendChecksum(std::string& record);

// A record without these bytes. Errors: kMalformed when they do not fit the rest.
Result<Bytes> Checked(Bytes record);

class RecordWriter {
 public:
  // Appends to `out`, which must outlive the writer.
  explicit RecordWriter(std::string& out) : out_(out) {}

  void Byte(std::uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void Number(std::uint64_t value);
  void Text(std::string_view text);

 private:
  std::string& out_;
};

// Reads what a RecordWriter wrote, or anything else: after the first thing that cannot be, every answer is 0 or "" and
// failed() is true.
class RecordReader {
 public:
  // `data` must outlive the reader and the texts it returns.
  explicit RecordReader(Bytes data) : data_(data) {}

  std::uint8_t Byte();
  std::uint64_t Number();
  std::string_view Text();

  // A byte that is at most `most`: an enumerator.
  std::uint8_t ByteUpTo(std::uint8_t most);

  // A number of things that follow, each at least one byte long: never more than bytes are left.
  std::uint64_t Count();

  // The next `length` bytes, unread.
  Bytes Skip(std::uint64_t length);

  std::uint64_t at() const { return at_; }
  bool failed() const { return failed_; }
  bool finished() const { return !failed_ && at_ == data_.size(); }
  void Fail() { failed_ = true; }

 private:
  Bytes data_;
  std::uint64_t at_ = 0;
  bool failed_ = false;
};

}  // namespace halfsecond::store
