#include "render/text_notify.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "render/json_notify.h"

using halfsecond::Answer;
using halfsecond::Finding;
using halfsecond::NotifyFacts;
using halfsecond::NotifyRun;
using halfsecond::Severity;
using halfsecond::render::Colours;
using halfsecond::render::NotifyJson;
using halfsecond::render::NotifyText;

namespace {

NotifyFacts Facts() {
  NotifyFacts facts;
  facts.program = "/usr/sbin/daemon";
  NotifyRun path;
  path.name = "path";
  path.answer = "READY=1 after 31 ms";
  path.said = {"READY=1\nSTATUS=up\n", "STOPPING=1"};
  path.datagrams = 2;
  facts.runs = {path};
  facts.not_tried = {"vsock addresses: they need a hypervisor on the other side"};
  return facts;
}

Finding Mistake() {
  Finding finding;
  finding.rule = "notify-socket-inherited";
  finding.answer = Answer::kYes;
  finding.because = "the notification socket has no close-on-exec";
  finding.evidence = {{"run busy", 5, "descriptor", "/usr/sbin/daemon"}};
  finding.severity = Severity::kAmber;
  finding.subject = "/usr/sbin/daemon";
  finding.remedy = "open it with SOCK_CLOEXEC";
  return finding;
}

}  // namespace

TEST_CASE("a daemon without mistakes is one line a run") {
  CHECK(NotifyText(Facts(), Colours::kOff) ==
        "/usr/sbin/daemon   0 mistakes in 1 run\n"
        "path        READY=1 after 31 ms                   READY=1 STATUS=up | STOPPING=1\n"
        "not tried: vsock addresses: they need a hypervisor on the other side\n"
        "next: --json has every message\n");
}

TEST_CASE("a mistake comes first, with where it was seen and what to do") {
  NotifyFacts facts = Facts();
  facts.findings = {Mistake()};
  CHECK(NotifyText(facts, Colours::kOff) ==
        "/usr/sbin/daemon   1 mistake in 1 run\n"
        "amber notify-socket-inherited: the notification socket has no close-on-exec\n"
        "    run busy, descriptor 5; open it with SOCK_CLOEXEC\n"
        "path        READY=1 after 31 ms                   READY=1 STATUS=up | STOPPING=1\n"
        "not tried: vsock addresses: they need a hypervisor on the other side\n"
        "next: the lines to copy, and the library to relink against: kits/notify/README.md\n");
}

TEST_CASE("forty mistakes, nine runs and a talkative daemon stay within 25 lines") {
  NotifyFacts facts = Facts();
  facts.findings.assign(40, Mistake());
  facts.runs[0].said.assign(60, "STATUS=at work");
  facts.runs[0].datagrams = 4000;
  facts.runs.assign(9, facts.runs[0]);
  facts.not_tried.assign(2, "x");
  const std::string text = NotifyText(facts, Colours::kOff);
  CHECK(std::count(text.begin(), text.end(), '\n') <= 25);
  CHECK(text.find("35 more: --json lists all") != std::string::npos);
  CHECK(text.find("3996 more") != std::string::npos);
}

TEST_CASE("a status with escape sequences does not reach the terminal, nor broken UTF-8 the JSON") {
  NotifyFacts facts = Facts();
  facts.runs[0].said = {"STATUS=\x1b[2J\xff"};
  CHECK(NotifyText(facts, Colours::kOff).find('\x1b') == std::string::npos);
  CHECK(NotifyJson(facts).find('\xff') == std::string::npos);
}
