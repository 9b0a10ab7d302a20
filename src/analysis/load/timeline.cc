#include "analysis/load/timeline.h"

#include <algorithm>
#include <utility>

namespace halfsecond::load {
namespace {

using How = elf::StartFunction::How;
using Nature = elf::StartFunction::Nature;
using What = TimelineStep::What;

// glibc relocates libc.so.6 before all other objects from this release on (NEWS of 2.39, bug 31083).
constexpr int kFirstGlibcWithEarlyLibc = 39;

StartHow Convert(How how) {
  switch (how) {
    case How::kIfuncSymbol:
    case How::kIrelative:
      return StartHow::kIfunc;
    case How::kPreinitArray:
      return StartHow::kPreinitArray;
    case How::kInit:
      return StartHow::kInit;
    case How::kInitCall:
      return StartHow::kInitCall;
    case How::kCtors:
      return StartHow::kCtors;
    case How::kInitArray:
      return StartHow::kInitArray;
  }
  return StartHow::kInitArray;
}

std::string_view QuoteFor(How how) {
  switch (how) {
    case How::kIfuncSymbol:
      return "STT_GNU_IFUNC symbol";
    case How::kIrelative:
      return "IRELATIVE relocation";
    case How::kPreinitArray:
      return "entry of DT_PREINIT_ARRAY";
    case How::kInit:
      return "DT_INIT";
    case How::kInitCall:
      return "call in DT_INIT";
    case How::kCtors:
      return "entry of .ctors";
    case How::kInitArray:
      return "entry of DT_INIT_ARRAY";
  }
  return "";
}

class Writer {
 public:
  Writer(const Closure& closure, LoadFacts& facts, StartDetail detail)
      : closure_(closure), facts_(facts), detail_(detail) {}

  void Write();

 private:
  const elf::Object& ElfOf(std::size_t object) const { return *closure_.nodes[closure_.order[object]].file->object; }
  bool IsWanted(std::size_t object) const {
    return detail_ == StartDetail::kAll || (object != 0 && !facts_.objects[object].is_runtime);
  }
  bool IsAudit(std::size_t object) const { return facts_.objects[object].link_namespace != 0; }
  void Step(What what, std::size_t object, bool (*takes)(How));
  std::vector<std::size_t> RelocationOrder() const;

  const Closure& closure_;
  LoadFacts& facts_;
  StartDetail detail_;
  std::vector<std::size_t> unrelocated_;  // in the order in which they will be relocated
};

bool IsResolver(How how) {
  return how == How::kIfuncSymbol || how == How::kIrelative;
}
bool IsPreinit(How how) {
  return how == How::kPreinitArray;
}
bool IsInit(How how) {
  return !IsResolver(how) && !IsPreinit(how);
}

void Writer::Step(What what, std::size_t object, bool (*takes)(How)) {
  if (!IsWanted(object)) return;
  const std::size_t first = facts_.start.size();
  for (const elf::ObjectStartFunction& function : ElfOf(object).start) {
    if (function.nature == Nature::kRuntime || !takes(function.how)) continue;
    StartEntry& entry = facts_.start.emplace_back();
    entry.object = object;
    entry.how = IsAudit(object) && what == What::kAudit ? StartHow::kAudit : Convert(function.how);
    entry.certainty = function.nature == Nature::kCode ? StartCertainty::kRuns : StartCertainty::kCannotTell;
    entry.address = function.address;
    entry.at_byte = function.at_byte;
    entry.quote = QuoteFor(function.how);
    entry.position = facts_.start.size() - 1;
    if (detail_ == StartDetail::kAll) entry.symbol = function.symbol;
  }
  if (facts_.start.size() == first || detail_ != StartDetail::kAll) return;
  TimelineStep step;
  step.what = what;
  step.object = object;
  for (std::size_t entry = first; entry < facts_.start.size(); ++entry) step.entries.push_back(entry);
  step.not_yet_relocated = unrelocated_.size();
  if (!unrelocated_.empty()) step.first_not_yet_relocated = facts_.objects[unrelocated_.front()].soname;
  facts_.timeline.push_back(std::move(step));
}

// The loader itself is relocated first of all, and libc ahead of the rest where the release does so.
std::vector<std::size_t> Writer::RelocationOrder() const {
  std::vector<std::size_t> order = facts_.relocation_order;
  const auto to_front = [&](auto is_it) {
    const auto found = std::find_if(order.begin(), order.end(), is_it);
    if (found != order.end()) std::rotate(order.begin(), found, found + 1);
  };
  if (closure_.profile->kind == LoaderProfile::Kind::kGlibc &&
      closure_.profile->glibc_minor >= kFirstGlibcWithEarlyLibc) {
    to_front([&](std::size_t object) { return facts_.objects[object].soname == "libc.so.6"; });
  }
  to_front([&](std::size_t object) { return facts_.objects[object].found_by == FoundBy::kInterpreter; });
  return order;
}

void Writer::Write() {
  for (const std::size_t object : facts_.init_order) {
    if (IsAudit(object)) Step(What::kAudit, object, [](How) { return true; });
  }
  facts_.relocation_order = RelocationOrder();
  unrelocated_ = facts_.relocation_order;
  for (const std::size_t object : facts_.relocation_order) {
    // A resolver runs while the object that refers to it is relocated: an object's own at the latest with itself.
    Step(What::kResolvers, object, IsResolver);
    unrelocated_.erase(unrelocated_.begin());
  }
  // An object marked DF_1_INITFIRST comes even before the program's DT_PREINIT_ARRAY (elf/dl-init.c).
  bool preinit_is_due = closure_.init_first == kNobody;
  if (preinit_is_due) Step(What::kPreinit, 0, IsPreinit);
  for (const std::size_t object : facts_.init_order) {
    if (IsAudit(object)) continue;
    Step(What::kInit, object, IsInit);
    if (!std::exchange(preinit_is_due, true)) Step(What::kPreinit, 0, IsPreinit);
  }
}

}  // namespace

void AddTimeline(const Closure& closure, LoadFacts& facts, StartDetail detail) {
  Writer(closure, facts, detail).Write();
}

}  // namespace halfsecond::load
