// GoogLeNet (Szegedy et al., 2015) in torchvision's variant: batch norm after each convolution, the
// branch of 5 x 5 convolutions with 3 x 3 ones, no auxiliary heads. Names are torchvision's.
#include "models/architecture.h"
#include "models/layers/options.h"

namespace mlday {
namespace {

void convolve(Planner& net, const std::string& name, std::int64_t filters, std::int64_t kernel,
              std::int64_t stride = 1) {
  const Planner::Scope scope(net, name);
  net.add(make::conv2d("conv", {.out_channels = filters,
                                .kernel_size = {kernel, kernel},
                                .stride = {stride, stride},
                                .padding = {.amount = {kernel / 2, kernel / 2}},
                                .bias = false}));
  net.add(make::batch_norm("bn", {.eps = 1e-3}));
  net.add(make::relu());
}

/// Filters of an inception module's branches, as the paper's table has them.
struct Inception {
  const char* name;
  std::int64_t one, reduce3, three, reduce5, five, pool;
};

void inception(Planner& net, const Inception& i) {
  const Planner::Scope scope(net, i.name);
  const Place start = net.here();
  std::vector<Place> ends;
  const auto end_branch = [&] {
    ends.push_back(net.here());
    net.go_to(start);
  };
  convolve(net, "branch1", i.one, 1);
  end_branch();
  convolve(net, "branch2.0", i.reduce3, 1);
  convolve(net, "branch2.1", i.three, 3);
  end_branch();
  convolve(net, "branch3.0", i.reduce5, 1);
  convolve(net, "branch3.1", i.five, 3);
  end_branch();
  net.add(make::max_pool2d("branch4.0", {{3, 3}, Size2{1, 1}, {.amount = {1, 1}}, true}));
  convolve(net, "branch4.1", i.pool, 1);
  end_branch();
  net.join(Join::concat, ends, {});
}

struct GoogLeNet : NamedNet {
  double dropout = .2;

  void add_layers(Planner& net, std::int64_t classes) const override {
    const auto pool = [&](const std::string& name, std::int64_t kernel) {
      net.add(make::max_pool2d(
          name, {.kernel_size = {kernel, kernel}, .stride = Size2{2, 2}, .ceil_mode = true}));
    };
    convolve(net, "conv1", 64, 7, 2);
    pool("maxpool1", 3);
    convolve(net, "conv2", 64, 1);
    convolve(net, "conv3", 192, 3);
    pool("maxpool2", 3);
    inception(net, {"inception3a", 64, 96, 128, 16, 32, 32});
    inception(net, {"inception3b", 128, 128, 192, 32, 96, 64});
    pool("maxpool3", 3);
    inception(net, {"inception4a", 192, 96, 208, 16, 48, 64});
    inception(net, {"inception4b", 160, 112, 224, 24, 64, 64});
    inception(net, {"inception4c", 128, 128, 256, 24, 64, 64});
    inception(net, {"inception4d", 112, 144, 288, 32, 64, 64});
    inception(net, {"inception4e", 256, 160, 320, 32, 128, 128});
    pool("maxpool4", 2);
    inception(net, {"inception5a", 256, 160, 320, 32, 128, 128});
    inception(net, {"inception5b", 384, 192, 384, 48, 128, 128});
    net.add(make::global_avg_pool2d("avgpool"));
    net.add(make::dropout("dropout", dropout));
    net.add(make::linear("fc", {.out_features = classes}));
  }
};

const auto googlenet_spec =
    Spec<GoogLeNet>("googlenet", "Inception v1 with batch norm, as torchvision has it.")
        .key("dropout", &GoogLeNet::dropout, from_to_below(0, 1), "Before the last layer.")
        .inherits(named_net_spec);

}  // namespace

Kind<ArchitectureSettings> googlenet() { return kind_of<ArchitectureSettings>(googlenet_spec); }

}  // namespace mlday
