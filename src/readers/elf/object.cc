#include "readers/elf/object.h"

#include <utility>

#include "base/limits.h"
#include "readers/elf/constants.h"
#include "readers/elf/image.h"
#include "readers/elf/notes.h"
#include "readers/elf/start_names.h"

namespace halfsecond::elf {
namespace {

// Makes the strings that an object keeps, within limits::kMaxObjectText: entries without number may all name one
// long string. Beyond that they are empty.
class Texts {
 public:
  std::string Owned(std::string_view text) {
    if (text.size() > left_) has_too_much_ = true;
    if (has_too_much_) return {};
    left_ -= text.size();
    return std::string(text);
  }

  std::optional<std::string> Owned(std::optional<std::string_view> text) {
    if (!text) return std::nullopt;
    return Owned(*text);
  }

  bool has_too_much() const { return has_too_much_; }

 private:
  std::uint64_t left_ = limits::kMaxObjectText;
  bool has_too_much_ = false;
};

constexpr const char* kTooMuchText = "more text than one file may have";

// Hash tables, symbols, strings, versions and relocations stand side by side in the first segment of nearly every file.
void ExpectTables(const Image& image) {
  const Segment* first = image.Find(kSegmentLoad);
  if (first != nullptr && first->offset == 0) image.source().Expect(0, first->file_bytes);
}

void TakeSegments(const Image& image, Object& object) {
  object.hardening.executable_stack = false;
  for (const Segment& segment : image.segments()) {
    if (segment.type == kSegmentGnuRelro) object.hardening.has_relro = true;
    if (segment.type == kSegmentGnuStack) {
      object.hardening.executable_stack = (segment.flags & kSegmentExecutable) != 0;
    }
    const std::uint32_t both = kSegmentExecutable | kSegmentWritable;
    if (segment.type == kSegmentLoad && (segment.flags & both) == both && !object.hardening.writable_code_at) {
      object.hardening.writable_code_at = segment.offset;
    }
  }
}

Result<std::string> ReadInterpreter(const Image& image) {
  const Segment* segment = image.Find(kSegmentInterp);
  if (segment == nullptr) return std::string();
  if (segment->file_bytes > limits::kMaxPathBytes) {
    return Error{Error::Kind::kLimit, "interpreter path too long", segment->offset};
  }
  const auto path = image.source().At(segment->offset, segment->file_bytes);
  if (!path.ok()) return Error{path.error().kind, "interpreter path past the end", segment->offset};
  return std::string(path->text().substr(0, path->text().find('\0')));
}

void TakeDynamic(const Dynamic& dynamic, Texts& texts, Object& object) {
  object.has_dynamic = true;
  object.needed.reserve(dynamic.needed.size());
  for (const Needed& needed : dynamic.needed) {
    object.needed.push_back({texts.Owned(needed.name), needed.kind, needed.at_byte});
  }
  object.soname = texts.Owned(dynamic.soname);
  object.rpath = texts.Owned(dynamic.rpath);
  object.runpath = texts.Owned(dynamic.runpath);
  object.audit = texts.Owned(dynamic.audit);
  object.dep_audit = texts.Owned(dynamic.dep_audit);
  object.flags_1 = dynamic.flags_1;
  object.hardening.bind_now = dynamic.bind_now;
  object.hardening.text_relocations = dynamic.text_relocations;
  object.damages = dynamic.damages;
}

void TakeStartCode(const Image& image, const Dynamic& dynamic, Depth depth, Texts& texts, Object& object) {
  StartCode code = ReadStartCode(image, dynamic);
  if (depth == Depth::kNamed) NameStartFunctions(image, dynamic, code.functions);
  object.start.reserve(code.functions.size());
  for (const StartFunction& function : code.functions) {
    object.start.push_back(
        {function.how, function.nature, function.address, function.at_byte, texts.Owned(function.symbol)});
  }
  object.damages.insert(object.damages.end(), code.damages.begin(), code.damages.end());
}

void TakeVersions(const Image& image, const Dynamic& dynamic, Texts& texts, Object& object) {
  if (const auto needs = ReadVersionNeeds(image, dynamic); needs.ok()) {
    for (const VersionNeed& need : *needs) {
      object.version_needs.push_back({texts.Owned(need.file), texts.Owned(need.version), need.strength, need.at_byte});
    }
  } else {
    object.damages.push_back(needs.error());
  }
  if (const auto definitions = ReadVersionDefinitions(image, dynamic); definitions.ok()) {
    for (const VersionDefinition& definition : *definitions) {
      object.version_definitions.push_back(texts.Owned(definition.version));
    }
  } else {
    object.damages.push_back(definitions.error());
  }
}

void TakeNotes(const Image& image, Object& object) {
  for (const Note& note : ReadNotes(image, object.damages)) {
    if (note.type != kNoteFdoDlopen || note.owner != "FDO") continue;
    auto entries = ParseDlopenNote(note.description.text(), note.at_byte);
    if (!entries.ok()) {
      object.damages.push_back(entries.error());
      continue;
    }
    for (OnDemand& entry : *entries) object.on_demand.push_back(std::move(entry));
  }
}

}  // namespace

Result<Object> ReadObject(Source& source, Depth depth) {
  if (depth == Depth::kNeeded) source.ExpectLittle();
  HS_TRY(header, ReadHeader(source));
  HS_TRY(image, Image::Read(source));
  Object object;
  object.header = header;
  object.elf_class = image.layout().elf_class;
  object.order = image.order();
  object.machine = image.machine();
  object.type = image.type();
  if (depth != Depth::kNeeded) ExpectTables(image);
  TakeSegments(image, object);
  HS_TRY(interpreter, ReadInterpreter(image));
  object.interpreter = std::move(interpreter);
  HS_TRY(dynamic, ReadDynamic(image));
  Texts texts;
  if (dynamic) TakeDynamic(*dynamic, texts, object);
  if (texts.has_too_much()) return Error{Error::Kind::kLimit, kTooMuchText};
  if (depth == Depth::kNeeded) return object;
  if (dynamic) {
    TakeStartCode(image, *dynamic, depth, texts, object);
    TakeVersions(image, *dynamic, texts, object);
    if (texts.has_too_much()) object.damages.push_back({Error::Kind::kLimit, kTooMuchText});
  }
  TakeNotes(image, object);
  return object;
}

}  // namespace halfsecond::elf
