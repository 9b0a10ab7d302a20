#include "render/why.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "tests/golden.h"
#include "tests/made_load_facts.h"

using namespace halfsecond;         // NOLINT(google-build-using-namespace): a test reads better without the prefix
using namespace halfsecond::tests;  // NOLINT(google-build-using-namespace)

namespace {

LoadFacts Facts() {
  LoadFacts facts = Sshd();
  AddStart(facts, kLiblzma, StartHow::kIfunc, 0x6b30);
  return facts;
}

WhyFacts WhyLzma() {
  WhyFacts why;
  why.library = kLiblzma;
  why.chains = {
      {{kSshd, kLibsystemd, 0x1010, {"sd_listen_fds@LIBSYSTEMD_209", "sd_notify@LIBSYSTEMD_209"}, {"liblzma.so.5"}, 20},
       {kLibsystemd, kLiblzma, 0x3000, {}, {}, 27}}};
  why.total_chains = 1;
  return why;
}

}  // namespace

TEST_CASE("why liblzma is in sshd is this, byte for byte, for people and for programs") {
  CheckGolden("why_lzma.txt", render::WhyText(Facts(), WhyLzma()));
  CheckGolden("why_lzma.json", render::WhyJson(Facts(), WhyLzma()));
}

TEST_CASE("of very many chains four are shown and the rest is counted") {
  WhyFacts why = WhyLzma();
  why.chains.resize(64, why.chains[0]);
  why.total_chains = 1'000'000;
  const std::string text = render::WhyText(Facts(), why);
  CHECK(text.find("and 999996 more as short (--json)\n") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
}

TEST_CASE("a chain longer than a screen is begun all the same, and the rest counted") {
  WhyFacts why = WhyLzma();
  why.chains[0].resize(40, {kLibsystemd, kLiblzma, 0x3000, {}, {}, 0});
  const std::string text = render::WhyText(Facts(), why);
  CHECK(text.find(" more as short") == std::string::npos);
  CHECK(text.find("  and 31 steps more (--json)\n") != std::string::npos);
  CHECK(std::count(text.begin(), text.end(), '\n') == 22);
}

TEST_CASE("a preload is there though no library asks for it") {
  LoadFacts facts = Facts();
  facts.objects[kLiblzma].found_by = FoundBy::kPreload;
  facts.objects[kLiblzma].found_in = "LD_PRELOAD";
  WhyFacts why;
  why.library = kLiblzma;
  CHECK(render::WhyText(facts, why).ends_with("no library asks for it: by LD_PRELOAD\n"));
}

TEST_CASE("part of the C runtime is called so, and a library without start-up code too") {
  WhyFacts why;
  why.library = kLibc;
  CHECK(render::WhyText(Facts(), why).find("runs in /usr/sbin/sshd: part of the C runtime\n") != std::string::npos);
  why.library = kLibcrypto;
  CHECK(render::WhyText(Facts(), why).find("runs in /usr/sbin/sshd: nothing before main\n") != std::string::npos);
}

TEST_CASE("names that are no UTF-8 leave the JSON valid") {
  LoadFacts facts = Facts();
  facts.objects[kLiblzma].soname = "lib\xff\x80.so";
  CHECK(nlohmann::json::accept(render::WhyJson(facts, WhyLzma())));
}
