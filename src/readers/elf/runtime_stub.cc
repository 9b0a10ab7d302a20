#include "readers/elf/runtime_stub.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::elf {
namespace {

// A shape is a sequence of tokens, one a blank:
//   4f .. 4.     a byte; a dot is a nibble that may be anything
//   d65f03c0     an aarch64 instruction, most significant digit first; dots as above
//   >part        four bytes: a displacement from their end to a function of shape `part`; bl>part, b>part on aarch64
//   >8part       the same in one byte
//   >call        four bytes (bl>call on aarch64): a displacement to any function, which is told to the caller
//   @last        four bytes: the address of a data word relative to their end, told to the caller; so @slot, for a
//                word that must stay empty unless another object defines the weak symbol behind it
//   z>part       an aarch64 conditional branch (cbz, b.eq) to a function of shape `part`
//   =part        `part` itself, here
struct Shape {
  std::uint16_t machine;
  std::string_view part;
  std::string_view tokens;
};

// Sources of the shapes: glibc sysdeps/*/crti.S and crtn.S; libgcc/crtstuff.c as compiled by GCC 4.4 to 15 and found on
// Debian 8 to 13, RHEL 6 to 9 and in vendors' builds; musl crt/*/crti.s.
constexpr std::array kShapes{
    // x86-64: DT_INIT is a head, calls and a tail.
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 02 ff d0"},
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 05 e8 .. .. .. .."},
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08 48 c7 c0 00 00 00 00 48 85 c0 74 02 ff d0"},
    Shape{kMachineX86_64, "head/sub", "48 83 ec 08"},
    Shape{kMachineX86_64, "head/push", "50"},
    Shape{kMachineX86_64, "head/bare", ""},
    Shape{kMachineX86_64, "call", "e8 >call"},
    Shape{kMachineX86_64, "tail/sub", "48 83 c4 08 c3"},
    Shape{kMachineX86_64, "tail/push", "58 c3"},
    Shape{kMachineX86_64, "tail/bare", "c3"},
    Shape{kMachineX86_64, "gmon", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 02 ff d0 48 83 c4 08 c3"},
    Shape{kMachineX86_64, "gmon", "48 83 ec 08 48 8b 05 @slot 48 85 c0 74 05 e8 .. .. .. .. 48 83 c4 08 c3"},
    Shape{kMachineX86_64, "dummy", "e9 >register"},
    Shape{kMachineX86_64, "dummy", "eb >8register"},
    Shape{kMachineX86_64, "dummy", "55 48 89 e5 5d e9 >register"},
    Shape{kMachineX86_64, "dummy", "55 48 89 e5 5d eb >8register"},
    // Before GCC 4.9: Java classes first, then the clones.
    Shape{kMachineX86_64, "dummy",
          "48 83 3d .. .. .. .. 00 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 55 48 8d 3d .. .. .. .. 48 89 e5 ff d0 5d "
          "e9 >register"},
    Shape{kMachineX86_64, "dummy",
          "48 83 3d .. .. .. .. 00 74 >8ret b8 00 00 00 00 48 85 c0 74 >8ret 55 bf .. .. .. .. 48 89 e5 ff d0 5d e9 "
          ">register"},
    Shape{kMachineX86_64, "dummy",
          "48 83 3d .. .. .. .. 00 55 48 89 e5 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 5d 48 8d 3d .. .. .. .. "
          "(49 89 c3)? (41)? ff e."},
    Shape{kMachineX86_64, "dummy",
          "55 48 83 3d .. .. .. .. 00 48 89 e5 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 48 8d 3d .. .. .. .. "
          "(49 89 c3)? (c9)? (41)? ff e."},
    Shape{kMachineX86_64, "register",
          "48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 48 29 fe 48 89 f0 48 c1 ee 3f 48 c1 f8 03 48 01 c6 48 d1 fe 74 "
          ">8ret "
          "48 8b 05 @slot 48 85 c0 74 >8ret ff e0"},
    Shape{kMachineX86_64, "register",
          "48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 48 29 fe 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 "
          ">8ret "
          "48 8b 05 @slot 48 85 c0 74 >8ret ff e0"},
    Shape{kMachineX86_64, "register",
          "48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 55 48 29 fe 48 89 e5 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 "
          "d1 fe 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 5d ff e0"},
    Shape{kMachineX86_64, "register",
          "55 48 8d 3d .. .. .. .. 48 8d 35 .. .. .. .. 48 89 e5 48 29 fe 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 "
          "d1 fe 74 >8ret 48 8b 05 @slot 48 85 c0 74 >8ret 5d ff e0"},
    Shape{kMachineX86_64, "register",
          "48 8d 05 .. .. .. .. 48 8d 3d .. .. .. .. 55 48 29 f8 48 89 e5 48 c1 f8 03 48 89 c2 48 c1 ea 3f 48 01 d0 48 "
          "d1 f8 75 02 5d c3 48 8b 15 .. .. .. .. 48 85 d2 74 f2 5d 48 89 c6 ff e2"},
    Shape{kMachineX86_64, "register",
          "be .. .. .. .. 48 81 ee .. .. .. .. 48 89 f0 48 c1 ee 3f 48 c1 f8 03 48 01 c6 48 d1 fe 74 >8ret b8 00 00 00 "
          "00 "
          "48 85 c0 74 >8ret bf .. .. .. .. ff e0"},
    Shape{kMachineX86_64, "register",
          "be .. .. .. .. 48 81 ee .. .. .. .. 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 >8ret b8 00 00 00 "
          "00 "
          "48 85 c0 74 >8ret bf .. .. .. .. ff e0"},
    Shape{kMachineX86_64, "register",
          "be .. .. .. .. 55 48 81 ee .. .. .. .. 48 89 e5 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 >8ret "
          "b8 "
          "00 00 00 00 48 85 c0 74 >8ret 5d bf .. .. .. .. ff e0"},
    Shape{kMachineX86_64, "register",
          "55 be .. .. .. .. 48 89 e5 48 81 ee .. .. .. .. 48 c1 fe 03 48 89 f0 48 c1 e8 3f 48 01 c6 48 d1 fe 74 >8ret "
          "b8 "
          "00 00 00 00 48 85 c0 74 >8ret bf .. .. .. .. 5d ff e0"},
    // crtstuff's table of constructors, run backwards from its last word.
    Shape{kMachineX86_64, "ctors",
          "48 8b 05 @last 48 83 f8 ff 74 >8ret 55 48 89 e5 53 48 8d 1d .. .. .. .. 48 83 ec 08 (0f 1f 80 00 00 00 00)? "
          "(0f 1f 44 00 00)? (0f 1f 40 00)? (0f 1f 00)? (66 90)? ff d0 48 8b 43 f8 48 83 eb 08 48 83 f8 ff 75 f0 "
          "=epilogue"},
    Shape{kMachineX86_64, "ctors",
          "48 8b 05 @last 48 83 f8 ff 74 >8ret 55 48 89 e5 53 (48 8d 1d .. .. .. ..)? (bb .. .. .. ..)? 48 83 ec 08 "
          "(0f 1f 80 00 00 00 00)? (0f 1f 44 00 00)? (0f 1f 40 00)? (0f 1f 00)? (66 90)? 48 83 eb 08 ff d0 48 8b 03 48 "
          "83 f8 ff 75 f1 =epilogue"},
    Shape{kMachineX86_64, "ctors",
          "55 48 89 e5 53 48 83 ec 08 48 8b 05 @last 48 83 f8 ff 74 >8ret (48 8d 1d .. .. .. ..)? (bb .. .. .. ..)? "
          "(0f 1f 80 00 00 00 00)? (0f 1f 44 00 00)? (0f 1f 40 00)? (0f 1f 00)? (66 90)? 48 83 eb 08 ff d0 48 8b 03 48 "
          "83 f8 ff 75 f1 =epilogue"},

    Shape{kMachineX86_64, "ret", "c3"},
    Shape{kMachineX86_64, "ret", "f3 c3"},
    Shape{kMachineX86_64, "ret", "5d c3"},
    Shape{kMachineX86_64, "ret", "c9 c3"},
    Shape{kMachineX86_64, "ret", "=epilogue"},
    Shape{kMachineX86_64, "epilogue", "48 8b 5d f8 c9 c3"},
    Shape{kMachineX86_64, "epilogue", "48 83 c4 08 5b 5d c3"},
    Shape{kMachineX86_64, "epilogue", "48 83 c4 08 5b c9 c3"},
    // An old frame_dummy jumps on to the clones from where a new one returns.
    Shape{kMachineX86_64, "ret", "5d e9 >register"},
    Shape{kMachineX86_64, "ret", "e9 >register"},

    // i386
    Shape{kMachine386, "head/sub", "53 83 ec 08 e8 >thunk 81 c3 .. .. .. .. 8b 83 .. .. .. .. 85 c0 74 02 ff d0"},
    Shape{kMachine386, "head/sub",
          "53 83 ec 08 e8 >thunk 81 c3 .. .. .. .. 8b 83 .. .. .. .. 85 c0 74 05 e8 .. .. .. .."},
    Shape{kMachine386, "head/sub", "53 83 ec 08 e8 >thunk 81 c3 .. .. .. .."},
    Shape{kMachine386, "head/old",
          "53 83 ec 08 e8 00 00 00 00 5b 81 c3 .. .. .. .. 8b (83)? (93)? .. .. .. .. 85 (c0)? (d2)? 74 "
          "05 e8 .. .. .. .."},
    Shape{kMachine386, "head/exec", "83 ec 0c b8 00 00 00 00 85 c0 74 02 ff d0"},
    Shape{kMachine386, "head/exec", "83 ec 0c"},
    Shape{kMachine386, "head/bare", ""},
    Shape{kMachine386, "call", "e8 >call"},
    Shape{kMachine386, "tail/sub", "83 c4 08 5b c3"},
    Shape{kMachine386, "tail/old", "58 5b c9 c3"},
    Shape{kMachine386, "tail/exec", "83 c4 0c c3"},
    Shape{kMachine386, "tail/bare", "c3"},
    Shape{kMachine386, "thunk", "8b 1c 24 c3"},
    Shape{kMachine386, "thunk", "8b 14 24 c3"},
    Shape{kMachine386, "thunk", "8b 0c 24 c3"},
    Shape{kMachine386, "thunk", "8b 04 24 c3"},
    Shape{kMachine386, "dummy", "e9 >register"},
    Shape{kMachine386, "dummy", "eb >8register"},
    Shape{kMachine386, "dummy", "55 89 e5 5d e9 >register"},
    Shape{kMachine386, "dummy", "55 89 e5 5d eb >8register"},
    Shape{
        kMachine386, "register",
        "e8 >thunk 81 c2 .. .. .. .. 55 89 e5 53 8d 8a .. .. .. .. 8d 82 .. .. .. .. 83 ec 04 29 c8 89 c3 c1 e8 1f c1 "
        "fb 02 01 d8 d1 f8 74 >8ret 8b 92 .. .. .. .. 85 d2 74 >8ret 83 ec 08 50 51 ff d2"},
    Shape{kMachine386, "register",
          "b8 .. .. .. .. 2d .. .. .. .. 89 c2 c1 e8 1f c1 fa 02 01 d0 d1 f8 74 >8ret ba 00 00 00 00 85 d2 74 >8ret 55 "
          "89 e5 "
          "83 ec 10 50 68 .. .. .. .. ff d2"},

    Shape{kMachine386, "ret", "c3"},
    Shape{kMachine386, "ret", "c9 c3"},
    Shape{kMachine386, "ret", "8b 5d fc c9 c3"},
    Shape{kMachine386, "ret", "83 c4 04 5b 5d c3"},

    // aarch64: the landing pad (nop, bti c or paciasp) is stripped before matching.
    Shape{kMachineAarch64, "head/sub", "a9bf7bfd 910003fd bl>gmon"},
    Shape{kMachineAarch64, "head/sub", "a9bf7bfd 910003fd"},
    Shape{kMachineAarch64, "head/bare", ""},
    Shape{kMachineAarch64, "call", "bl>call"},
    Shape{kMachineAarch64, "tail/sub", "a8c17bfd d65f03c0"},
    Shape{kMachineAarch64, "tail/sub", "a8c17bfd d50323bf d65f03c0"},
    Shape{kMachineAarch64, "tail/bare", "d65f03c0"},
    Shape{kMachineAarch64, "gmon", ".0....00 f9....00 b4....0 1....... d65f03c0"},
    Shape{kMachineAarch64, "dummy", "b>register"},
    Shape{kMachineAarch64, "register",
          ".0....00 91....00 .0....01 91....21 cb000021 d37ffc22 8b810c41 9341fc21 z>ret .0....02 f9....42 z>ret "
          "aa0203f0 d61f0200"},
    Shape{kMachineAarch64, "register",
          ".0....00 91....00 .0....01 91....21 cb000021 d37ffc22 8b810c41 eb8107ff 9341fc21 z>ret .0....02 f9....42 "
          "z>ret aa0203f0 d61f0200"},
    Shape{kMachineAarch64, "register",
          ".0....00 91....00 .0....01 91....21 cb000021 9343fc21 8b41fc21 9341fc21 z>ret .0....02 f9....42 z>ret "
          "d61f0040"},
};

// Landing pads and no-ops that a compiler may put before any function (-fcf-protection, -mbranch-protection).
constexpr std::array kLandingPads{
    Shape{kMachineX86_64, "", "f3 0f 1e fa"}, Shape{kMachine386, "", "f3 0f 1e fb"},
    Shape{kMachineAarch64, "", "d503201f"},   Shape{kMachineAarch64, "", "d503245f"},
    Shape{kMachineAarch64, "", "d503233f"},
};

constexpr int kMaxNesting = 4;  // dummy -> register is two deep

struct Match {
  std::uint64_t end = 0;             // bytes matched
  std::uint64_t call = 0;            // where >call leads
  std::uint64_t last = 0;            // the word at @last
  std::vector<std::uint64_t> slots;  // the words at @slot
};

// The first four bytes of a shape as a number: where they are fixed, and what they are. Rules out nearly every shape
// with one comparison.
struct Start {
  std::uint32_t mask = 0;
  std::uint32_t value = 0;
};

constexpr Start StartOf(std::string_view tokens) {
  Start start;
  for (std::uint32_t byte = 0; byte < 4; ++byte, tokens.remove_prefix(std::min<std::size_t>(tokens.size(), 3))) {
    if (tokens.size() < 2 || (tokens.size() > 2 && tokens[2] != ' ')) break;
    for (std::uint32_t i = 0; i < 2; ++i) {
      const char c = tokens[i];
      const std::uint32_t shift = 8 * byte + (i == 0 ? 4 : 0);
      if (c == '.') continue;
      const bool is_letter = c >= 'a' && c <= 'f';
      if (!is_letter && (c < '0' || c > '9')) return start;
      start.mask |= 0xfU << shift;
      start.value |= static_cast<std::uint32_t>(is_letter ? c - 'a' + 10 : c - '0') << shift;
    }
  }
  return start;
}

constexpr auto kStarts = [] {
  std::array<Start, kShapes.size()> starts{};
  for (std::size_t i = 0; i < starts.size(); ++i) starts[i] = StartOf(kShapes[i].tokens);
  return starts;
}();

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
    const std::uint32_t first = from < code_.size() && code_.size() - from >= 4
                                    ? code_.IntegerUnchecked<std::uint32_t>(from, ByteOrder::kLittle)
                                    : 0;
    const bool is_known = from < code_.size() && code_.size() - from >= 4;
    for (std::size_t i = 0; i < kShapes.size(); ++i) {
      const Shape& shape = kShapes[i];
      if (is_known && (first & kStarts[i].mask) != kStarts[i].value) continue;
      if (shape.machine != image_.machine() || shape.part != part) continue;
      if (auto match = Matches(shape.tokens, from, nesting)) return match;
    }
    return std::nullopt;
  }

  std::uint64_t LandingPad() const {
    for (const Shape& pad : kLandingPads) {
      if (pad.machine != image_.machine()) continue;
      if (const auto match = Matches(pad.tokens, 0, 0)) return match->end;
    }
    return 0;
  }

 private:
  std::optional<std::uint64_t> Number(std::uint64_t at, std::uint64_t bytes) const {
    if (at > code_.size() || bytes > code_.size() - at) return std::nullopt;
    if (bytes == 1) return code_.IntegerUnchecked<std::uint8_t>(at, ByteOrder::kLittle);
    return code_.IntegerUnchecked<std::uint32_t>(at, ByteOrder::kLittle);
  }
  bool Token(std::string_view token, Match& match, int nesting) const;
  bool Digits(std::string_view token, Match& match) const;
  bool Follow(std::string_view part, std::uint64_t target, Match& match, int nesting) const;
  bool Branch(std::string_view token, Match& match, int nesting) const;

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
  const auto word = Number(match.end, 4);
  if (!word) return false;
  std::int64_t words = 0;
  if (token[0] == 'z') {
    const std::uint64_t opcode = *word & 0xff000000U;
    if (opcode != 0xb4000000U && opcode != 0x54000000U) return false;
    words = static_cast<std::int64_t>(*word << 40U) >> 45U;
  } else {
    if ((*word & 0xfc000000U) != (token[1] == 'l' ? 0x94000000U : 0x14000000U)) return false;
    words = static_cast<std::int64_t>(*word << 38U) >> 38U;
  }
  const std::uint64_t target = address_ + match.end + static_cast<std::uint64_t>(words * 4);
  match.end += 4;
  return Follow(token.substr(token.find('>') + 1), target, match, nesting);
}

bool Matcher::Token(std::string_view token, Match& match, int nesting) const {
  if (token[0] != '>' && token.find('>') != std::string_view::npos) return Branch(token, match, nesting);
  if (token[0] == '=') {
    const auto part = nesting < kMaxNesting ? Part(token.substr(1), match.end, nesting + 1) : std::nullopt;
    if (part) match.end = part->end;
    return part.has_value();
  }
  if (token[0] != '>' && token[0] != '@') return Digits(token, match);
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

// A group in parentheses with a question mark behind it may be there or not; what is there is taken.
std::optional<Match> Matcher::Matches(std::string_view tokens, std::uint64_t from, int nesting) const {
  Match match;
  match.end = from;
  while (!tokens.empty()) {
    if (tokens[0] == ' ') {
      tokens.remove_prefix(1);
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
  struct Known {
    std::string_view part;
    StubKind kind;
  };
  constexpr std::array kKnown{Known{"dummy", StubKind::kFrameDummy}, Known{"register", StubKind::kFrameDummy},
                              Known{"gmon", StubKind::kGmonStart}, Known{"ctors", StubKind::kCtorsAux}};
  const Matcher code(image, address);
  const std::uint64_t start = code.LandingPad();
  for (const Known& known : kKnown) {
    if (auto match = code.Part(known.part, start, 0)) return {known.kind, match->last, std::move(match->slots)};
  }
  return {};
}

InitStub RecogniseInit(const Image& image, std::uint64_t address) {
  constexpr std::string_view kHead = "head";
  const Matcher code(image, address);
  const std::uint64_t start = code.LandingPad();
  for (const Shape& head : kShapes) {
    if (head.machine != image.machine() || !head.part.starts_with(kHead)) continue;
    auto match = code.Matches(head.tokens, start, 0);
    if (!match) continue;
    InitStub stub;
    stub.weak_slots = std::move(match->slots);
    std::uint64_t at = match->end;
    while (const auto call = code.Part("call", at, 0)) {
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
