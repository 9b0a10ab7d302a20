// Who may do what once foreign bytes are near: a table a profile, and nothing else. Read the table and you have read
// the policy; kits/plugin/confine holds the process to it.

#pragma once

#include "kits/plugin/confine.h"

namespace halfsecond::sandbox {

// The main process from its first foreign byte on: reads files, computes, writes to what is already open. No exec, no
// new process or thread, no socket, no file opened for writing, no executable memory.
extern const plugin::Profile kReader;

// A reader whose plug-ins were started before: it also speaks over the sockets that it has to their first processes.
// It cannot make another.
extern const plugin::Profile kPluginHost;

// The process that writes the store of a survey: makes, reads, writes and removes files in one directory. It sees no
// foreign file, only records that a reader sends it.
extern const plugin::Profile kStoreWriter;

// git and a C compiler (profile_program.cc): one program, executed once through descriptor kProgramDescriptor, which is
// gone afterwards. It reads files. No process, no socket, no file opened for writing.
extern const plugin::Profile kGit;
extern const plugin::Profile kCompiler;
inline constexpr int kProgramDescriptor = 700;  // above what its limit on descriptors lets it ever open

// A workshop (profile_workshop.cc, workshop.h): programs that work on foreign files, in namespaces that hold nothing
// else. Below the folder that is theirs they make, write and run; what they run has no more rights than they.
extern const plugin::Profile kWorkshop;

}  // namespace halfsecond::sandbox
