// The shadow repository: our own empty configuration, their objects by way of alternates, refs copied by us. What git
// reads through it cannot be bent by replace refs, grafts, a planted shallow file or a configuration of theirs.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "inputs/git_directory.h"
#include "sandbox/git_run.h"

namespace halfsecond::shadow {

// The repository at `path`, looked at by a confined child. Errors: those of ReadGitDirectory and AskReader.
Result<GitDirectory> Look(const std::string& path, sandbox::Walls walls);

// What git is to do in the shadow of a repository.
using CommandsOf = std::function<std::vector<sandbox::GitCommand>(const GitDirectory&, const std::string& shadow)>;

// Makes a shadow of each of `repositories` in a directory of ours, and starts their commands, in that order. Only our
// own files are written. Errors: as GitRun::Start; kIo, kUnsupported (a path that objects/info/alternates cannot hold).
// REQUIRES: this process is not yet a reader; one thread only.
Result<sandbox::GitRun> Start(const std::vector<const GitDirectory*>& repositories, const CommandsOf& commands_of,
                              sandbox::Walls walls);

// The log that carries all signals (readers/git/log_stream.h). What it is about goes in: an id a line, those behind ^
// with all that came before left out. An id that is not there says nothing.
sandbox::GitCommand LogCommand(const GitDirectory& repository, const std::string& shadow);

// The same, where history ends with the commits of GitDirectory::shallow. Whoever made the repository chose these: for
// one that the whole log cannot be read of.
sandbox::GitCommand ShallowLogCommand(const GitDirectory& repository, const std::string& shadow);

// Objects by their names: "contents NAME" and "flush" go in, objects come out (git-cat-file(1), --batch-command).
sandbox::GitCommand ObjectsCommand(const GitDirectory& repository, const std::string& shadow);

}  // namespace halfsecond::shadow
