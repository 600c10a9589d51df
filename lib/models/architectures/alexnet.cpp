// AlexNet: torchvision's (the one-column variant of Krizhevsky, 2014) with its names, and the
// two-column net of the paper (Krizhevsky et al., 2012) for 227 x 227 pictures.
#include "models/architecture.h"
#include "models/layers/options.h"

namespace mlday {
namespace {

struct AlexNet : NamedNet {
  double dropout = .5;

  void add_layers(Planner& net, std::int64_t classes) const override {
    {
      const Planner::Scope scope(net, "features");
      convolve(net, "0", {64, {11, 11}, {4, 4}, {.amount = {2, 2}}});
      net.add(make::max_pool2d("2", {{3, 3}, Size2{2, 2}}));
      convolve(net, "3", {192, {5, 5}, {1, 1}, {.amount = {2, 2}}});
      net.add(make::max_pool2d("5", {{3, 3}, Size2{2, 2}}));
      convolve(net, "6", {384, {3, 3}, {1, 1}, {.amount = {1, 1}}});
      convolve(net, "8", {256, {3, 3}, {1, 1}, {.amount = {1, 1}}});
      convolve(net, "10", {256, {3, 3}, {1, 1}, {.amount = {1, 1}}});
      net.add(make::max_pool2d("12", {{3, 3}, Size2{2, 2}}));
    }
    net.add(make::adaptive_avg_pool2d("avgpool", {6, 6}));
    net.add(make::flatten());
    const Planner::Scope scope(net, "classifier");
    net.add(make::dropout("0", dropout));
    net.add(make::linear("1", {.out_features = 4096}));
    net.add(make::relu("2"));
    net.add(make::dropout("3", dropout));
    net.add(make::linear("4", {.out_features = 4096}));
    net.add(make::relu("5"));
    net.add(make::linear("6", {.out_features = classes}));
  }

 private:
  static void convolve(Planner& net, const std::string& name, const Conv2dOptions& options) {
    net.add(make::conv2d(name, options));
    net.add(make::relu());
  }
};

struct AlexNetPaper : NamedNet {
  double dropout = .5;

  void add_layers(Planner& net, std::int64_t classes) const override {
    const PoolOptions overlapping{{3, 3}, Size2{2, 2}};
    // The paper's alpha, 1e-4, weighs the sum over five channels; this one their mean.
    const LocalResponseNormOptions response{.size = 5, .alpha = 5e-4, .beta = .75, .k = 2};
    const auto convolve = [&](const std::string& name, const Conv2dOptions& options) {
      net.add(make::conv2d(name, options));
      net.add(make::relu());
    };
    convolve("conv1", {96, {11, 11}, {4, 4}});
    net.add(make::local_response_norm("", response));
    net.add(make::max_pool2d("", overlapping));
    convolve(
        "conv2",
        {.out_channels = 256, .kernel_size = {5, 5}, .padding = {.amount = {2, 2}}, .groups = 2});
    net.add(make::local_response_norm("", response));
    net.add(make::max_pool2d("", overlapping));
    const Padding one{.amount = {1, 1}};
    convolve("conv3", {.out_channels = 384, .kernel_size = {3, 3}, .padding = one});
    convolve("conv4", {.out_channels = 384, .kernel_size = {3, 3}, .padding = one, .groups = 2});
    convolve("conv5", {.out_channels = 256, .kernel_size = {3, 3}, .padding = one, .groups = 2});
    net.add(make::max_pool2d("", overlapping));
    net.add(make::flatten());
    for (const auto* name : {"fc6", "fc7"}) {
      net.add(make::linear(name, {.out_features = 4096}));
      net.add(make::relu());
      net.add(make::dropout("", dropout));
    }
    net.add(make::linear("fc8", {.out_features = classes}));
  }
};

template <class Net>
Spec<Net> spec_of(const std::string& name, const std::string& summary) {
  return Spec<Net>(name, summary)
      .key("dropout", &Net::dropout, from_to_below(0, 1),
           "Before or after the large linear layers.")
      .inherits(named_net_spec);
}

const auto alexnet_spec =
    spec_of<AlexNet>("alexnet", "AlexNet as torchvision has it, 63 pixels or more.");
const auto paper_spec = spec_of<AlexNetPaper>(
    "alexnet_paper", "AlexNet as published: 227 x 227, local response norm, two groups.");

}  // namespace

Kind<ArchitectureSettings> alexnet() { return kind_of<ArchitectureSettings>(alexnet_spec); }
Kind<ArchitectureSettings> alexnet_paper() { return kind_of<ArchitectureSettings>(paper_spec); }

}  // namespace mlday
