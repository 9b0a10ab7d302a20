#include <doctest/doctest.h>

#include <array>
#include <string>
#include <vector>

#include "kits/plugin/host.h"
#include "plugins/codec/protocol.h"
#include "tests/kits/plugin/layers_here.h"
#include "tests/plugins/in_process.h"

using namespace halfsecond::plugin;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using halfsecond::codec::Direction;
using halfsecond::codec::Format;
using halfsecond::codec::ParametersOf;

namespace {

constexpr std::array kFormats{Format::kGzip, Format::kXz, Format::kZstd, Format::kBzip2, Format::kLz4};

PluginHost Codec(Isolation isolation, Transport transport = Transport::kPipe) {
  Manifest manifest;
  manifest.may_be_missing = testing::MayBeMissing();
  manifest.path = HS_PLUGIN_DIR "/codec";
  manifest.isolation = isolation;
  manifest.transport = transport;
  auto host = PluginHost::Open(manifest);
  REQUIRE_MESSAGE(host.ok(), host.fault().what);
  return std::move(host).value();
}

Outcome<Report> Code(PluginHost& host, Format format, Direction direction, std::string_view in, std::string* out) {
  const auto parameters = ParametersOf(direction);
  Request request;
  request.operation = static_cast<std::uint32_t>(format);
  request.parameters = parameters;
  request.input = Source::Of(in);
  request.output = Sink::Into(out);
  return host.Run(request);
}

// Text that compresses, of any length.
std::string Text(std::size_t bytes) {
  std::string text;
  std::uint32_t random = 1;
  while (text.size() < bytes) {
    random = random * 1664525 + 1013904223;
    text += "line " + std::to_string(random >> 20) + " of a log that nobody reads\n";
  }
  text.resize(bytes);
  return text;
}

}  // namespace

TEST_CASE("what goes in comes out again, in every format, isolation and transport, at every size") {
  struct Way {
    Isolation isolation;
    Transport transport;
  };
  for (const auto [isolation, transport] :
       {Way{Isolation::kPersistent, Transport::kPipe}, Way{Isolation::kFresh, Transport::kPipe},
        Way{Isolation::kSpare, Transport::kPipe}, Way{Isolation::kPersistent, Transport::kRing},
        Way{Isolation::kFresh, Transport::kRing}}) {
    PluginHost host = Codec(isolation, transport);
    for (const Format format : kFormats) {
      for (const std::size_t size :
           {std::size_t{0}, std::size_t{1}, std::size_t{4096}, std::size_t{300'000}, std::size_t{3'000'000}}) {
        if (size > 1'000'000 && (format == Format::kXz || format == Format::kBzip2)) continue;  // slow
        CAPTURE(static_cast<int>(format));
        CAPTURE(size);
        const std::string text = Text(size);
        std::string packed;
        std::string unpacked;
        const auto in = Code(host, format, Direction::kEncode, text, &packed);
        REQUIRE_MESSAGE(in.ok(), in.fault().what);
        CHECK_MESSAGE(in.value().verdict.done(), in.value().verdict.words);
        const auto out = Code(host, format, Direction::kDecode, packed, &unpacked);
        REQUIRE_MESSAGE(out.ok(), out.fault().what);
        CHECK_MESSAGE(out.value().verdict.done(), out.value().verdict.words);
        CHECK(unpacked == text);
      }
    }
  }
}

TEST_CASE("the decoder that a worker keeps begins anew with each job, however many members the last one had") {
  PluginHost host = Codec(Isolation::kPersistent);
  const std::string text = Text(5000);
  for (const Format format : kFormats) {
    CAPTURE(static_cast<int>(format));
    std::string packed;
    REQUIRE(Code(host, format, Direction::kEncode, text, &packed).ok());
    for (const int members : {1, 3, 1, 2}) {
      std::string stream;
      std::string expected;
      for (int i = 0; i < members; ++i) stream += packed, expected += text;
      std::string unpacked;
      const auto out = Code(host, format, Direction::kDecode, stream, &unpacked);
      REQUIRE_MESSAGE(out.ok(), out.fault().what);
      CHECK_MESSAGE(out.value().verdict.done(), out.value().verdict.words);
      CHECK(unpacked == expected);
    }
  }
}

TEST_CASE("one thread has several hosts at work, whose jobs need it again and again, and sleeps between") {
  const std::string text = Text(3'000'000);  // more than the pipes hold, either way
  const auto parameters = ParametersOf(Direction::kEncode);
  std::array<std::string, 3> packed;
  std::vector<PluginHost> hosts;
  std::vector<Request> requests(packed.size());
  std::vector<PluginHost*> at_work;
  for (std::size_t i = 0; i < packed.size(); ++i) hosts.push_back(Codec(Isolation::kPersistent));
  for (std::size_t i = 0; i < packed.size(); ++i) {
    requests[i].operation = static_cast<std::uint32_t>(i == 0 ? Format::kGzip : Format::kLz4);
    requests[i].parameters = parameters;
    requests[i].input = Source::Of(text);
    requests[i].output = Sink::Into(&packed[i]);
    const auto over = hosts[i].Start(requests[i]);
    REQUIRE_MESSAGE(over.ok(), over.fault().what);
    if (!over.value()) at_work.push_back(&hosts[i]);
  }
  while (!at_work.empty()) {
    PluginHost::Sleep(at_work);
    std::erase_if(at_work, [](PluginHost* host) {
      const auto over = host->Advance();
      REQUIRE_MESSAGE(over.ok(), over.fault().what);
      return over.value();
    });
  }
  CHECK((packed[1] == packed[2]));
  for (std::size_t i = 0; i < packed.size(); ++i) {
    CHECK(hosts[i].report().verdict.done());
    std::string unpacked;
    const auto format = static_cast<Format>(requests[i].operation);
    REQUIRE(Code(hosts[i], format, Direction::kDecode, packed[i], &unpacked).ok());
    CHECK((unpacked == text));
  }
}

TEST_CASE("a worker is held by every layer that this machine has") {
  PluginHost host = Codec(Isolation::kPersistent);
  std::string out;
  REQUIRE(Code(host, Format::kGzip, Direction::kEncode, "x", &out).ok());
  for (const Layer layer : {Layer::kNoNewPrivileges, Layer::kUndumpable, Layer::kCapabilities, Layer::kLandlock,
                            Layer::kLimits, Layer::kSeccomp}) {
    const std::string name = LayerName(layer);
    CAPTURE(name);
    CHECK(host.walls().Has(layer) == (layer != Layer::kLandlock || testing::HasLandlock()));
  }
  MESSAGE("landlock: " << testing::HasLandlock() << ", namespaces: " << host.walls().Has(Layer::kNamespaces)
                       << ", identity: " << host.walls().Has(Layer::kIdentity));
}

TEST_CASE("without Landlock a plug-in is refused by name, and runs where its manifest allows that") {
  Manifest manifest;
  manifest.path = HS_PLUGIN_DIR "/codec";
  manifest.landlock_abi_at_most = 0;
  const auto refused = PluginHost::Open(manifest);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.fault().Is(Fault::Kind::kConfine));
  CHECK(refused.fault().what.find("landlock") != std::string::npos);
  manifest.may_be_missing = manifest.may_be_missing.With(Layer::kLandlock);
  auto host = PluginHost::Open(manifest);
  REQUIRE(host.ok());
  std::string out;
  CHECK(Code(host.value(), Format::kGzip, Direction::kEncode, "x", &out).ok());
  CHECK_FALSE(host.value().walls().Has(Layer::kLandlock));
  CHECK(host.value().walls().Has(Layer::kSeccomp));
}

TEST_CASE("a damaged stream is a verdict, one cut short at any byte too, and the next job is not the worse for it") {
  PluginHost host = Codec(Isolation::kPersistent);
  for (const Format format : kFormats) {
    CAPTURE(static_cast<int>(format));
    std::string packed;
    REQUIRE(Code(host, format, Direction::kEncode, Text(300), &packed).ok());
    for (std::size_t length = 0; length < packed.size(); length += 7) {
      std::string unpacked;
      const auto cut = Code(host, format, Direction::kDecode, packed.substr(0, length), &unpacked);
      REQUIRE_MESSAGE(cut.ok(), cut.fault().what);
      CHECK(cut.value().verdict.code == Verdict::Code::kBadInput);
    }
    std::string unpacked;
    REQUIRE(Code(host, format, Direction::kDecode, packed, &unpacked).ok());
    CHECK(unpacked == Text(300));
  }
}

TEST_CASE("an encoder's output is byte for byte what the library writes in-process, over both transports") {
  for (const Transport transport : {Transport::kPipe, Transport::kRing}) {
    PluginHost host = Codec(Isolation::kPersistent, transport);
    for (const Format format : kFormats) {
      for (const std::size_t size : {1U, 4096U, 131071U, 131072U, 131073U, 262144U, 400'000U, 1'234'567U}) {
        if (size > 500'000 && (format == Format::kXz || format == Format::kBzip2)) continue;  // slow
        CAPTURE(static_cast<int>(transport));
        CAPTURE(static_cast<int>(format));
        CAPTURE(size);
        const std::string text = Text(size);
        std::string expected;
        REQUIRE(halfsecond::codec::testing::InProcess(format, Direction::kEncode)(
            text, 0, [&](std::span<const std::byte> piece) {
              expected.append(reinterpret_cast<const char*>(piece.data()), piece.size());
            }));
        std::string packed;
        REQUIRE(Code(host, format, Direction::kEncode, text, &packed).ok());
        CHECK((packed == expected));
      }
    }
  }
}

TEST_CASE("a bomb is cut at the byte, whatever pieces its bytes came in, and the words are the same each time") {
  PluginHost host = Codec(Isolation::kPersistent, Transport::kRing);
  std::string bomb;
  REQUIRE(Code(host, Format::kZstd, Direction::kEncode, std::string(std::size_t{16} << 20, 'a'), &bomb).ok());
  const std::size_t most = kRatioFreeBytes + (bomb.size() + 1) * 1000 - 1;
  for (const Transport transport : {Transport::kRing, Transport::kPipe}) {
    PluginHost of_bomb = Codec(Isolation::kPersistent, transport);
    for (int time = 0; time < 5; ++time) {
      std::string out;
      const auto report = Code(of_bomb, Format::kZstd, Direction::kDecode, bomb, &out);
      REQUIRE_FALSE(report.ok());
      CHECK(out == std::string(most, 'a'));
      CHECK(report.fault().what ==
            "ratio limit: more than " + std::to_string(most) + " bytes out of " + std::to_string(bomb.size()));
    }
  }
}

TEST_CASE("a bomb of 10 GiB of zeros is stopped by the ratio, long before it is out") {
  const std::string zeros(std::size_t{16} << 20, '\0');
  PluginHost host = Codec(Isolation::kPersistent, Transport::kRing);
  std::string small;
  REQUIRE(Code(host, Format::kZstd, Direction::kEncode, zeros, &small).ok());
  std::string bomb;
  for (std::size_t total = 0; total < std::size_t{10} << 30; total += zeros.size()) bomb += small;
  std::string out;
  const auto report = Code(host, Format::kZstd, Direction::kDecode, bomb, &out);
  REQUIRE_FALSE(report.ok());
  CHECK(report.fault().Is(Fault::Kind::kLimit));
  CHECK(report.fault().number == static_cast<int>(Fault::Bound::kRatio));
  CHECK(out.size() < bomb.size() * 1001 + kRatioFreeBytes);
}
