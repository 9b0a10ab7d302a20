// The shadow repository: our own empty configuration, their objects by way of alternates, refs copied by us. What git
// reads through it cannot be bent by replace refs, grafts, a planted shallow file or a configuration of theirs.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "inputs/git_directory.h"
#include "sandbox/git_run.h"

namespace halfsecond::custody {

// A directory of ours that holds shadows, readable by nobody else. Errors: kIo.
Result<std::string> MakeShadowRoom();

// Makes the shadow of `repository` at `path`. Only our own files are written. Errors: kIo, kUnsupported (a path that
// objects/info/alternates cannot hold).
Result<void> MakeShadow(const GitDirectory& repository, const std::string& path);

// The log that carries all signals (readers/git/log_stream.h), over HEAD and every branch.
sandbox::GitCommand LogCommand(const GitDirectory& repository, const std::string& shadow);

// Objects by their names: "contents NAME" and "flush" go in, objects come out (git-cat-file(1), --batch-command).
sandbox::GitCommand ObjectsCommand(const GitDirectory& repository, const std::string& shadow);

}  // namespace halfsecond::custody
