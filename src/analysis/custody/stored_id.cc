#include "analysis/custody/stored_id.h"

#include <cstring>

namespace halfsecond::custody {

void AppendId(const git::ObjectId& id, std::string& page) {
  page.push_back(static_cast<char>(id.length));
  page.append(reinterpret_cast<const char*>(id.bytes.data()), id.length);
}

git::ObjectId ReadId(store::RecordReader& in) {
  git::ObjectId id;
  id.length = in.ByteUpTo(32);
  if (id.length != 20 && id.length != 32) in.Fail();
  const std::string_view bytes = in.Skip(id.length).text();
  if (in.failed()) return {};
  std::memcpy(id.bytes.data(), bytes.data(), bytes.size());
  return id;
}

}  // namespace halfsecond::custody
