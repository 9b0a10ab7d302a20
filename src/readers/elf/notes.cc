#include "readers/elf/notes.h"

#include "base/limits.h"
#include "readers/elf/constants.h"

namespace halfsecond::elf {
namespace {

constexpr std::uint64_t kNoteHeader = 12;  // n_namesz, n_descsz, n_type

std::uint64_t Padded(std::uint64_t size, std::uint64_t alignment) {
  return (size + alignment - 1) / alignment * alignment;
}

// Name and description of the note at `at`; `at` moves behind it. Errors: kTruncated.
Result<Note> ReadNote(Bytes segment, std::uint64_t& at, std::uint64_t alignment, ByteOrder order) {
  HS_TRY(header, segment.Slice(at, kNoteHeader));
  const std::uint64_t name_bytes = header.IntegerUnchecked<std::uint32_t>(0, order);
  const std::uint64_t description_bytes = header.IntegerUnchecked<std::uint32_t>(4, order);
  Note note;
  note.type = header.IntegerUnchecked<std::uint32_t>(8, order);
  note.at_byte = header.base();
  HS_TRY(name, segment.Slice(at + kNoteHeader, name_bytes));
  note.owner = name.text().substr(0, name.text().find('\0'));
  const std::uint64_t description_at = at + Padded(kNoteHeader + name_bytes, alignment);
  HS_TRY(description, segment.Slice(description_at, description_bytes));
  note.description = description;
  at = description_at + Padded(description_bytes, alignment);
  return note;
}

}  // namespace

std::vector<Note> ReadNotes(const Image& image, std::vector<Error>& damages) {
  std::vector<Note> notes;
  std::uint64_t note_bytes = 0;  // of all segments, which may be one and the same a thousand times
  for (const Segment& segment : image.segments()) {
    if (segment.type != kSegmentNote || segment.file_bytes == 0) continue;
    if (segment.file_bytes > limits::kMaxNoteBytes - note_bytes) {
      damages.push_back({Error::Kind::kLimit, "too many notes", segment.offset});
      break;
    }
    note_bytes += segment.file_bytes;
    const auto bytes = image.source().At(segment.offset, segment.file_bytes);
    if (!bytes.ok()) {
      damages.push_back({bytes.error().kind, "note segment past the end", segment.offset});
      continue;
    }
    // .note.gnu.property is the one kind aligned to eight bytes (in its own segment, on 64 bit); its names are padded
    // to the same. An FDO or GNU note in a mixed segment is aligned to four.
    const std::uint64_t alignment = segment.address % 8 == 0 && bytes->size() >= kNoteHeader &&
                                            bytes->IntegerUnchecked<std::uint32_t>(8, image.order()) == 5
                                        ? image.layout().word
                                        : 4;
    for (std::uint64_t at = 0; at < bytes->size() && bytes->size() - at >= kNoteHeader;) {
      if (notes.size() == limits::kMaxNotes) {
        damages.push_back({Error::Kind::kLimit, "too many notes", segment.offset + at});
        return notes;
      }
      const auto note = ReadNote(*bytes, at, alignment, image.order());
      if (!note.ok()) {
        damages.push_back({note.error().kind, "note past the end of its segment", note.error().at_byte});
        break;
      }
      notes.push_back(*note);
    }
  }
  return notes;
}

}  // namespace halfsecond::elf
