// Object ids in pages of the store: a byte for the length, then the id.

#pragma once

#include <string>

#include "analysis/store/record_bytes.h"
#include "readers/git/object_id.h"

namespace halfsecond::custody {

void AppendId(const git::ObjectId& id, std::string& page);

// What AppendId wrote; with anything else the reader has failed.
git::ObjectId ReadId(store::RecordReader& in);

}  // namespace halfsecond::custody
