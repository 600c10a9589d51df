// The annealers that `annealer: {name: ...}` knows: a file and a line each.
#include <nlohmann/json.hpp>

#include "anneal/annealer.h"

namespace mlday {

nlohmann::ordered_json Annealer::state() const { return nlohmann::ordered_json::object(); }

const Roster<AnnealerSettings>& annealers() {
  static const Roster<AnnealerSettings> roster("annealer", "name", "constant",
                                               {
                                                   constant(),
                                                   plateau(),
                                               });
  return roster;
}

}  // namespace mlday
