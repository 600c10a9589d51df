// The tasks that `task: ...` knows: a file and a line each.
#include "tasks/task.h"

namespace mlday {

const Roster<TaskSettings>& tasks() {
  static const Roster<TaskSettings> roster("task", "name", "classification",
                                           {
                                               classification(),
                                               language_model(),
                                               regression(),
                                           });
  return roster;
}

}  // namespace mlday
