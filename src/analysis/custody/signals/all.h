// Every signal: it reads a scene and tells dated events. Thresholds are those whose false alarms were measured;
// policy.h has the table.

#pragma once

#include "analysis/custody/scene.h"

namespace halfsecond::custody {

// Signals that need no contents: the log and the tags tell them.
void FindTimeline(const Scene& scene, Events& events);
void FindGainedPush(const Scene& scene, Events& events);
void FindFastCustody(const Scene& scene, Events& events);
void FindLoneIncumbentJoined(const Scene& scene, Events& events);
void FindUnreviewedPushes(const Scene& scene, Events& events);
void FindCustodyFlipped(const Scene& scene, Events& events);
void FindNewReleaseHand(const Scene& scene, Events& events);
void FindNewSigningKey(const Scene& scene, Events& events);
void FindIdentityDrift(const Scene& scene, Events& events);
void FindEditedFiles(const Scene& scene, Events& events);

// All of these.
void FindCustodySignals(const Scene& scene, Events& events);

}  // namespace halfsecond::custody
