// Multilayer perceptron: linear layers with an activation between them, for vectors or flattened
// pictures.
#include "models/architecture.h"
#include "models/layers/options.h"

namespace mlday {
namespace {

struct Mlp : NamedNet {
  std::vector<std::int64_t> hidden{128};
  std::string activation = "relu";
  double dropout = 0;

  void add_layers(Planner& net, std::int64_t classes) const override {
    if (net.shape().size() > 1) net.add(make::flatten());
    for (const auto size : hidden) {
      net.add(make::linear("", {.out_features = size}));
      net.add(activation == "relu"   ? make::relu()
              : activation == "tanh" ? make::tanh()
                                     : make::sigmoid());
      if (dropout > 0) net.add(make::dropout("", dropout));
    }
    net.add(make::linear("", {.out_features = classes}));
  }
};

const auto mlp_spec = Spec<Mlp>("mlp", "Linear layers with an activation between them.")
                          .key("hidden", &Mlp::hidden, extent(), "Sizes of the hidden layers.")
                          .elsewhere({"hidden_sizes", "hidden_layer_sizes", "units"})
                          .key("activation", &Mlp::activation, one_of({"relu", "tanh", "sigmoid"}),
                               "After each hidden layer.")
                          .key("dropout", &Mlp::dropout, from_to_below(0, 1),
                               "Probability of being zeroed, after each hidden layer.")
                          .inherits(named_net_spec);

}  // namespace

Kind<ArchitectureSettings> mlp() { return kind_of<ArchitectureSettings>(mlp_spec); }

}  // namespace mlday
