#include "kits/plugin/wire.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace): a test reads better without the prefix

namespace {

void Append(std::string& stream, const Header& header, std::string_view payload) {
  const HeaderBytes bytes = Encoded(header);
  stream.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  stream += payload;
}

std::string Answer() {
  std::string stream;
  Append(stream, {4, FrameType::kReady, false, 0}, std::string(4, '\0'));
  Append(stream, {5, FrameType::kData, false, 1}, "hello");
  Append(stream, {0, FrameType::kData, false, 1}, "");
  Append(stream, {4, FrameType::kVerdict, true, 1}, std::string(4, '\0'));
  return stream;
}

}  // namespace

TEST_CASE("a header is sixteen bytes, little endian, and comes back as it was") {
  const HeaderBytes bytes = Encoded({0x010203, FrameType::kVerdict, true, 0x1122334455667788});
  CHECK(std::to_integer<int>(bytes[0]) == 3);
  CHECK(std::to_integer<int>(bytes[4]) == 3);
  CHECK(std::to_integer<int>(bytes[6]) == 1);
  CHECK(std::to_integer<int>(bytes[8]) == 0x88);
  const auto back = ParseHeader(Encoded({100, FrameType::kData, true, 42}));
  REQUIRE(back.ok());
  CHECK(back.value().length == 100);
  CHECK(back.value().fin);
  CHECK(back.value().sequence == 42);
}

TEST_CASE("every length, type and flag outside the protocol is refused") {
  for (std::uint32_t type = 0; type < 65536; ++type) {
    for (const std::uint32_t length : {0U, 3U, 4U, 1024U, 1025U, 4101U, 1U << 20, (1U << 20) + 1, 0xffffffffU}) {
      HeaderBytes bytes = Encoded({length, static_cast<FrameType>(type), false, 0});
      const bool good = (type == 1 && length >= 4 && length <= 4100) || (type == 2 && length <= 1U << 20) ||
                        (type == 3 && length >= 4 && length <= 1024) || (type == 4 && length == 4);
      if (ParseHeader(bytes).ok() != good) FAIL_CHECK("type " << type << " length " << length);
      bytes[6] = std::byte{2};
      if (ParseHeader(bytes).ok()) FAIL_CHECK("flags, type " << type);
    }
  }
}

TEST_CASE("frames come out the same however the stream is cut, and a cut stream is not idle") {
  const std::string stream = Answer();
  for (std::size_t step = 1; step <= stream.size(); ++step) {
    Deframer deframer;
    std::string data;
    std::size_t complete = 0;
    for (std::size_t at = 0; at < stream.size(); at += step) {
      const std::string piece = stream.substr(at, step);  // its own allocation: AddressSanitizer sees one byte too far
      auto bytes = std::as_bytes(std::span(piece.data(), piece.size()));
      while (!bytes.empty()) {
        const auto taken = deframer.Take(bytes);
        REQUIRE(taken.ok());
        if (!taken.value()) continue;
        if (taken.value()->frame.type == FrameType::kData) {
          data.append(reinterpret_cast<const char*>(taken.value()->bytes.data()), taken.value()->bytes.size());
        }
        if (taken.value()->complete) ++complete;
      }
      CHECK(deframer.idle() == (at + step >= stream.size() || at + step == 20 || at + step == 41 || at + step == 57));
    }
    CHECK(data == "hello");
    CHECK(complete == 4);
  }
}

TEST_CASE("a worker may say that it is ready, data and one verdict, and nothing else") {
  const Header ready{4, FrameType::kReady, false, 0};
  const Header data{1, FrameType::kData, false, 7};
  const Header verdict{4, FrameType::kVerdict, true, 7};
  Conversation talk;
  CHECK(talk.Hear(data) == "answered before it said that it is ready");
  CHECK_FALSE(talk.Hear(ready));
  CHECK(talk.Hear(ready) == "said twice that it is ready");
  CHECK(talk.Hear(data) == "spoke without having been asked");
  talk.Begin(7);
  CHECK_FALSE(talk.Hear(data));
  CHECK(talk.Hear({1, FrameType::kData, false, 6}) == "answered another job");
  CHECK(talk.Hear({1, FrameType::kData, true, 7}) == "ended its stream without a verdict");
  CHECK(talk.Hear({0, FrameType::kData, false, 7}) == "sent a frame of nothing");
  CHECK(talk.Hear({4, FrameType::kJob, false, 7}) == "asked for what only a host may ask");
  CHECK(talk.Hear({4, FrameType::kVerdict, false, 7}) == "gave a verdict and wants to go on");
  CHECK_FALSE(talk.Hear(verdict));
  CHECK(talk.over());
  CHECK(talk.Hear(verdict) == "spoke without having been asked");
}
