// An annealer's settings from YAML, for its tests.
#pragma once

#include <string>

#include "anneal/annealer.h"
#include "config/yaml.h"

namespace mlday::test {

/// Of a config that says `annealer: <yaml>`.
inline Choice<AnnealerSettings> settings_of(const std::string& yaml) {
  Problems problems;
  const Node node = parse_yaml(std::make_shared<Source>(Source{"test", yaml}), problems);
  Reader reader(problems);
  Choice<AnnealerSettings> choice;
  annealers().read(node, choice, reader);
  problems.throw_errors();
  return choice;
}

}  // namespace mlday::test
