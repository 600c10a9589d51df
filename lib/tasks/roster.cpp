// The tasks that `task: ...` knows: a file and a line each.
#include <stdexcept>

#include "tasks/learner.h"

namespace mlday {

Plan TaskSettings::network(const PlanInputs&, const DataFacts&) const {
  throw std::logic_error("a task that brings no learner has no network of its own");
}
std::unique_ptr<Learner> TaskSettings::make_learner(const LearnerData&) const {
  throw std::logic_error("a task that brings no learner makes none");
}

// The kinds are made in files of their own.
Kind<TaskSettings> classification(), clustering(), language_model(), recommendation(), regression();

const Roster<TaskSettings>& tasks() {
  static const Roster<TaskSettings> roster("task", "name", "classification",
                                           {
                                               classification(),
                                               clustering(),
                                               language_model(),
                                               recommendation(),
                                               regression(),
                                           });
  return roster;
}

}  // namespace mlday
