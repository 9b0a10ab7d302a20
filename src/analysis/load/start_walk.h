// Follows the machine code of what the loader runs where that is odd enough to look: IFUNC resolvers of third parties,
// and calls hidden in DT_INIT. The disassembler is another process's (sandbox/disassembler.h); what it says is read
// here like any foreign input.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "facts/load.h"
#include "inputs/root.h"

namespace halfsecond::load {

// Answers a question of the operation disasm::kWalk, as plugins/disasm/protocol.h has it.
using AskDisassembler = std::function<Result<std::string>(Bytes question)>;

// Walks from `entries`, addresses in the object at `path`, in order. Errors: the file's, the disassembler's;
// kUnsupported for machines other than x86-64, kMalformed where the answer is none.
Result<std::vector<CodeWalk>> WalkCode(const Root& root, const std::string& path,
                                       const std::vector<std::uint64_t>& entries, const AskDisassembler& ask);

// Adds walks to the facts of programs. A library is walked once, however many programs load it.
class StartWalker {
 public:
  // Both outlive the walker.
  StartWalker(const Root& root, const AskDisassembler& ask) : root_(root), ask_(ask) {}

  // Where that fails, facts.not_walked says why.
  void AddTo(LoadFacts& facts);

 private:
  struct Known {
    std::map<std::uint64_t, std::shared_ptr<const CodeWalk>> walks;
    std::string why_not;
  };
  const Known& Of(const std::string& path, const std::vector<std::uint64_t>& entries);

  const Root& root_;
  const AskDisassembler& ask_;
  std::map<std::string, Known> by_path_;
};

}  // namespace halfsecond::load
