#include "analysis/shadow/shadow.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/descriptor_io.h"
#include "base/text.h"
#include "readers/git/log_stream.h"

namespace halfsecond::shadow {
namespace {

constexpr mode_t kOwnerOnly = 0700;
constexpr std::string_view kShallowFile = "/ends";  // not the name under which git would use it unasked

Error Failed(const std::string& path) {
  return Error{Error::Kind::kIo, path + ": " + SystemErrorText(errno)};
}

Result<void> WriteFile(const std::string& path, std::string_view text) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor < 0) return Failed(path);
  if (!WriteAll(descriptor, text)) {
    const Error error = Failed(path);
    ::close(descriptor);
    return error;
  }
  return ::close(descriptor) == 0 ? Result<void>() : Result<void>(Failed(path));
}

sandbox::GitCommand Command(const GitDirectory& repository, const std::string& shadow) {
  sandbox::GitCommand command;
  command.shadow = shadow;
  command.readable = repository.readable;
  command.arguments = {"--no-pager", "--no-optional-locks", "--literal-pathspecs"};
  return command;
}

// A directory of ours that holds shadows, readable by nobody else.
Result<std::string> MakeRoom() {
  const char* wanted = std::getenv("TMPDIR");  // NOLINT(concurrency-mt-unsafe): one thread
  std::string room = std::string(wanted != nullptr && *wanted == '/' ? wanted : "/tmp") + "/halfsecond-XXXXXX";
  if (::mkdtemp(room.data()) == nullptr) return Failed(room);
  return room;
}

Result<void> MakeShadow(const GitDirectory& repository, const std::string& path) {
  for (const char* part : {"", "/objects", "/objects/info", "/objects/pack", "/refs"}) {
    if (::mkdir((path + part).c_str(), kOwnerOnly) != 0) return Failed(path + part);
  }
  const bool is_sha256 = repository.object_format == "sha256";
  // A commit-graph or multi-pack-index of theirs could claim other parents or dates than the commits have.
  HS_CHECK(WriteFile(path + "/config",
                     std::string("[core]\n\trepositoryformatversion = ") + (is_sha256 ? "1" : "0") +
                         "\n\tbare = true\n\tcommitGraph = false\n\tmultiPackIndex = false\n\tfsmonitor = false\n"
                         "\thooksPath = /dev/null\n\tattributesFile = /dev/null\n[gc]\n\tauto = 0\n[log]\n"
                         "\tshowSignature = false\n\tmailmap = false\n[gpg]\n\tprogram = /bin/false\n"
                         "[advice]\n\tgraftFileDeprecated = false\n" +
                         (is_sha256 ? "[extensions]\n\tobjectFormat = sha256\n" : "")));
  // A line that starts with # or " would be read as something else (gitrepository-layout(5)); a path starts with /.
  HS_CHECK(WriteFile(path + "/objects/info/alternates", repository.objects + "\n"));
  if (!repository.shallow.empty()) {
    HS_CHECK(WriteFile(path + std::string(kShallowFile), Join(repository.shallow, "\n") + "\n"));
  }
  std::string refs = "# pack-refs with: sorted \n";
  for (const GitRef& ref : repository.refs) refs.append(ref.id).append(" ").append(ref.name).append("\n");
  HS_CHECK(WriteFile(path + "/packed-refs", refs));
  return WriteFile(path + "/HEAD", repository.head.empty() ? "ref: refs/heads/main\n" : repository.head + "\n");
}

}  // namespace

Result<GitDirectory> Look(const std::string& path, sandbox::Walls walls) {
  HS_TRY(told, sandbox::AskReader([&] { return Packed(ReadGitDirectory(path)); }, walls));
  return Unpacked(told);
}

Result<sandbox::GitRun> Start(const std::vector<const GitDirectory*>& repositories, const CommandsOf& commands_of,
                              sandbox::Walls walls) {
  HS_TRY(room, MakeRoom());
  std::vector<sandbox::GitCommand> commands;
  Result<void> made;
  for (std::size_t i = 0; made.ok() && i < repositories.size(); ++i) {
    const std::string shadow = room + "/" + std::to_string(i);
    made = MakeShadow(*repositories[i], shadow);
    for (sandbox::GitCommand& command : commands_of(*repositories[i], shadow)) commands.push_back(std::move(command));
  }
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // git that died is an error to report, and no reason to die
  auto run = made.ok() ? sandbox::GitRun::Start(commands, room, walls) : Result<sandbox::GitRun>(made.error());
  if (!run.ok()) {
    std::error_code ignored;
    std::filesystem::remove_all(room, ignored);
  }
  return run;
}

sandbox::GitCommand LogCommand(const GitDirectory& repository, const std::string& shadow) {
  sandbox::GitCommand command = Command(repository, shadow);
  for (const char* word :
       {"log", "-z", "--raw", "--no-renames", "--no-abbrev", "--date=raw", "--no-color", "--no-decorate",
        "--no-ext-diff", "--no-textconv", "--no-show-signature", "--no-mailmap", "--no-notes", "--encoding=UTF-8"}) {
    command.arguments.emplace_back(word);
  }
  command.arguments.push_back("--format=" + std::string(git::kLogFormat));
  for (const char* word : {"--ignore-missing", "--stdin", "--"}) command.arguments.emplace_back(word);
  command.input = sandbox::GitInput::kPipe;
  return command;
}

sandbox::GitCommand ShallowLogCommand(const GitDirectory& repository, const std::string& shadow) {
  sandbox::GitCommand command = LogCommand(repository, shadow);
  command.arguments.insert(command.arguments.begin(), {"--shallow-file", shadow + std::string(kShallowFile)});
  return command;
}

sandbox::GitCommand ObjectsCommand(const GitDirectory& repository, const std::string& shadow) {
  sandbox::GitCommand command = Command(repository, shadow);
  command.arguments.emplace_back("cat-file");
  command.arguments.emplace_back("--batch-command");
  command.arguments.emplace_back("--buffer");
  command.input = sandbox::GitInput::kPipe;
  return command;
}

}  // namespace halfsecond::shadow
