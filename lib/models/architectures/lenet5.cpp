// LeNet-5 (LeCun et al., 1998) for 32 x 32 pictures: tanh, average pooling, and its last
// convolution C5 covering the whole 5 x 5 map. Pooling has no weights here, and F6 goes to linear
// outputs.
#include "models/architecture.h"
#include "models/layers/options.h"

namespace mlday {
namespace {

struct LeNet5 : NamedNet {
  std::string activation = "tanh";
  bool pad = false;

  void add_layers(Planner& net, std::int64_t classes) const override {
    const auto activate = [&] { net.add(activation == "tanh" ? make::tanh() : make::relu()); };
    const auto convolve = [&](const std::string& name, std::int64_t filters, std::int64_t padding) {
      net.add(make::conv2d(name, {.out_channels = filters,
                                  .kernel_size = {5, 5},
                                  .padding = {.amount = {padding, padding}}}));
      activate();
    };
    convolve("c1", 6, pad ? 2 : 0);
    net.add(make::avg_pool2d("s2", {.kernel_size = {2, 2}}));
    convolve("c3", 16, 0);
    net.add(make::avg_pool2d("s4", {.kernel_size = {2, 2}}));
    convolve("c5", 120, 0);
    net.add(make::flatten());
    net.add(make::linear("f6", {.out_features = 84}));
    activate();
    net.add(make::linear("output", {.out_features = classes}));
  }
};

const auto lenet5_spec =
    Spec<LeNet5>("lenet5", "LeNet-5 (LeCun et al., 1998), for 32 x 32 pictures.")
        .key("activation", &LeNet5::activation, one_of({"tanh", "relu"}), "After each layer.")
        .key("pad", &LeNet5::pad, anything(),
             "Two pixels of zeros around the picture, for 28 x 28 ones such as MNIST's.")
        .inherits(named_net_spec);

}  // namespace

Kind<ArchitectureSettings> lenet5() { return kind_of<ArchitectureSettings>(lenet5_spec); }

}  // namespace mlday
