// The annealers that `annealer: {name: ...}` knows: a file and a line each.
#include <nlohmann/json.hpp>

#include "anneal/annealer.h"

namespace mlday {

nlohmann::ordered_json Annealer::state() const { return nlohmann::ordered_json::object(); }

const Spec<AnnealerSettings>& annealer_spec() {
  static const auto spec = Spec<AnnealerSettings>("annealer", "")
                               .optional_section("warmup", &AnnealerSettings::warmup, warmup_spec,
                                                 "A rise before it, such as `500 steps`.")
                               .elsewhere({"warmup_steps", "warmup_epochs", "num_warmup_steps"});
  return spec;
}

// The kinds are made in files of their own.
Kind<AnnealerSettings> constant(), cosine(), cosine_restarts(), cyclic(), exponential(),
    inverse_time(), linear_decay(), multistep(), one_cycle(), plateau(), polynomial(), sequence(),
    step_decay();

const Roster<AnnealerSettings>& annealers() {
  static const Roster<AnnealerSettings> roster("annealer", "name", "constant",
                                               {
                                                   constant(),
                                                   plateau(),
                                                   step_decay(),
                                                   multistep(),
                                                   exponential(),
                                                   inverse_time(),
                                                   linear_decay(),
                                                   polynomial(),
                                                   cosine(),
                                                   cosine_restarts(),
                                                   one_cycle(),
                                                   cyclic(),
                                                   sequence(),
                                               });
  return roster;
}

}  // namespace mlday
