#include "analysis/custody/tag_records.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "readers/git/tag.h"

namespace halfsecond::custody {
namespace {

constexpr std::string_view kTags = "refs/tags/";

// A tag on the way to its commit.
struct Followed {
  TagRecord record;
  std::string next;  // the object that is looked at next
};

class Following {
 public:
  Following(shadow::ObjectPipe& objects, History& history) : objects_(objects), history_(history) {}

  Result<TagRecords> Follow(std::vector<Followed> open) {
    for (std::size_t depth = 0; depth < limits::kMaxTagsInOne && !open.empty(); ++depth) {
      std::vector<std::string> ids;
      ids.reserve(open.size());
      for (const Followed& one : open) ids.push_back(one.next);
      std::vector<Followed> further;
      HS_CHECK(objects_.Fetch(
          ids, [&](std::size_t i, const shadow::FetchedObject& object) { Look(object, std::move(open[i]), further); }));
      open = std::move(further);
    }
    found_.unread += open.size();
    std::stable_sort(found_.tags.begin(), found_.tags.end(),
                     [](const TagRecord& a, const TagRecord& b) { return a.seconds < b.seconds; });
    return std::move(found_);
  }

 private:
  void Look(const shadow::FetchedObject& object, Followed one, std::vector<Followed>& further) {
    if (object.type == "commit") {
      if (git::ParseObjectId(one.next, one.record.commit)) Keep(std::move(one.record));
    } else if (object.type == "tag" && object.state == shadow::FetchedObject::State::kHere) {
      LookAtTag(object.bytes, std::move(one), further);
    } else {
      ++(object.type == "blob" || object.type == "tree" ? found_.of_no_commit : found_.unread);
    }
  }

  // Who, when and by which key are those of the outermost tag that says who: it is what was published.
  void LookAtTag(std::string_view bytes, Followed one, std::vector<Followed>& further) {
    const auto tag = git::ReadTag(Bytes::Of(bytes));
    if (!tag.ok()) {
      ++found_.unread;
      return;
    }
    TagRecord& record = one.record;
    if (record.tagger == History::kNone) {
      record.key = tag->key;
      record.seconds = tag->tagger.seconds;
      if (!tag->tagger.name.empty()) record.tagger = history_.SpellingOf(tag->tagger);
    }
    if (tag->type == "commit") {
      record.commit = tag->object;
      Keep(std::move(record));
    } else if (tag->type == "tag") {
      one.next = tag->object.Hex();
      further.push_back(std::move(one));
    } else {
      ++found_.of_no_commit;
    }
  }

  void Keep(TagRecord record) {
    record.commit_number = history_.Find(record.commit);
    if (record.seconds == 0 && record.commit_number != History::kNone) {
      record.seconds = history_.commits()[record.commit_number].seconds;
    }
    found_.tags.push_back(std::move(record));
  }

  shadow::ObjectPipe& objects_;
  History& history_;
  TagRecords found_;
};

}  // namespace

Result<TagRecords> ReadTagRecords(shadow::ObjectPipe& objects, const std::vector<GitRef>& refs, History& history) {
  std::vector<Followed> open;
  for (const GitRef& ref : refs) {
    if (!ref.name.starts_with(kTags)) continue;
    Followed one;
    one.record.name = ref.name.substr(kTags.size());
    one.record.id = ref.id;
    one.next = ref.id;
    open.push_back(std::move(one));
  }
  return Following(objects, history).Follow(std::move(open));
}

}  // namespace halfsecond::custody
