// Networks from YAML.
#pragma once

#include <memory>
#include <string>

#include "models/init.h"
#include "models/module.h"
#include "torch_helpers.h"

namespace mlday::test {

inline LayerList layer_list(const std::string& yaml) {
  Problems problems;
  Reader reader(problems);
  LayerList list;
  layers().read_list(parsed(yaml), list, reader);
  problems.throw_errors();
  return list;
}

/// A network of these layers, started as PyTorch starts its own. A plan points into its layers, so
/// both are kept together.
struct Net {
  LayerList list;
  std::shared_ptr<Network> network;

  Net(const std::string& yaml, const Shape& input, std::uint64_t seed = 1,
      const std::string& init = "torch")
      : list(layer_list(yaml)), network(std::make_shared<Network>(plan_layers(list, input))) {
    initialize(*network, settings_of(init_spec(), "{weight: " + init + ", bias: " + init + "}"),
               seed);
  }
  Network* operator->() const { return network.get(); }
  Network& operator*() const { return *network; }
};

}  // namespace mlday::test
