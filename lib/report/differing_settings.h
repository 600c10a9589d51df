// What two or more configs differ in.
#pragma once

#include <string>
#include <vector>

#include "config/node.h"

namespace mlday {

struct DifferingSetting {
  std::string key;                  ///< "optimizer.lr", "model.layers[3].conv2d.out_channels"
  std::vector<std::string> values;  ///< of each config; "-" where it has no such key
};

/// The settings that are not the same in all, in the configs' order; what only names a run or says
/// what it is to be held against (title, day, journal, check) is no setting. Lists of layers are
/// laid side by side without the layers that they begin and end with alike: layers of the same
/// kinds are compared setting by setting, others are told in one line ("dropout {p: 0.5}, relu"),
/// without what nobody set.
std::vector<DifferingSetting> differing_settings(const std::vector<Node>& configs);

}  // namespace mlday
