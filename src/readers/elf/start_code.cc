#include "readers/elf/start_code.h"

#include <optional>
#include <set>
#include <utility>

#include "base/limits.h"
#include "readers/elf/relocations.h"
#include "readers/elf/runtime_stub.h"
#include "readers/elf/symbols.h"

namespace halfsecond::elf {
namespace {

using How = StartFunction::How;
using Nature = StartFunction::Nature;

// Collects one object's start-up functions. The relocation tables are walked once, after every word whose final value
// matters is known; what the words hold is judged afterwards.
class Collector {
 public:
  Collector(const Image& image, const Dynamic& dynamic) : image_(image), dynamic_(dynamic) {}
  StartCode Collect() &&;

 private:
  void PlanInit();
  void PlanCtors(std::uint64_t last);
  Result<Table> CtorsTable(std::uint64_t last) const;
  void Resolvers(const std::vector<Irelative>& irelatives);
  void Arrays(const Relocated& relocated);
  void Array(std::size_t first, std::size_t count, How how, const std::vector<Slot>& slots);
  StartFunction FromSlot(const Slot& slot, How how) const;
  Nature NatureOf(std::uint64_t address);
  void NoteDamage(const Error& error) { code_.damages.push_back(error); }

  std::size_t Want(const Table& table) {
    wanted_.push_back(table);
    const std::size_t first = slots_wanted_;
    slots_wanted_ += table.bytes / image_.layout().word;
    return first;
  }

  const Image& image_;
  const Dynamic& dynamic_;
  StartCode code_;
  std::vector<Table> wanted_;
  std::size_t slots_wanted_ = 0;
  std::vector<StartFunction> from_init_;                    // what DT_INIT leads to, before the ctors' values are known
  std::vector<std::pair<std::size_t, std::size_t>> ctors_;  // first slot, count
  std::vector<std::uint64_t> disguise_slots_;               // must stay empty for the stubs seen to be stubs
};

Nature Collector::NatureOf(std::uint64_t address) {
  if (!KnowsStubsOf(image_.machine())) return Nature::kUnknown;
  const Stub stub = RecogniseStub(image_, address);
  return stub.kind == StubKind::kFrameDummy || stub.kind == StubKind::kGmonStart ? Nature::kRuntime : Nature::kCode;
}

// The words of `.ctors` from the one after the -1 that opens it to `last`. kMalformed when there is no -1.
Result<Table> Collector::CtorsTable(std::uint64_t last) const {
  const std::uint64_t word = image_.layout().word;
  const std::uint64_t opening = word == 8 ? ~0ULL : 0xffffffffULL;
  std::uint64_t address = last;
  for (std::size_t i = 0; i < limits::kMaxInitEntries; ++i, address -= word) {
    HS_TRY(bytes, image_.AtAddress(address, word));
    if (WordUnchecked(bytes, 0, image_.layout(), image_.order()) == opening) {
      return Table{address + word, last - address};
    }
  }
  return Error{Error::Kind::kLimit, "table of constructors has no beginning", last};
}

void Collector::PlanCtors(std::uint64_t last) {
  const auto table = CtorsTable(last);
  if (!table.ok()) {
    NoteDamage(table.error());
  } else if (table->bytes > 0) {
    ctors_.emplace_back(Want(*table), table->bytes / image_.layout().word);
  }
}

void Collector::PlanInit() {
  if (!dynamic_.init) return;
  StartFunction init{How::kInit, Nature::kCode, *dynamic_.init, dynamic_.init_at_byte, {}};
  if (!KnowsStubsOf(image_.machine())) {
    init.nature = Nature::kUnknown;
    from_init_.push_back(init);
    return;
  }
  const InitStub stub = RecogniseInit(image_, init.address);
  init.nature = stub.is_stub ? Nature::kRuntime : Nature::kCode;
  from_init_.push_back(init);
  if (!stub.is_stub) return;
  disguise_slots_.insert(disguise_slots_.end(), stub.weak_slots.begin(), stub.weak_slots.end());
  for (const std::uint64_t target : stub.calls) {
    const Stub called = RecogniseStub(image_, target);
    if (called.kind == StubKind::kCtorsAux) PlanCtors(called.ctors_last);
    disguise_slots_.insert(disguise_slots_.end(), called.weak_slots.begin(), called.weak_slots.end());
    from_init_.push_back({How::kInitCall,
                          called.kind == StubKind::kNone ? Nature::kCode : Nature::kRuntime,
                          target,
                          dynamic_.init_at_byte,
                          {}});
  }
}

StartFunction Collector::FromSlot(const Slot& slot, How how) const {
  StartFunction function{how, Nature::kCode, slot.value, slot.at_byte, {}};
  if (slot.by == Slot::By::kUnknown) function.nature = Nature::kUnknown;
  if (slot.by != Slot::By::kSymbol) return function;
  // The symbol may be bound to another object's definition; without one here, it must be.
  function.symbol = SymbolName(image_, dynamic_, slot.symbol);
  const auto defined = DefinedValue(image_, dynamic_, slot.symbol);
  function.address = defined ? *defined + slot.value : 0;
  return function;
}

void Collector::Array(std::size_t first, std::size_t count, How how, const std::vector<Slot>& slots) {
  for (std::size_t i = first; i < first + count && i < slots.size(); ++i) {
    StartFunction function = FromSlot(slots[i], how);
    if (function.nature == Nature::kCode && function.address != 0) function.nature = NatureOf(function.address);
    code_.functions.push_back(function);
  }
}

void Collector::Resolvers(const std::vector<Irelative>& irelatives) {
  auto symbols = ReadIfuncSymbols(image_, dynamic_);
  if (!symbols.ok()) {
    NoteDamage(symbols.error());
    symbols = std::vector<IfuncSymbol>{};
  }
  // One entry a resolver: several symbols and relocations may share it. Not hashed: the file chooses the addresses.
  std::set<std::uint64_t> seen;
  const auto is_new = [&](std::uint64_t address) { return seen.insert(address).second; };
  for (const IfuncSymbol& symbol : *symbols) {
    if (!is_new(symbol.resolver)) continue;
    code_.functions.push_back({How::kIfuncSymbol, Nature::kCode, symbol.resolver, symbol.at_byte, symbol.name});
  }
  for (const Irelative& irelative : irelatives) {
    if (!is_new(irelative.resolver)) continue;
    code_.functions.push_back({How::kIrelative, Nature::kCode, irelative.resolver, irelative.at_byte, {}});
  }
}

// DT_INIT with what it calls, `.ctors` from its end, then DT_INIT_ARRAY: the order of call_init (elf/dl-init.c).
void Collector::Arrays(const Relocated& relocated) {
  const std::uint64_t word = image_.layout().word;
  std::size_t at = 0;
  const std::size_t preinit = dynamic_.preinit_array.bytes / word;
  Array(at, preinit, How::kPreinitArray, relocated.slots);
  at += preinit;
  code_.functions.insert(code_.functions.end(), from_init_.begin(), from_init_.end());
  for (const auto& [first, count] : ctors_) {
    for (std::size_t i = count; i-- > 0;) Array(first + i, 1, How::kCtors, relocated.slots);
  }
  Array(at, dynamic_.init_array.bytes / word, How::kInitArray, relocated.slots);
}

StartCode Collector::Collect() && {
  Want(dynamic_.preinit_array);
  Want(dynamic_.init_array);
  PlanInit();
  const std::size_t first_disguise = slots_wanted_;
  for (const std::uint64_t slot : disguise_slots_) Want({slot, image_.layout().word});

  auto relocated = ReadRelocations(image_, dynamic_, wanted_);
  if (!relocated.ok()) {
    NoteDamage(relocated.error());
    code_.functions = from_init_;
    return std::move(code_);
  }
  Resolvers(relocated->irelatives);
  for (std::size_t i = first_disguise; i < relocated->slots.size(); ++i) {
    const Slot& slot = relocated->slots[i];
    const bool filled_by_itself = slot.by == Slot::By::kRelative || slot.by == Slot::By::kUnknown ||
                                  (slot.by == Slot::By::kNothing && slot.value != 0);
    if (!filled_by_itself) continue;
    code_.functions.push_back({How::kInitCall, Nature::kCode, slot.value, slot.at_byte, {}});
  }
  Arrays(*relocated);
  return std::move(code_);
}

}  // namespace

StartCode ReadStartCode(const Image& image, const Dynamic& dynamic) {
  return Collector(image, dynamic).Collect();
}

}  // namespace halfsecond::elf
