// The second pass of a survey: every program's closure and, at SurveyDepth::kBind, what its objects take from one
// another.

#pragma once

#include "analysis/load/object_store.h"
#include "analysis/survey/file_pass.h"
#include "analysis/survey/survey.h"
#include "analysis/survey/tally.h"

namespace halfsecond::survey {

// Adds every program and library of `seen` to `tally`. `shelf` holds their objects. Returns what each program uses, for
// the store; empty without one, or below kBind.
UseBook AddPrograms(const Means& means, const SeenFiles& seen, const load::ObjectShelf& shelf, const Question& question,
                    Tally& tally);

}  // namespace halfsecond::survey
