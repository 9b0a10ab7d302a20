#include "analysis/custody/signals/all.h"

namespace halfsecond::custody {

void FindCustodySignals(const Scene& scene, Events& events) {
  FindTimeline(scene, events);
  FindGainedPush(scene, events);
  FindFastCustody(scene, events);
  FindLoneIncumbentJoined(scene, events);
  FindUnreviewedPushes(scene, events);
  FindCustodyFlipped(scene, events);
  FindNewReleaseHand(scene, events);
  FindNewSigningKey(scene, events);
  FindIdentityDrift(scene, events);
  FindEditedFiles(scene, events);
}

}  // namespace halfsecond::custody
