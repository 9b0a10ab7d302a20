#include "sandbox/workshop.h"

#include <doctest/doctest.h>

#include <string>

using namespace halfsecond;  // NOLINT(google-build-using-namespace): a test reads better without the prefix
using sandbox::Workshop;
using How = sandbox::WorkEnd::How;
using std::chrono_literals::operator""s;

namespace {

// A workshop, or nothing where this kernel lets nobody make one.
std::optional<Workshop> Made() {
  auto made = Workshop::Start();
  if (!made.ok()) {
    MESSAGE("skipped: " << made.error().what);
    return std::nullopt;
  }
  return std::move(*made);
}

sandbox::WorkEnd Shell(Workshop& workshop, const std::string& script, std::chrono::seconds deadline = 20s) {
  const auto end = workshop.Run({"sh", "-c", script}, "", deadline);
  REQUIRE(end.ok());
  return *end;
}

}  // namespace

TEST_CASE("a workshop takes files, runs programs on them and hands files back") {
  auto workshop = Made();
  if (!workshop) return;
  REQUIRE(workshop->PutFile("a/in", 0644, "one\n").ok());
  REQUIRE(workshop->PutLink("a/link", "in").ok());
  const auto end = workshop->Run({"sh", "-c", "cat link link > out; echo said; exit 3"}, "a", 20s);
  REQUIRE(end.ok());
  CHECK(end->how == How::kExited);
  CHECK(end->status == 3);
  CHECK(end->said == "said\n");
  const auto out = workshop->Fetch("a/out");
  REQUIRE(out.ok());
  CHECK(out->value_or("") == "one\none\n");
  CHECK_FALSE(workshop->Fetch("a/none")->has_value());
  CHECK_FALSE(workshop->PutFile("../out", 0644, "").ok());
  CHECK(workshop->Run({"no-such-program"}, "", 5s)->how == How::kNotFound);
}

TEST_CASE("what runs in a workshop sees /usr and its folder, and can write only there") {
  auto workshop = Made();
  if (!workshop) return;
  CHECK(Shell(*workshop, "test -e /home || test -e /root || test -e /proc/1 || test -e /etc/passwd").status == 1);
  CHECK(Shell(*workshop, "touch /usr/x").status != 0);
  CHECK(Shell(*workshop, "touch /x").status != 0);
  CHECK(Shell(*workshop, "touch /workshop/x && rm /workshop/x && echo > /dev/null").status == 0);
  CHECK(Shell(*workshop, "test \"$(id -u)\" = 65534").status == 0);
  CHECK(Shell(*workshop, "mount -t tmpfs none /tmp").status != 0);
  CHECK(Shell(*workshop, "unshare -r true").status != 0);
}

TEST_CASE("what runs too long in a workshop is ended, with all that it started") {
  auto workshop = Made();
  if (!workshop) return;
  CHECK(Shell(*workshop, "sleep 100 & sleep 100", 1s).how == How::kTooLong);
  CHECK(Shell(*workshop, "(sleep 1; touch late) & exit 0").how == How::kExited);
  CHECK(Shell(*workshop, "sleep 2; test -e late").status == 1);
}

TEST_CASE("nothing in a workshop connects") {
  auto workshop = Made();
  if (!workshop) return;
  const auto end = Shell(*workshop, "perl -MSocket -e 'exit(socket(S, AF_INET, SOCK_STREAM, 0) ? 0 : 7)'");
  CHECK((end.status == 7 || end.status == 2));  // refused; or no perl with that module
}
