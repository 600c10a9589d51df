// VGG (Simonyan and Zisserman, 2015), with torchvision's names.
#include <algorithm>

#include "models/architecture.h"
#include "models/layers/options.h"

namespace mlday {
namespace {

/// Convolutions in each of the five blocks.
std::vector<int> convolutions(int depth) {
  switch (depth) {
    case 11:
      return {1, 1, 2, 2, 2};
    case 13:
      return {2, 2, 2, 2, 2};
    case 16:
      return {2, 2, 3, 3, 3};
    default:
      return {2, 2, 4, 4, 4};
  }
}

template <int depth>
struct Vgg : NamedNet {
  bool batch_norm = false;
  double dropout = .5;

  void add_layers(Planner& net, std::int64_t classes) const override {
    add_features(net);
    net.add(make::adaptive_avg_pool2d("avgpool", {7, 7}));
    net.add(make::flatten());
    const Planner::Scope scope(net, "classifier");
    for (const int first : {0, 3}) {
      net.add(make::linear(std::to_string(first), {.out_features = 4096}));
      net.add(make::relu(std::to_string(first + 1)));
      net.add(make::dropout(std::to_string(first + 2), dropout));
    }
    net.add(make::linear("6", {.out_features = classes}));
  }

 private:
  void add_features(Planner& net) const {
    const Planner::Scope scope(net, "features");
    int number = 0;
    const auto next = [&] { return std::to_string(number++); };
    std::int64_t filters = 64;
    for (const int count : convolutions(depth)) {
      for (int i = 0; i < count; ++i) {
        net.add(make::conv2d(
            next(),
            {.out_channels = filters, .kernel_size = {3, 3}, .padding = {.amount = {1, 1}}}));
        if (batch_norm) net.add(make::batch_norm(next()));
        net.add(make::relu(next()));
      }
      net.add(make::max_pool2d(next(), {{2, 2}}));
      filters = std::min<std::int64_t>(2 * filters, 512);
    }
  }
};

template <int depth>
Kind<ArchitectureSettings> vgg_kind() {
  using Net = Vgg<depth>;
  static const auto spec =
      Spec<Net>("vgg" + std::to_string(depth),
                "VGG with " + std::to_string(depth) + " layers (Simonyan and Zisserman, 2015).")
          .key("batch_norm", &Net::batch_norm, anything(),
               "Batch norm after each convolution (torchvision's _bn nets).")
          .key("dropout", &Net::dropout, from_to_below(0, 1), "After the large linear layers.")
          .inherits(named_net_spec);
  return kind_of<ArchitectureSettings>(spec);
}

}  // namespace

Kind<ArchitectureSettings> vgg(int depth) {
  switch (depth) {
    case 11:
      return vgg_kind<11>();
    case 13:
      return vgg_kind<13>();
    case 16:
      return vgg_kind<16>();
    default:
      return vgg_kind<19>();
  }
}

}  // namespace mlday
