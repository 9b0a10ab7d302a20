#include <unistd.h>

#include <ctime>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "analysis/release/embedded_index.h"
#include "analysis/release/index_builder.h"
#include "app/commands.h"
#include "app/index_source.h"
#include "app/output.h"
#include "app/session.h"
#include "base/text.h"
#include "inputs/root.h"

namespace halfsecond::app {
namespace {

ExitCode Refuse(const Error& error, std::string_view hint) {
  PrintError(error.what, hint);
  return error.kind == Error::Kind::kNotFound ? ExitCode::kUsage : ExitCode::kCannotAnswer;
}

// "gnulib=mirrors/gnulib", or a path alone, whose last part is then the name.
struct Named {
  std::string name;
  std::string path;
};
Named NamedFrom(const std::string& operand) {
  const std::size_t equals = operand.find('=');
  if (equals != std::string::npos) return {operand.substr(0, equals), operand.substr(equals + 1)};
  return {operand.substr(operand.find_last_not_of('/') == std::string::npos ? 0 : operand.rfind('/') + 1), operand};
}

struct Mirror {
  Named named;
  std::unique_ptr<release::Repository> repository;  // none: a plain folder
};

// Adds what is behind each operand; a message on stderr when that fails.
ExitCode AddAll(const Root& root, std::vector<Mirror>& mirrors, release::IndexBuilder& builder) {
  for (Mirror& mirror : mirrors) {
    if (mirror.repository == nullptr) {
      if (const auto added = builder.AddFolder(mirror.named.name, root, mirror.named.path); !added.ok()) {
        return Refuse(added.error(), "");
      }
      continue;
    }
    if (const auto added = builder.AddHistory(mirror.named.name, *mirror.repository); !added.ok()) {
      return Refuse(added.error(), "");
    }
  }
  return ExitCode::kAnswered;
}

ExitCode Build(const Arguments& arguments) {
  if (isatty(STDOUT_FILENO) == 1) {
    PrintError("an index is no text for a terminal", "halfsecond index build DIR... > content.index");
    return ExitCode::kUsage;
  }
  auto root = Root::Open("/");
  if (!root.ok()) return Refuse(root.error(), "");
  std::vector<Mirror> mirrors;
  for (std::size_t i = 1; i < arguments.operands().size(); ++i) {
    Mirror mirror{NamedFrom(arguments.operands()[i]), nullptr};
    auto repository = release::Repository::Open(mirror.named.path, WallsOf(arguments));
    if (repository.ok() && repository->algorithm() != git::Algorithm::kSha1)
      return Refuse({Error::Kind::kUnsupported, mirror.named.path + ": a repository of SHA-256 ids"},
                    "the index names contents by SHA-1: a folder of its files can be added");
    if (repository.ok()) {
      mirror.repository = std::make_unique<release::Repository>(std::move(*repository));
    } else if (const auto status = root->Status(mirror.named.path); !status.ok() || !status->is_directory()) {
      return Refuse(repository.error(), "name a mirror of a repository, or a folder of files");
    }
    mirrors.push_back(std::move(mirror));
  }
  if (!ConfineAsReader(arguments)) return ExitCode::kCannotAnswer;
  release::IndexBuilder builder;
  if (arguments.Has("add")) {
    IndexSource known;
    if (const auto opened = known.Open(*root, arguments); !opened.ok())
      return Refuse(opened.error(), "--index names the index to add to");
    builder.BeginWith(known.index());
  }
  if (const ExitCode code = AddAll(*root, mirrors, builder); code != ExitCode::kAnswered) return code;
  if (builder.missing() > 0) Tell(Count(builder.missing(), "object is", "objects are") + " not in the mirrors");
  const auto bytes = content_index::Write(builder.Finish());
  if (!bytes.ok()) return Refuse(bytes.error(), "");
  return PrintAnswer(*bytes) ? ExitCode::kAnswered : ExitCode::kCannotAnswer;
}

std::string About(const content_index::ContentIndex& index) {
  std::size_t versions = 0;
  for (const auto& known : index.names()) versions += known.versions;
  std::string text = "index of " + IndexDate(index) + ": " + Count(versions, "version", "versions") + " of " +
                     Count(index.names().size(), "name", "names") + ", " + Count(index.lines(), "line", "lines") + "\n";
  for (const auto& source : index.sources()) {
    constexpr std::size_t kNameColumn = 24;
    text += "  " + Padded(EscapedForTerminal(source.name), kNameColumn) + source.commit.Hex() + "\n";
  }
  return text;
}

ExitCode Show(const Arguments& arguments) {
  auto root = Root::Open("/");
  if (!root.ok()) return Refuse(root.error(), "");
  if (!ConfineAsReader(arguments)) return ExitCode::kCannotAnswer;
  IndexSource source;
  if (const auto opened = source.Open(*root, arguments); !opened.ok())
    return Refuse(opened.error(), "halfsecond index build makes one");
  const content_index::ContentIndex& index = source.index();
  std::string text = arguments.operands().size() == 1 ? About(index) : "";
  ExitCode code = ExitCode::kAnswered;
  for (std::size_t i = 1; i < arguments.operands().size(); ++i) {
    const std::string& name = arguments.operands()[i];
    const content_index::KnownName* known = index.FindName(name);
    if (known == nullptr) {
      std::vector<std::string> names;
      for (const auto& one : index.names()) names.push_back(one.name);
      const std::string closest = ClosestName(name, names);
      PrintError("nothing is known of " + name, closest.empty() ? "halfsecond index show lists what it was built from"
                                                                : "did you mean " + closest + "?");
      code = ExitCode::kUsage;
      continue;
    }
    text += EscapedForTerminal(known->name) + "   " + Count(known->versions, "version", "versions") +
            ", first met in " + EscapedForTerminal(index.sources()[known->source].name) +
            (known->highest_serial > 0 ? ", highest serial " + std::to_string(known->highest_serial) : "") + "\n";
  }
  return PrintAnswer(text) ? code : ExitCode::kCannotAnswer;
}

}  // namespace

ExitCode RunIndex(const Arguments& arguments) {
  const auto& operands = arguments.operands();
  if (!operands.empty() && operands[0] == "show") return Show(arguments);
  if (operands.size() > 1 && operands[0] == "build") return Build(arguments);
  PrintError("index needs build and mirrors, or show and names", "halfsecond index show build-to-host.m4");
  return ExitCode::kUsage;
}

}  // namespace halfsecond::app
