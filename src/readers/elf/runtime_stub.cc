#include "readers/elf/runtime_stub.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "readers/elf/constants.h"
#include "readers/elf/stub_shapes.h"

namespace halfsecond::elf {
namespace {

constexpr int kMaxNesting = 4;  // dummy -> register is two deep

struct Match {
  std::uint64_t end = 0;             // bytes matched
  std::uint64_t call = 0;            // where >call leads
  std::uint64_t last = 0;            // the word at @last
  std::uint64_t base = 0;            // the table at @base
  std::vector<std::uint64_t> slots;  // the words at @slot
};

// One position in code being compared with shapes.
class Matcher {
 public:
  Matcher(const Image& image, std::uint64_t address) : image_(image), address_(address) {
    if (auto code = image.UpToAtAddress(address, limits::kMaxCodeBytesOfStub); code.ok()) code_ = *code;
  }

  std::uint64_t size() const { return code_.size(); }

  std::optional<Match> Matches(std::string_view tokens, std::uint64_t from, int nesting) const;

  // The first shape of `part` that fits at `from`.
  std::optional<Match> Part(std::string_view part, std::uint64_t from, int nesting) const {
    const auto first = Number(from, 4);
    for (const Shape& shape : StubShapes(image_.machine())) {
      if (!MayBegin(shape, first) || shape.part != part) continue;
      if (auto match = Matches(shape.tokens, from, nesting)) return match;
    }
    return std::nullopt;
  }

  // False when no shape of any of `parts` fits at `from`: what nearly every constructor that is no stub is told by.
  bool MayBeOneOf(std::span<const std::string_view> parts, std::uint64_t from) const {
    const auto first = Number(from, 4);
    const auto shapes = StubShapes(image_.machine());
    return std::any_of(shapes.begin(), shapes.end(), [&](const Shape& shape) {
      return MayBegin(shape, first) && std::find(parts.begin(), parts.end(), shape.part) != parts.end();
    });
  }

  std::uint64_t LandingPad() const {
    const auto first = Number(0, 4);
    for (const Shape& pad : LandingPads()) {
      if (pad.machine != image_.machine() || !MayBegin(pad, first)) continue;
      if (const auto match = Matches(pad.tokens, 0, 0)) return match->end;
    }
    return 0;
  }

 private:
  // `first`: the first four bytes, where there are that many.
  static bool MayBegin(const Shape& shape, const std::optional<std::uint64_t>& first) {
    return !first || (*first & shape.start.mask) == shape.start.value;
  }

  std::optional<std::uint64_t> Number(std::uint64_t at, std::uint64_t bytes) const {
    if (at > code_.size() || bytes > code_.size() - at) return std::nullopt;
    if (bytes == 1) return code_.IntegerUnchecked<std::uint8_t>(at, ByteOrder::kLittle);
    return code_.IntegerUnchecked<std::uint32_t>(at, ByteOrder::kLittle);
  }
  bool Token(std::string_view token, Match& match, int nesting) const;
  bool Digits(std::string_view token, Match& match) const;
  bool Byte(std::string_view token, Match& match) const;
  bool Displacement(std::string_view token, Match& match, int nesting) const;
  bool Follow(std::string_view part, std::uint64_t target, Match& match, int nesting) const;
  bool Branch(std::string_view token, Match& match, int nesting) const;
  bool Page(std::string_view token, Match& match) const;
  bool BasedSlot(std::string_view token, Match& match) const;

  const Image& image_;
  std::uint64_t address_;
  Bytes code_;
};

bool Matcher::Digits(std::string_view token, Match& match) const {
  const std::uint64_t bytes = token.size() / 2;
  const auto number = Number(match.end, bytes == 1 ? 1 : 4);
  if (!number) return false;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] == '.') continue;
    const std::uint64_t nibble = (*number >> (4 * (token.size() - 1 - i))) & 0xfU;
    if (nibble != static_cast<std::uint64_t>(token[i] <= '9' ? token[i] - '0' : token[i] - 'a' + 10)) return false;
  }
  match.end += bytes == 1 ? 1 : 4;
  return true;
}

// Digits for the token that nearly all are: of the two nibbles of a byte, each is fixed or a dot.
bool Matcher::Byte(std::string_view token, Match& match) const {
  if (match.end >= code_.size()) return false;
  const auto byte = code_.IntegerUnchecked<std::uint8_t>(match.end, ByteOrder::kLittle);
  const int high = NibbleOf(token[0]);
  const int low = NibbleOf(token[1]);
  ++match.end;
  return (high < 0 || high == byte >> 4) && (low < 0 || low == (byte & 0xf));
}

bool Matcher::Follow(std::string_view part, std::uint64_t target, Match& match, int nesting) const {
  if (part == "call") {
    match.call = target;
    return true;
  }
  if (nesting >= kMaxNesting) return false;
  const Matcher there(image_, target);
  const auto found = there.Part(part, there.LandingPad(), nesting + 1);
  if (found) match.slots.insert(match.slots.end(), found->slots.begin(), found->slots.end());
  return found.has_value();
}

// Branches of aarch64: bl and b have six bits of opcode, then a signed count of words; cbz and b.eq have eight bits,
// nineteen of displacement, and a register or condition.
bool Matcher::Branch(std::string_view token, Match& match, int nesting) const {
  constexpr std::string_view kCbz = "cbz";
  constexpr std::string_view kEqual = "b.eq>";
  const auto word = Number(match.end, 4);
  if (!word) return false;
  std::int64_t words = static_cast<std::int64_t>(*word << 38U) >> 38U;
  if (token.starts_with(kCbz)) {
    const std::uint64_t opcode = 0xb4000000U | static_cast<std::uint64_t>(token[kCbz.size()] - '0');
    if ((*word & 0xff00001fU) != opcode) return false;
    words = static_cast<std::int64_t>(*word << 40U) >> 45U;
  } else if (token.starts_with(kEqual)) {
    if ((*word & 0xff00001fU) != 0x54000000U) return false;
    words = static_cast<std::int64_t>(*word << 40U) >> 45U;
  } else if ((*word & 0xfc000000U) != (token[1] == 'l' ? 0x94000000U : 0x14000000U)) {
    return false;
  }
  const std::uint64_t target = address_ + match.end + static_cast<std::uint64_t>(words * 4);
  match.end += 4;
  return Follow(token.substr(token.find('>') + 1), target, match, nesting);
}

// adrp xN, page; then ldr xN, [xN, #offset], whose word is told to the caller, or add xN, xN, #offset.
bool Matcher::Page(std::string_view token, Match& match) const {
  constexpr std::uint64_t kAdrp = 0x90000000U, kLoad = 0xf9400000U, kAdd = 0x91000000U;
  const bool is_slot = token.starts_with("adrp@slot");
  const auto page = Number(match.end, 4);
  const auto then = Number(match.end + 4, 4);
  if (!page || !then) return false;
  const auto number = static_cast<std::uint64_t>(token.back() - '0');
  if ((*page & 0x9f00001fU) != (kAdrp | number)) return false;
  if ((*then & 0xffc003ffU) != ((is_slot ? kLoad : kAdd) | number << 5U | number)) return false;
  if (is_slot) {
    const std::uint64_t pages = (*page >> 5U & 0x7ffffU) << 2U | (*page >> 29U & 3U);
    const auto distance = static_cast<std::uint64_t>(static_cast<std::int64_t>(pages << 43U) >> 43U) << 12U;
    match.slots.push_back(((address_ + match.end) & ~0xfffULL) + distance + (*then >> 10U & 0xfffU) * 8);
  }
  match.end += 8;
  return true;
}

// The four bytes of @base and +slot: i386 has no addresses relative to the instruction.
bool Matcher::BasedSlot(std::string_view token, Match& match) const {
  constexpr std::uint64_t kOpcodeBytes = 2;
  const auto number = Number(match.end, 4);
  if (!number) return false;
  if (token == "@base") {
    match.base = address_ + match.end - kOpcodeBytes + *number;
  } else {
    match.slots.push_back((match.base + *number) & 0xffffffffU);
  }
  match.end += 4;
  return true;
}

// Four bytes, or the one of >8part, that lead from their end to code or to a word.
bool Matcher::Displacement(std::string_view token, Match& match, int nesting) const {
  const bool is_short = token.size() > 1 && token[0] == '>' && token[1] == '8';
  const auto number = Number(match.end, is_short ? 1 : 4);
  if (!number) return false;
  match.end += is_short ? 1 : 4;
  const std::int64_t displacement = is_short ? static_cast<std::int8_t>(*number) : static_cast<std::int32_t>(*number);
  std::uint64_t target = address_ + match.end + static_cast<std::uint64_t>(displacement);
  if (image_.layout().word == 4) target &= 0xffffffffU;
  if (token[0] == '>') return Follow(token.substr(is_short ? 2 : 1), target, match, nesting);
  if (token == "@slot") {
    match.slots.push_back(target);
  } else {
    match.last = target;
  }
  return true;
}

bool Matcher::Token(std::string_view token, Match& match, int nesting) const {
  if (token[0] != '>' && token.find('>') != std::string_view::npos) return Branch(token, match, nesting);
  if (token.starts_with("adrp@")) return Page(token, match);
  if (token == "@base" || token == "+slot") return BasedSlot(token, match);
  if (token[0] == '=') {
    const auto part = nesting < kMaxNesting ? Part(token.substr(1), match.end, nesting + 1) : std::nullopt;
    if (part) match.end = part->end;
    return part.has_value();
  }
  const bool is_displacement = token[0] == '>' || token[0] == '@';
  return is_displacement ? Displacement(token, match, nesting) : Digits(token, match);
}

// A group in parentheses with a question mark behind it may be there or not; what is there is taken.
std::optional<Match> Matcher::Matches(std::string_view tokens, std::uint64_t from, int nesting) const {
  Match match;
  match.end = from;
  while (!tokens.empty()) {
    if (tokens[0] == ' ') {
      tokens.remove_prefix(1);
    } else if (tokens.size() == 2 || (tokens.size() > 2 && tokens[2] == ' ')) {
      if (!Byte(tokens, match)) return std::nullopt;
      tokens.remove_prefix(2);
    } else if (tokens[0] == '(') {
      const std::size_t close = tokens.find(")?");
      if (const auto group = Matches(tokens.substr(1, close - 1), match.end, nesting)) match.end = group->end;
      tokens.remove_prefix(close + 2);
    } else {
      const std::string_view token = tokens.substr(0, tokens.find(' '));
      if (!Token(token, match, nesting)) return std::nullopt;
      tokens.remove_prefix(token.size());
    }
  }
  return match;
}

}  // namespace

bool KnowsStubsOf(std::uint16_t machine) {
  return machine == kMachineX86_64 || machine == kMachine386 || machine == kMachineAarch64;
}

Stub RecogniseStub(const Image& image, std::uint64_t address) {
  constexpr std::array<std::string_view, 4> kParts{"dummy", "register", "gmon", "ctors"};
  constexpr std::array kKinds{StubKind::kFrameDummy, StubKind::kFrameDummy, StubKind::kGmonStart, StubKind::kCtorsAux};
  static_assert(kParts.size() == kKinds.size());
  const Matcher code(image, address);
  const std::uint64_t start = code.LandingPad();
  if (!code.MayBeOneOf(kParts, start)) return {};
  for (std::size_t i = 0; i < kParts.size(); ++i) {
    if (auto match = code.Part(kParts[i], start, 0)) return {kKinds[i], match->last, std::move(match->slots)};
  }
  return {};
}

InitStub RecogniseInit(const Image& image, std::uint64_t address) {
  constexpr std::string_view kHead = "head";
  const Matcher code(image, address);
  const std::uint64_t start = code.LandingPad();
  for (const Shape& head : StubShapes(image.machine())) {
    if (!head.part.starts_with(kHead)) continue;
    auto match = code.Matches(head.tokens, start, 0);
    if (!match) continue;
    InitStub stub;
    stub.weak_slots = std::move(match->slots);
    std::uint64_t at = match->end;
    while (const auto call = stub.calls.size() < limits::kMaxStubCalls ? code.Part("call", at, 0) : std::nullopt) {
      stub.calls.push_back(call->call);
      at = call->end;
    }
    // A tail belongs to its head: what was pushed is popped.
    stub.is_stub = code.Part(std::string("tail").append(head.part.substr(kHead.size())), at, 0).has_value();
    if (stub.is_stub) return stub;
  }
  return {};
}

}  // namespace halfsecond::elf
