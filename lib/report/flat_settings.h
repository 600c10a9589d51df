// A config as one list of keys and values, as programs beside mlday know hyperparameters.
#pragma once

#include <string>
#include <vector>

#include "config/node.h"
#include "report/summaries.h"

namespace mlday {

struct FlatSetting {
  std::string key;   ///< "optimizer.lr", "model.layers.0.conv2d.out_channels"
  std::string text;  ///< as YAML has it, without quotes; a list of scalars is one: "[0.9, 0.999]"
  ScalarType type = ScalarType::text;
};

/// Every scalar, list of scalars and empty map below the node, in its order.
std::vector<FlatSetting> flat_settings(const Node& root);

/// For TensorBoard's HParams page, without what was left unset (null and empty texts).
std::vector<Hyperparameter> hyperparameters_of(const std::vector<FlatSetting>& settings);

}  // namespace mlday
