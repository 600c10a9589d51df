// Network in network (Lin et al., 2014), the net of its CIFAR experiments: convolutions followed by
// two 1 x 1 ones, and the mean of each class' map in place of linear layers.
#include "models/architecture.h"
#include "models/layers/options.h"

namespace mlday {
namespace {

struct Nin : NamedNet {
  double dropout = .5;

  void add_layers(Planner& net, std::int64_t classes) const override {
    const auto convolve = [&](std::int64_t filters, std::int64_t kernel) {
      net.add(make::conv2d("", {.out_channels = filters,
                                .kernel_size = {kernel, kernel},
                                .padding = {.amount = {kernel / 2, kernel / 2}}}));
      net.add(make::relu());
    };
    const PoolOptions halving{.kernel_size = {3, 3}, .stride = Size2{2, 2}, .ceil_mode = true};
    convolve(192, 5);
    convolve(160, 1);
    convolve(96, 1);
    net.add(make::max_pool2d("", halving));
    net.add(make::dropout("", dropout));
    convolve(192, 5);
    convolve(192, 1);
    convolve(192, 1);
    net.add(make::avg_pool2d("", halving));
    net.add(make::dropout("", dropout));
    convolve(192, 3);
    convolve(192, 1);
    net.add(make::conv2d("", {.out_channels = classes, .kernel_size = {1, 1}}));
    net.add(make::global_avg_pool2d(""));
  }
};

const auto nin_spec = Spec<Nin>("nin", "Network in network (Lin et al., 2014), for small pictures.")
                          .key("dropout", &Nin::dropout, from_to_below(0, 1), "After each pooling.")
                          .inherits(named_net_spec);

}  // namespace

Kind<ArchitectureSettings> nin() { return kind_of<ArchitectureSettings>(nin_spec); }

}  // namespace mlday
