#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "analysis/load/start_walk.h"
#include "facts/finding.h"
#include "inputs/root.h"
#include "inputs/tree_walk.h"
#include "plugins/disasm/protocol.h"
#include "readers/elf/constants.h"
#include "readers/elf/object.h"
#include "sandbox/disassembler.h"
#include "sandbox/plugin.h"
#include "tests/e2e/fixture.h"
#include "tests/made_load_facts.h"

namespace halfsecond::rules {
extern const Rule<LoadFacts> kOddResolver;
}

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

// What host and plug-in agree on stands twice.

#if defined(__x86_64__)

namespace {

struct Fixtures {
  Root root = *Root::Open("/");
  sandbox::Disassembler disassembler = *sandbox::Disassembler::Start(HS_PLUGIN_DIR);
  load::AskDisassembler ask = [this](Bytes question) { return disassembler.Ask(disasm::kWalk, question); };
};

// The resolvers of the object at `path`; nothing for what is none or of another machine.
std::vector<std::uint64_t> ResolversOf(const Root& root, const std::string& path) {
  const auto source = root.OpenFile(path);
  if (!source.ok() || (*source)->size() < 64) return {};
  const auto object = elf::ReadObject(**source, elf::Depth::kNamed);
  if (!object.ok() || object->machine != elf::kMachineX86_64 || object->elf_class != elf::Class::k64) return {};
  std::vector<std::uint64_t> resolvers;
  for (const elf::ObjectStartFunction& function : object->start) {
    using How = elf::StartFunction::How;
    if (function.how == How::kIfuncSymbol || function.how == How::kIrelative) resolvers.push_back(function.address);
  }
  return resolvers;
}

// The rule's answers on a library of sshd's with these walks.
std::vector<Finding> Judged(const std::vector<std::uint64_t>& resolvers, const std::vector<CodeWalk>& walks) {
  LoadFacts facts = Sshd();
  for (std::size_t i = 0; i < resolvers.size(); ++i) {
    AddStart(facts, kLiblzma, StartHow::kIfunc, resolvers[i]).walk = std::make_shared<CodeWalk>(walks[i]);
  }
  return rules::kOddResolver.ask(facts);
}

// What the rule says of a library made from `source`, whose resolver is called `resolve`. Nothing of it is ever run.
Finding Judged(Fixtures& fixtures, const std::string& source) {
  const e2e::Fixture folder;
  e2e::Elf elf;
  elf.source = source + "\nint chosen(void) __attribute__((ifunc(\"resolve\")));\n";
  elf.flags = {"-O2", "-fPIC", "-fno-stack-protector"};
  const std::string path = folder.FullLibrary("libodd.so", elf);
  const auto resolvers = ResolversOf(fixtures.root, path);
  REQUIRE(resolvers.size() == 1);
  const auto walks = load::WalkCode(fixtures.root, path, resolvers, fixtures.ask);
  REQUIRE_MESSAGE(walks.ok(), walks.error().what);
  const auto findings = Judged(resolvers, *walks);
  REQUIRE(findings.size() == 1);
  return findings.front();
}

constexpr const char* kPlain = "static int one(void) { return 1; }\n";

}  // namespace

TEST_CASE("no resolver of this system is odd, but for libc's look into the vDSO and all that the loader does") {
  Fixtures fixtures;
  std::size_t objects = 0;
  std::size_t resolvers = 0;
  std::string odd;
  const auto visit = [&](const std::string& path) {
    const bool is_loader = path.find("/ld-linux") != std::string::npos;
    const auto entries = is_loader ? std::vector<std::uint64_t>{} : ResolversOf(fixtures.root, path);
    if (entries.empty()) return;
    const auto walks = load::WalkCode(fixtures.root, path, entries, fixtures.ask);
    CAPTURE(path);
    REQUIRE_MESSAGE(walks.ok(), walks.error().what);
    ++objects;
    resolvers += entries.size();
    for (const Finding& finding : Judged(entries, *walks)) {
      const bool is_vdso = path.ends_with("/libc.so.6") &&
                           finding.because.ends_with(": calls through a pointer at " +
                                                     finding.because.substr(finding.because.rfind("0x")));
      if (finding.answer != Answer::kNo && !is_vdso) odd += "\n" + path + ": " + finding.because;
    }
  };
  WalkFiles(fixtures.root, {"/usr/lib/x86_64-linux-gnu", "/usr/bin", "/usr/sbin", "/usr/libexec"}, visit);
  CHECK(odd == "");
  CHECK(objects >= 2);
  CHECK(resolvers >= 100);
  const std::string summary = std::to_string(resolvers) + " resolvers in " + std::to_string(objects) + " objects";
  MESSAGE(summary);
}

TEST_CASE("a resolver that asks what the processor can do and chooses is no finding") {
  Fixtures fixtures;
  const std::string source = std::string(kPlain) +
                             "static int two(void) { return 2; }\n"
                             "void *resolve(void) { __builtin_cpu_init();\n"
                             "  return __builtin_cpu_supports(\"avx2\") ? (void *)one : (void *)two; }";
  CHECK(Judged(fixtures, source).answer == Answer::kNo);
}

TEST_CASE("a resolver that calls another object, writes where it should not, or is large is found, and it says why") {
  Fixtures fixtures;
  struct Case {
    const char* source;
    const char* because;  // somewhere in it
  };
  const Case cases[] = {
      {"char *getenv(const char *); void *resolve(void) { return getenv(\"A\") ? (void *)one : (void *)0; }",
       "calls getenv in another object at 0x"},
      {"char *getenv(const char *); void *resolve(void) { char *(*volatile f)(const char *) = getenv; f(\"A\");\n"
       "  return (void *)one; }",
       "calls "},
      {"static void *const table[2] __attribute__((section(\".data.rel.ro\"))) = {(void *)one, 0};\n"
       "void *resolve(void) { *(void *volatile *)&table[1] = 0; return (void *)one; }",
       "writes into its object's table of addresses at 0x"},
      {"extern char **environ; void *resolve(void) { environ = 0; return (void *)one; }",
       "writes into another object at 0x"},
      {"void *resolve(void) { __asm__ volatile(\"syscall\" ::\"a\"(39) : \"rcx\", \"r11\"); return (void *)one; }",
       "makes a system call at 0x"},
      {"int (*volatile pointer)(void); void *resolve(void) { pointer(); return (void *)one; }",
       "calls through a pointer at 0x"},
      {"void *resolve(void) { __asm__ volatile(\".rept 2000\\nnop\\n.endr\"); return (void *)one; }",
       "instructions in 1 function"},
      {"void *resolve(void) { __asm__ volatile(\".rept 30000\\nnop\\n.endr\"); return (void *)one; }",
       "more than 20000 instructions in 1 function"},
      {"void *resolve(void) { __asm__ volatile(\".rept 70\\nnop\\n.endr\"); return (void *)one; }",
       "instructions of its own"},
      {"#define F(n, next) __attribute__((noinline)) static int f##n(int v) { return next + 1; }\n"
       "F(1, v) F(2, f1(v)) F(3, f2(v)) F(4, f3(v)) F(5, f4(v)) F(6, f5(v)) F(7, f6(v)) F(8, f7(v)) F(9, f8(v))\n"
       "volatile int v; void *resolve(void) { v = f9(v); return (void *)one; }",
       "functions"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.source);
    const Finding finding = Judged(fixtures, std::string(kPlain) + each.source);
    CHECK(finding.answer == Answer::kYes);
    CHECK(finding.severity == Severity::kAmber);
    CAPTURE(finding.because);
    CHECK(finding.because.find(each.because) != std::string::npos);
  }
}

TEST_CASE("a question that is cut short at any byte, or is noise, is a verdict, and the next one is answered") {
  Fixtures fixtures;
  const auto word = [](std::uint64_t value) {
    std::string text;
    for (int shift = 0; shift < 64; shift += 8) text.push_back(static_cast<char>(value >> shift & 0xff));
    return text;
  };
  const std::string good =
      word(1) + word(1) + word(1) + word(0x1000) + word(1) + word(1) + word(0x2000) + word(0) + word(0x1000) + "\xc3";
  for (std::size_t size = 0; size < good.size(); ++size) {
    CAPTURE(size);
    CHECK(fixtures.ask(Bytes::Of(std::string_view(good).substr(0, size))).error().kind == Error::Kind::kMalformed);
  }
  CHECK_FALSE(fixtures.ask(Bytes::Of(std::string(1000, '\xff'))).ok());
  const auto answer = fixtures.ask(Bytes::Of(good));
  REQUIRE(answer.ok());
  CHECK(answer->size() == 8 * disasm::kAnswerWords);
  CHECK((*answer)[8 * disasm::kInstructions] == 1);
}

TEST_CASE("noise in place of code is walked within bounds and never more than an answer") {
  Fixtures fixtures;
  const auto word = [](std::uint64_t value) {
    std::string text;
    for (int shift = 0; shift < 64; shift += 8) text.push_back(static_cast<char>(value >> shift & 0xff));
    return text;
  };
  std::uint64_t state = 4;
  for (int round = 0; round < 40; ++round) {
    std::string code(8192, '\0');
    for (char& byte : code) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      byte = static_cast<char>(state >> 56);
    }
    const std::string question =
        word(1) + word(0) + word(1) + word(0) + word(code.size()) + word(1) + word(state % 8192) + code;
    const auto answer = fixtures.ask(Bytes::Of(question));
    REQUIRE(answer.ok());
    CHECK(answer->size() == 8 * disasm::kAnswerWords);
  }
}

TEST_CASE("a folder without the plug-in is an error in words, and so is one with another program of its name") {
  const e2e::Fixture folder;
  const auto without = sandbox::Disassembler::Start(folder.Path())->Ask(disasm::kWalk, Bytes());
  REQUIRE_FALSE(without.ok());
  CHECK(without.error().kind == Error::Kind::kNotFound);
  folder.Copy("disasm", HS_PLUGIN_DIR "/codec");
  const auto other = sandbox::Disassembler::Start(folder.Path())->Ask(disasm::kWalk, Bytes());
  REQUIRE_FALSE(other.ok());
  CHECK(other.error().kind == Error::Kind::kUnsupported);
}

#endif
