#include "app/commands.h"

#include <array>

#include "app/output.h"
#include "app/session.h"

namespace halfsecond::app {
namespace {

using Examples = std::string_view;

constexpr std::array kCommon{
    Option{"help", 'h', "", "this text"},
    Option{"verbose", 'v', "", "say on stderr which layers confine this process"},
    Option{"no-sandbox", 0, "", "do not confine this process", {}, {}, NextStep::kWith},
};

constexpr std::array kProgram{
    Option{"version", 0, "", "the version"},
    Option{"bom", 0, "", "with --version: every library linked in, and those of the plug-ins"},
    Option{"man", 0, "", "the manual page, in man(7) format"},
    Option{"completion", 0, "SHELL", "the completion of bash or zsh"},
};

constexpr Option kPluginsOption{
    "plugins", 0,  "DIR",          "take plug-ins from DIR; default: libexec/halfsecond beside this program",
    {},        {}, NextStep::kWith};

constexpr std::array kAboutOptions{
    Option{"repo", 0, "REPO", "a clone of its repository: who can change it, and how alone its upkeep is"},
    Option{"archive", 0, "ARCHIVE", "with --repo: a release archive, or a .dsc: is it what its tag says?", "", "repo"},
    Option{"as-of", 0, "DATE", "with --repo: what could be known on that day: 2023-05-31", "", "repo", NextStep::kWith},
    Option{"oss-fuzz", 0, "DIR", "with --repo: a clone of OSS-Fuzz, as a second witness", "", "repo project",
           NextStep::kWith},
    Option{"project", 0, "NAME", "with --oss-fuzz: the name of the project there", "", "oss-fuzz", NextStep::kWith},
    Option{"no-store", 0, "", "do not use what the last survey kept"},
    kJsonOption,
    kRootOption,
    kCpuOption,
    kCleanEnvOption,
    kFailOnOption,
    kStrictOption,
    kPluginsOption,
};
constexpr std::array kAboutExamples{
    Examples{"halfsecond about liblzma.so.5"},
    Examples{"halfsecond about --repo ./xz --archive xz-5.4.1.tar.xz liblzma.so.5"},
    Examples{"halfsecond about openssh-server"},
};

constexpr std::array kLoadOptions{
    Option{"order", 0, "", "every object in the loader's order: who asked, where it was found and why there",
           kOtherForms},
    Option{"timeline", 0, "", "everything that runs before main(), in its order", kOtherForms},
    Option{"tree", 0, "", "who asks for whom", kOtherForms},
    Option{"bindings", 0, "", "every symbol bound at start-up, and between which objects", kOtherForms},
    Option{"with", 0, "LIBRARY", "what one more dependency would bring",
           "sarif order timeline tree bindings fail-on strict"},
    kJsonOption,
    kSarifOption,
    kRootOption,
    kCpuOption,
    kCleanEnvOption,
    kFailOnOption,
    kStrictOption,
    kPluginsOption,
};
constexpr std::array kLoadExamples{
    Examples{"halfsecond load /usr/sbin/sshd"},
    Examples{"halfsecond load --timeline /usr/bin/curl"},
    Examples{"halfsecond load --root /mnt/image --order /usr/bin/curl"},
    Examples{"halfsecond load /usr/bin /usr/sbin"},
};

constexpr std::array kWhyOptions{
    Option{"source", 0, "DIR|FILE.dsc", "what in the program's source package brought it: upstream or distribution"},
    kJsonOption,
    kRootOption,
    kCpuOption,
    kCleanEnvOption,
    kPluginsOption,
};
constexpr std::array kWhyExamples{
    Examples{"halfsecond why /usr/sbin/sshd liblzma.so.5"},
    Examples{"halfsecond why --source openssh_9.2p1-2.dsc /usr/sbin/sshd libsystemd.so.0"},
};

constexpr std::array kReplaceableOptions{
    Option{"system", 0, "", "every program of the system, added up by library"},
    kJsonOption,
    kSarifOption,
    kRootOption,
    kCpuOption,
    kCleanEnvOption,
    kFailOnOption,
    kStrictOption,
};
constexpr std::array kReplaceableExamples{
    Examples{"halfsecond replaceable /usr/sbin/sshd"},
    Examples{"halfsecond replaceable --system"},
};

constexpr std::array kNotifyCheckOptions{
    kJsonOption,
    Option{"timeout", 0, "SECONDS", "how long to wait for READY=1; default: 10"},
    Option{"listen", 0, "KIND", "the socket passed with LISTEN_FDS: tcp (default) or unix"},
    Option{"reload-signal", 0, "SIGNAL", "also try a reload, by this signal: HUP, USR1 or USR2"},
};
constexpr std::array kNotifyCheckExamples{
    Examples{"halfsecond notify-check -- /usr/sbin/sshd -D -p 2222"},
    Examples{"halfsecond notify-check --reload-signal HUP -- ./my-daemon --foreground"},
};

constexpr std::array kSurveyOptions{
    Option{"depth", 0, "DEPTH", "needed, facts, closure, start or bind (the default): how far"},
    Option{"files-from", 0, "FILE", "look at the files named in FILE, a line each; - is standard input"},
    Option{"since", 0, "FILE", "only what is new since an earlier survey: its JSON, a store, or `last`"},
    Option{"no-store", 0, "", "read every file again, and keep nothing for the next survey"},
    Option{"jobs", 'j', "N", "work on N processors; default: those there are, at most 4"},
    kJsonOption,
    kSarifOption,
    kRootOption,
    kCpuOption,
    kCleanEnvOption,
    kFailOnOption,
    kStrictOption,
};
constexpr std::array kSurveyExamples{
    Examples{"halfsecond survey"},
    Examples{"halfsecond survey --root /mnt/image"},
    Examples{"halfsecond survey --depth facts --json /opt"},
};

constexpr std::array kCustodyOptions{
    Option{"as-of", 0, "DATE", "what could be known on that day: 2023-05-31", {}, {}, NextStep::kWith},
    Option{
        "since", 0, "DATE", "only what happened from that day on; earlier events still count", {}, {}, NextStep::kWith},
    Option{"no-contents", 0, "", "look at the log and the tags only, which is faster", {}, {}, NextStep::kWith},
    Option{"no-store", 0, "", "read all history again, and keep nothing for the next run"},
    Option{"replay", 0, "", "the day on which each finding could first have been made", kOtherForms},
    Option{"ledger", 0, "", "REPO is a clone of OSS-Fuzz: contacts, repositories and builds of all its projects",
           "replay elsewhere since no-contents oss-fuzz project"},
    Option{"oss-fuzz", 0, "DIR", "a clone of OSS-Fuzz, as a second witness", "", "project", NextStep::kWith},
    Option{"project", 0, "NAME", "with --oss-fuzz: the name of the project there", "", "oss-fuzz", NextStep::kWith},
    Option{"addresses", 0, "", "show mail addresses, and not names only", "sarif replay elsewhere"},
    Option{"elsewhere", 0, "NAME", "every event of NAME, in each of the repositories", kOtherForms},
    kJsonOption,
    kSarifOption,
    kFailOnOption,
    kStrictOption,
};
constexpr std::array kCustodyExamples{
    Examples{"halfsecond custody ./project"},
    Examples{"halfsecond custody --as-of 2023-05-31 ./project"},
};

constexpr std::array kUpkeepOptions{
    Option{"system", 0, "", "the projects that programs of this system rest on"},
    Option{"repos", 0, "DIR", "with --system: find their clones in DIR, by Vcs-Git, Homepage or name"},
    Option{"as-of", 0, "DATE", "what repositories could tell on that day: 2023-05-31", {}, {}, NextStep::kWith},
    Option{"csv", 0, "", "every project as a line for a spreadsheet (RFC 4180)", kOtherForms},
    Option{"no-store", 0, "", "do not use what the last survey kept"},
    kJsonOption,
    kRootOption,
    kCpuOption,
    kCleanEnvOption,
    kStrictOption,
    kPluginsOption,
};
constexpr std::array kUpkeepExamples{
    Examples{"halfsecond upkeep --system"},
    Examples{"halfsecond upkeep --system --repos ./clones --csv"},
    Examples{"halfsecond upkeep ./project"},
};

constexpr Option kIndexOption{"index", 0,  "FILE",         "a content index to use instead of the one inside",
                              {},      {}, NextStep::kWith};
constexpr std::array kReleaseCheckOptions{
    Option{"component",
           0,
           "NAME",
           "of a .dsc, check the further upstream archive orig-NAME instead of the main one",
           {},
           {},
           NextStep::kWith},
    Option{"previous", 0, "ARCHIVE", "show only what differs anew since this release", {}, {}, NextStep::kWith},
    Option{"regenerate", 0, "", "run autoconf and its like again on the archive's files, without network, and compare"},
    Option{"tag", 0, "TAG", "compare with this tag; default: the one whose content fits best", {}, {}, NextStep::kWith},
    kIndexOption,
    kJsonOption,
    kSarifOption,
    kPluginsOption,
};
constexpr std::array kReleaseCheckExamples{
    Examples{"halfsecond release-check xz-5.4.1.tar.xz ~/src/xz"},
    Examples{"halfsecond release-check --tag v5.4.1 xz-5.4.1.tar.xz ~/src/xz"},
    Examples{"halfsecond release-check libxml2_2.9.14+dfsg-1.dsc ~/src/libxml2"},
};

constexpr std::array kUpgradeCheckOptions{
    Option{"with", 0, "RELEASE-DIFF", "join the source side: the output of release-check --json for the new release",
           "sarif"},
    kJsonOption,
    kSarifOption,
    kPluginsOption,
};
constexpr std::array kUpgradeCheckExamples{
    Examples{"halfsecond upgrade-check liblzma5_5.4.1-0.2_amd64.deb liblzma5_5.4.1-1_amd64.deb"},
    Examples{"halfsecond upgrade-check liblzma5 liblzma5_5.4.1-1_amd64.deb"},
    Examples{"halfsecond upgrade-check /srv/app-1.0 /srv/app-1.1"},
};

constexpr std::array kIndexOptions{
    Option{"add", 0, "", "build: with all that the index inside knows, or that of --index"},
    kIndexOption,
};
constexpr std::array kIndexExamples{
    Examples{"halfsecond index show build-to-host.m4"},
    Examples{"halfsecond index build gnulib=mirrors/gnulib gettext=mirrors/gettext > content.index"},
    Examples{"halfsecond index build --add ours=mirrors/our-macros > content.index"},
};

constexpr std::array kRulesOptions{kJsonOption};
constexpr std::array kRulesExamples{Examples{"halfsecond rules"}};
constexpr std::array kExplainExamples{Examples{"halfsecond explain foreign-ifunc"}};

constexpr std::array kCommands{
    Command{"about", "LIBRARY|PACKAGE|PROGRAM", "all that is known of one of them, on one screen", kAboutOptions,
            kAboutExamples, &RunAbout},
    Command{"load", "PROGRAM|DIR...", "what the loader would map and run before main(); nothing is executed",
            kLoadOptions, kLoadExamples, &RunLoad},
    Command{"why", "PROGRAM LIBRARY", "every shortest chain from a program to a library", kWhyOptions, kWhyExamples,
            &RunWhy},
    Command{"replaceable", "PROGRAM...", "what each direct dependency is used for, and what would go with it",
            kReplaceableOptions, kReplaceableExamples, &RunReplaceable},
    Command{"notify-check", "-- COMMAND [ARGUMENT...]",
            "whether a daemon rightly tells its service manager that it is ready", kNotifyCheckOptions,
            kNotifyCheckExamples, &RunNotifyCheck},
    Command{"survey", "[DIR...]", "a whole system: what is load-bearing, and what runs where nobody asked",
            kSurveyOptions, kSurveyExamples, &RunSurvey},
    Command{"custody", "REPO...", "who can change what a repository ships, and when that changed", kCustodyOptions,
            kCustodyExamples, &RunCustody},
    Command{"upkeep", "--system | REPO...", "projects that much rests on and few people carry: whom to help",
            kUpkeepOptions, kUpkeepExamples, &RunUpkeep},
    Command{"release-check", "ARCHIVE REPOSITORY [SUBMODULE-REPOSITORY...]",
            "whether a release archive is what its tag says, and why it differs", kReleaseCheckOptions,
            kReleaseCheckExamples, &RunReleaseCheck},
    Command{"upgrade-check", "OLD NEW",
            "what a new package brings that the old one had not: code, calls, set-uid, scripts", kUpgradeCheckOptions,
            kUpgradeCheckExamples, &RunUpgradeCheck},
    Command{"index", "build|show NAME...", "the published versions of build files that releases copy from elsewhere",
            kIndexOptions, kIndexExamples, &RunIndex},
    Command{"rules", "", "the questions, and which command asks each", kRulesOptions, kRulesExamples, &RunRules},
    Command{"explain", "RULE", "one rule: its question and why it matters", {}, kExplainExamples, &RunExplain},
};

}  // namespace

std::span<const Command> Commands() {
  return kCommands;
}
std::span<const Option> CommonOptions() {
  return kCommon;
}
std::span<const Option> ProgramOptions() {
  return kProgram;
}

}  // namespace halfsecond::app
