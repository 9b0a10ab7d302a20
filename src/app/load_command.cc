#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "analysis/bind/price.h"
#include "analysis/survey/tally.h"
#include "app/commands.h"
#include "app/load_session.h"
#include "app/output.h"
#include "app/session.h"
#include "base/text.h"
#include "inputs/tree_walk.h"
#include "plugins/disasm/protocol.h"
#include "render/json_load.h"
#include "render/json_survey.h"
#include "render/replaceable.h"
#include "render/text_load.h"
#include "render/text_survey.h"
#include "rules/load/all.h"
#include "sandbox/disassembler.h"

namespace halfsecond::app {
namespace {

// The child that will start the disassembler's plug-in, if it is asked; and that it could not.
class CodeReader {
 public:
  explicit CodeReader(std::string directory) : directory_(std::move(directory)) {}

  void Prepare() {
    if (auto started = sandbox::Disassembler::Start(directory_); started.ok()) disassembler_ = std::move(*started);
  }
  load::AskDisassembler ask() {
    return [this](Bytes question) { return disassembler_.Ask(disasm::kWalk, question); };
  }

 private:
  std::string directory_;
  sandbox::Disassembler disassembler_;
};

// Unknown is said, once: why code of a library that runs uninvited was not followed.
class NotWalked {
 public:
  void Tell(const LoadFacts& facts) {
    if (facts.not_walked.empty() || std::exchange(is_told_, true)) return;
    app::Tell("code not followed: " + facts.not_walked);
  }

 private:
  bool is_told_ = false;
};

// What of findings the exit code is judged by: those of thousands of programs are kept.
void AddToJudge(const std::vector<Finding>& findings, std::vector<Finding>& judged) {
  for (const Finding& finding : findings) {
    judged.push_back({finding.rule, finding.answer, {}, {}, finding.severity, {}, {}});
  }
}

// What stands at or below the named directories.
struct Below {
  std::vector<std::string> elf_files;
  std::vector<Damage> unread;  // directories that could not be listed, files that could not be read
};

Below Walk(Session& session, const std::vector<std::string>& directories, survey::Tally& tally) {
  using State = load::StoredFile::State;
  Below below;
  std::size_t files = 0;
  std::size_t elf_files = 0;
  const std::vector<WalkGap> gaps = WalkFiles(session.root(), directories, [&](const std::string& path) {
    const load::StoredFile& file = session.store().Get(path);
    ++files;
    if (file.state == State::kObject) {
      ++elf_files;
      tally.AddStartCode(*file.object);
      if (!IsLoadable(file)) tally.AddObject(*file.object);
    }
    if (IsLoadable(file)) below.elf_files.push_back(path);
    if (file.state == State::kUnreadable || file.state == State::kDamaged) {
      below.unread.push_back({path, file.error.what, file.error.at_byte});
    }
  });
  tally.AddFiles(files, elf_files);
  for (const WalkGap& gap : gaps) below.unread.push_back({gap.path, gap.error.what, gap.error.at_byte});
  return below;
}

// A directory that was named and cannot be listed is an error of its own.
ExitCode PrintUnlisted(const std::vector<Damage>& unread, const std::vector<std::string>& named) {
  ExitCode code = ExitCode::kAnswered;
  for (const Damage& damage : unread) {
    if (std::find(named.begin(), named.end(), damage.source) == named.end()) continue;
    PrintError(damage.source + ": " + damage.what, "run as a user who may read it");
    code = ExitCode::kCannotAnswer;
  }
  return code;
}

// A directory is answered with the sum over what is in it.
ExitCode AnswerForDirectories(Session& session, const Arguments& arguments, CodeReader& code_reader) {
  for (const std::string_view view : {"order", "timeline", "tree", "bindings", "with"}) {
    if (!arguments.Has(view)) continue;
    PrintError("--" + std::string(view) + " is about programs, not directories", "name a program");
    return ExitCode::kUsage;
  }
  survey::Tally tally;
  const Below below = Walk(session, arguments.operands(), tally);
  const ExitCode code = PrintUnlisted(below.unread, arguments.operands());
  std::vector<Finding> all;
  bool is_complete = true;
  for (const Damage& damage : below.unread) tally.AddDamage(damage);
  ProgramJoin join(session, below.elf_files, code_reader.ask());
  NotWalked not_walked;
  for (const std::string& path : below.elf_files) {
    const LoadFacts facts = join.FactsOf(path);
    not_walked.Tell(facts);
    const std::vector<Finding> findings = rules::AskLoadRules(facts);
    tally.Add(facts, findings);
    if (facts.linkage != Linkage::kDynamic) continue;
    if (arguments.Has("sarif")) {
      all.insert(all.end(), findings.begin(), findings.end());
    } else {
      AddToJudge(findings, all);
    }
    is_complete &= IsComplete(facts);
  }
  SurveyFacts sum = std::move(tally).Take();
  sum.is_complete &= is_complete;
  std::string answer;
  if (arguments.Has("json")) {
    answer = render::SurveyJson(sum);
  } else if (arguments.Has("sarif")) {
    answer = SarifAnswer(all);
  } else {
    answer = Continued(arguments, render::SurveySummary(sum, ColoursOfStdout()));
  }
  if (!PrintAnswer(answer)) return ExitCode::kCannotAnswer;
  return Judged(arguments, {all, sum.is_complete ? Holes::kNone : Holes::kSome}, code);
}

std::string TextAnswer(Session& session, const Arguments& arguments, const LoadFacts& facts,
                       const std::vector<Finding>& findings) {
  if (arguments.Has("order")) return render::LoadOrder(facts);
  if (arguments.Has("timeline")) return render::LoadTimeline(facts);
  if (arguments.Has("tree")) return render::LoadTree(facts);
  bind::SymbolIndex index(session.store());
  bind::AddObjects(facts, index);
  index.Build();
  const bool wants_bindings = arguments.Has("bindings");
  const auto scope = wants_bindings ? bind::EdgeScope::kAllAndBindings : bind::EdgeScope::kAll;
  const ReplaceableFacts priced = bind::PriceEdges(session.world(), index, facts, scope);
  if (wants_bindings) return render::BindingsText(priced);
  return render::LoadSummary(facts, findings, render::CheapestCutLine(priced), ColoursOfStdout());
}

// `--with LIBRARY`: the same program with one more dependency.
ExitCode AnswerWith(Session& session, const Arguments& arguments, const LoadFacts& facts) {
  const std::string library = *arguments.Value("with");
  const AdditionFacts addition = bind::PriceAddition(session.world(), facts, library);
  const bool as_json = arguments.Has("json");
  const auto& missing = addition.missing;
  const bool is_known = std::find(missing.begin(), missing.end(), library) == missing.end();
  const std::string answer =
      as_json ? render::AdditionJson(facts, addition) : Continued(arguments, render::AdditionText(facts, addition));
  if ((as_json || is_known) && !PrintAnswer(answer)) return ExitCode::kCannotAnswer;
  if (is_known) return ExitCode::kAnswered;
  const bool is_there = session.root().Status(library).ok();
  PrintError(library.empty() ? "the name of the library is empty"
             : is_there      ? library + ": no library that " + facts.program + " could load"
                             : library + ": " + facts.program + " would not find it",
             "name a library by its soname or its path");
  return ExitCode::kUsage;
}

// The answer about several programs as JSON, of which nothing is kept: each is joined once for its findings, which
// stand in front, and once for itself.
ExitCode AnswerAsList(const Session& session, const Arguments& arguments, ProgramJoin& join,
                      const std::vector<std::string>& paths) {
  using Completeness = render::LoadListWriter::Completeness;
  const bool is_complete = join.all_complete() && session.unanswered().empty();
  AnswerStream out;
  render::LoadListWriter writer([&out](std::string_view piece) { out.Put(piece); },
                                is_complete ? Completeness::kAllComplete : Completeness::kNotAll);
  NotWalked not_walked;
  std::vector<Finding> judged;
  for (const std::string& path : paths) {
    const LoadFacts facts = join.FactsOf(path);
    not_walked.Tell(facts);
    const std::vector<Finding> findings = rules::AskLoadRules(facts);
    writer.AddFindings(findings);
    AddToJudge(findings, judged);
  }
  for (const std::string& path : paths) {
    const LoadFacts facts = join.FactsOf(path);
    writer.AddProgram(facts, rules::AskLoadRules(facts));
  }
  writer.End(session.unanswered());
  return out.Finish() ? Judged(arguments, {judged, Holes::kNone}, ExitCode::kAnswered) : ExitCode::kCannotAnswer;
}

// Every other answer about programs: one after the other.
ExitCode AnswerOneByOne(Session& session, const Arguments& arguments, ProgramJoin& join,
                        const std::vector<std::string>& paths) {
  AnswerStream out;
  NotWalked not_walked;
  std::vector<Finding> all;
  for (const std::string& path : paths) {
    const LoadFacts facts = join.FactsOf(path);
    not_walked.Tell(facts);
    if (arguments.Has("with")) return AnswerWith(session, arguments, facts);
    const std::vector<Finding> findings = rules::AskLoadRules(facts);
    all.insert(all.end(), findings.begin(), findings.end());
    if (arguments.Has("json")) {
      out.Put(render::LoadJson({facts}, {findings}, {}));
    } else if (!arguments.Has("sarif")) {
      out.Put((&path != paths.data() ? "\n" : "") +
              Continued(arguments, TextAnswer(session, arguments, facts, findings)));
    }
  }
  if (arguments.Has("sarif") && !arguments.Has("json")) out.Put(SarifAnswer(all));
  return out.Finish() ? Judged(arguments, {all, Holes::kNone}, ExitCode::kAnswered) : ExitCode::kCannotAnswer;
}

ExitCode AnswerForPrograms(Session& session, const Arguments& arguments, CodeReader& code_reader) {
  ExitCode code = ExitCode::kAnswered;
  std::vector<std::string> paths;
  for (const std::string& name : arguments.operands()) {
    if (auto path = session.FindProgram(name, code)) paths.push_back(std::move(*path));
  }
  if (paths.empty()) return code;
  ProgramJoin join(session, paths, code_reader.ask());
  const bool is_list =
      arguments.Has("json") && !arguments.Has("with") && (paths.size() > 1 || !session.unanswered().empty());
  const ExitCode answered =
      is_list ? AnswerAsList(session, arguments, join, paths) : AnswerOneByOne(session, arguments, join, paths);
  return Worse(answered, code);
}

}  // namespace

ExitCode RunLoad(const Arguments& arguments) {
  if (arguments.operands().empty()) {
    PrintError("load needs a program", "halfsecond load /usr/sbin/sshd");
    return ExitCode::kUsage;
  }
  if (arguments.Has("with") && arguments.operands().size() > 1) {
    PrintError("--with is about one program", "halfsecond load --with libz.so.1 /usr/bin/curl");
    return ExitCode::kUsage;
  }
  bool ok = true;
  static_cast<void>(FailLevel(arguments, ok));
  if (!ok) return ExitCode::kUsage;
  ExitCode code = ExitCode::kAnswered;
  CodeReader code_reader(arguments.Value("plugins").value_or(""));
  Preparation preparation;
  preparation.before_confinement = [&code_reader](const Root&) { code_reader.Prepare(); };
  const auto session = Session::Start(arguments, elf::Depth::kNamed, code, preparation);
  if (session == nullptr) return code;
  const auto& operands = arguments.operands();
  const bool only_directories = std::all_of(operands.begin(), operands.end(), [&](const std::string& operand) {
    const auto status = session->root().Status(operand);
    return status.ok() && status->is_directory();
  });
  return only_directories ? AnswerForDirectories(*session, arguments, code_reader)
                          : AnswerForPrograms(*session, arguments, code_reader);
}

}  // namespace halfsecond::app
