// ResNet (He et al., 2016), with torchvision's names and its place of the stride: in the 3 x 3
// convolution of a bottleneck.
#include "models/architecture.h"
#include "models/layers/options.h"

namespace mlday {
namespace {

/// Blocks in each of the four stages.
std::vector<int> blocks(int depth) {
  switch (depth) {
    case 18:
      return {2, 2, 2, 2};
    case 34:
    case 50:
      return {3, 4, 6, 3};
    case 101:
      return {3, 4, 23, 3};
    default:
      return {3, 8, 36, 3};
  }
}

template <int depth>
struct ResNet : NamedNet {
  static constexpr bool bottleneck = depth >= 50;
  std::int64_t width = 64;

  void add_layers(Planner& net, std::int64_t classes) const override {
    convolve(net, "conv1", "bn1", width, 7, 2);
    net.add(make::relu("relu"));
    net.add(make::max_pool2d("maxpool", {{3, 3}, Size2{2, 2}, {.amount = {1, 1}}}));
    const auto counts = blocks(depth);
    for (std::size_t stage = 0; stage < counts.size(); ++stage) {
      const Planner::Scope scope(net, "layer" + std::to_string(stage + 1));
      for (int i = 0; i < counts[stage]; ++i) {
        const Planner::Scope inner(net, std::to_string(i));
        add_block(net, width << stage, stage > 0 && i == 0 ? 2 : 1);
      }
    }
    net.add(make::global_avg_pool2d("avgpool"));
    net.add(make::linear("fc", {.out_features = classes}));
  }

 private:
  static void convolve(Planner& net, const std::string& name, const std::string& norm,
                       std::int64_t filters, std::int64_t kernel, std::int64_t stride) {
    net.add(make::conv2d(name, {.out_channels = filters,
                                .kernel_size = {kernel, kernel},
                                .stride = {stride, stride},
                                .padding = {.amount = {kernel / 2, kernel / 2}},
                                .bias = false}));
    net.add(make::batch_norm(norm));
  }

  static void add_block(Planner& net, std::int64_t filters, std::int64_t stride) {
    const Place start = net.here();
    const auto in_channels = net.shape()[0];
    const auto out_channels = bottleneck ? 4 * filters : filters;
    if (bottleneck) {
      convolve(net, "conv1", "bn1", filters, 1, 1);
      net.add(make::relu());
      convolve(net, "conv2", "bn2", filters, 3, stride);
      net.add(make::relu());
      convolve(net, "conv3", "bn3", out_channels, 1, 1);
    } else {
      convolve(net, "conv1", "bn1", filters, 3, stride);
      net.add(make::relu());
      convolve(net, "conv2", "bn2", filters, 3, 1);
    }
    const Place body = net.here();
    net.go_to(start);
    if (stride != 1 || in_channels != out_channels)
      convolve(net, "downsample.0", "downsample.1", out_channels, 1, stride);
    net.join(Join::add, {body, net.here()}, {});
    net.add(make::relu());
  }
};

template <int depth>
Kind<ArchitectureSettings> resnet_kind() {
  using Net = ResNet<depth>;
  static const auto spec =
      Spec<Net>("resnet" + std::to_string(depth),
                "Residual net with " + std::to_string(depth) + " layers (He et al., 2016).")
          .key("width", &Net::width, between(1, 4096),
               "Filters of the first stage; the others double it stage by stage.")
          .inherits(named_net_spec);
  return kind_of<ArchitectureSettings>(spec);
}

}  // namespace

Kind<ArchitectureSettings> resnet(int depth) {
  switch (depth) {
    case 18:
      return resnet_kind<18>();
    case 34:
      return resnet_kind<34>();
    case 50:
      return resnet_kind<50>();
    case 101:
      return resnet_kind<101>();
    default:
      return resnet_kind<152>();
  }
}

}  // namespace mlday
