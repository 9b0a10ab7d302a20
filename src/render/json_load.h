// LoadFacts as JSON: the names that other tools may rely on (docs/schema/load.json).

#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "facts/finding.h"
#include "facts/load.h"
#include "render/json_document.h"

namespace halfsecond::render {

// The document of `halfsecond load --json`. Where one program was asked for, its members stand at the top; where
// several were, each is an element of "programs", those of which nothing could be read are in "unanswered", and the
// findings of all stand at the top as well.
// `complete` of the document is false when any program's is, or when one is unanswered.
std::string LoadJson(const std::vector<LoadFacts>& programs, const std::vector<std::vector<Finding>>& findings,
                     const std::vector<Damage>& unanswered);

// The same document for several programs that are too many to keep: each is told twice, its findings first.
class LoadListWriter {
 public:
  enum class Completeness : std::uint8_t { kAllComplete, kNotAll };

  LoadListWriter(DocumentWriter::Sink sink, Completeness completeness);

  // The findings about one program after the other; then, in the same order, the programs.
  void AddFindings(const std::vector<Finding>& findings);
  void AddProgram(const LoadFacts& facts, const std::vector<Finding>& findings);

  void End(const std::vector<Damage>& unanswered);

 private:
  void BeginPrograms();

  DocumentWriter document_;
  bool is_at_programs_ = false;
};

// One program: everything but schema, complete and findings.
nlohmann::ordered_json LoadObject(const LoadFacts& facts);

}  // namespace halfsecond::render
