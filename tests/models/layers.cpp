// The layers of day 64: what their arithmetic says against what is built, and what they compute
// against PyTorch's figures and against plain loops by Keras' rule of padding.
#include <limits>

#include "models/layer.h"
#include "models/net.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

std::int64_t elements(const Network& network, bool trained) {
  std::int64_t count = 0;
  if (trained)
    for (const auto& parameter : network.parameters()) count += parameter.numel();
  else
    for (const auto& buffer : network.named_buffers())
      if (buffer.key().find("num_batches") == std::string::npos) count += buffer.value().numel();
  return count;
}

Shape with_batch(std::int64_t count, const Shape& shape) {
  Shape result{count};
  result.insert(result.end(), shape.begin(), shape.end());
  return result;
}

/// Whether the network on paper is the network that was built; says where it is not.
void check_arithmetic(const std::string& yaml, const Shape& input) {
  INFO(yaml << " on " << shape_text(input));
  Net net(yaml, input);
  const auto& plan = net->plan();
  const torch::NoGradGuard no_grad;
  const auto output = net->forward(wave(with_batch(2, input), 1).to(torch::kFloat32)).values;
  CHECK(output.sizes().vec() == with_batch(2, plan.output()));
  CHECK(output.isfinite().all().item<bool>());
  CHECK(plan.total().parameters == elements(*net, true));
  CHECK(plan.total().statistics == elements(*net, false));
}

/// One layer in float64, its parameters set by the formula as in the oracle.
struct OneLayer {
  Net net;
  OneLayer(const std::string& yaml, const Shape& input) : net("[" + yaml + "]", input) {
    net->to(torch::kFloat64);
    const torch::NoGradGuard no_grad;
    double phase = 0;
    for (auto& parameter : net->parameters())
      parameter.copy_(wave(parameter.sizes().vec(), ++phase));
  }
  torch::Tensor operator()(const torch::Tensor& input) {
    const torch::NoGradGuard no_grad;
    return net->forward(input).values;
  }
};

struct Same {
  std::int64_t out, before;
};
Same keras_same(std::int64_t in, std::int64_t kernel, std::int64_t stride) {
  const auto out =
      static_cast<std::int64_t>(std::ceil(static_cast<double>(in) / static_cast<double>(stride)));
  return {out, std::max<std::int64_t>((out - 1) * stride + kernel - in, 0) / 2};
}

enum class What { max, mean, sum };

/// Pooling (or a convolution with ones) with padding `same`, by loops over real pixels only.
torch::Tensor pooled(const torch::Tensor& input, std::int64_t kernel, std::int64_t stride,
                     What what) {
  const auto height = input.size(2), width = input.size(3);
  const Same y = keras_same(height, kernel, stride), x = keras_same(width, kernel, stride);
  auto output = torch::empty({input.size(0), input.size(1), y.out, x.out}, torch::kFloat64);
  const auto in = input.accessor<double, 4>();
  auto out = output.accessor<double, 4>();
  for (std::int64_t n = 0; n < input.size(0); ++n)
    for (std::int64_t c = 0; c < input.size(1); ++c)
      for (std::int64_t i = 0; i < y.out; ++i)
        for (std::int64_t j = 0; j < x.out; ++j) {
          double sum = 0, largest = -std::numeric_limits<double>::infinity();
          int pixels = 0;
          for (std::int64_t a = i * stride - y.before; a < i * stride - y.before + kernel; ++a)
            for (std::int64_t b = j * stride - x.before; b < j * stride - x.before + kernel; ++b)
              if (a >= 0 && a < height && b >= 0 && b < width) {
                sum += in[n][c][a][b];
                largest = std::max(largest, in[n][c][a][b]);
                ++pixels;
              }
          out[n][c][i][j] = what == What::max ? largest : what == What::mean ? sum / pixels : sum;
        }
  return output;
}

const std::vector<Shape> pictures = {{2, 5, 15}, {1, 15, 30}, {2, 30, 5}, {1, 4, 7}};

}  // namespace

TEST_CASE("every layer's kind and keys are documented, each key once") {
  CHECK(documentation_gaps(layers()) == "");
}

TEST_CASE("layers build what their arithmetic says") {
  check_arithmetic("[batch_norm]", {3, 4, 5});
  check_arithmetic("[batch_norm]", {7});
  check_arithmetic("[batch_norm: {affine: false}]", {3, 4, 5});
  check_arithmetic("[dropout: .5]", {3, 4});
  check_arithmetic("[flatten]", {3, 4, 5});
  check_arithmetic("[flatten]", {6});
  check_arithmetic("[relu]", {3, 4, 5});
  check_arithmetic("[linear: 9]", {7});
  check_arithmetic("[linear: 9]", {4, 7});
  check_arithmetic("[linear: {out_features: 9, bias: false}]", {7});
  check_arithmetic("[{repeat: 3, layers: [linear: 5, batch_norm, relu]}]", {7});
}

TEST_CASE("windows of all sizes, steps and paddings give the shapes and counts that were planned") {
  for (const auto& input : pictures)
    for (int kernel = 1; kernel <= 4; ++kernel)
      for (int stride = 1; stride <= 3; ++stride)
        for (const std::string padding : {"same", "valid", "1", "2"}) {
          const auto window = "kernel_size: " + std::to_string(kernel) +
                              ", stride: " + std::to_string(stride) + ", padding: " + padding;
          check_arithmetic("[conv2d: {out_channels: 3, " + window + "}]", input);
          if (padding.size() == 1 && 2 * std::stoi(padding) > kernel) continue;
          check_arithmetic("[max_pool2d: {" + window + "}]", input);
          check_arithmetic("[avg_pool2d: {" + window + "}]", input);
        }
}

TEST_CASE("uneven windows, dilation and groups give the shapes and counts that were planned") {
  for (const auto* settings :
       {"kernel_size: [1, 4], stride: [3, 1], padding: same", "kernel_size: [3, 2], stride: [1, 2]",
        "kernel_size: 3, dilation: [1, 2], padding: same", "kernel_size: 2, dilation: 3",
        "kernel_size: [2, 3], dilation: [2, 1], stride: 2, padding: same",
        "kernel_size: 3, padding: [0, 2]", "kernel_size: 3, groups: 2, bias: false"})
    for (const Shape& input : {Shape{4, 5, 15}, Shape{2, 30, 7}})
      check_arithmetic(std::string("[conv2d: {out_channels: 6, ") + settings + "}]", input);
}

TEST_CASE("padding same gives Keras' sizes") {
  struct {
    int in, kernel, stride, out;
  } const cases[] = {{30, 2, 2, 15}, {15, 2, 2, 8},  {8, 2, 2, 4}, {5, 3, 2, 3},
                     {5, 1, 3, 2},   {30, 4, 3, 10}, {1, 4, 1, 1}, {7, 3, 1, 7}};
  for (const auto& c : cases) {
    const auto window = "{kernel_size: " + std::to_string(c.kernel) +
                        ", stride: " + std::to_string(c.stride) + ", padding: same}";
    CAPTURE(c.in, window);
    const Shape input{1, c.in, c.in};
    CHECK(plan_layers(layer_list("[max_pool2d: " + window + "]"), input).output() ==
          Shape{1, c.out, c.out});
  }
}

TEST_CASE("pooling and convolution with padding same are Keras', by loops") {
  for (const auto& shape : pictures) {
    // Below zero, so that padding with zeros would show in a maximum.
    const auto input = wave(with_batch(2, shape), 1) - 2;
    for (int kernel = 1; kernel <= 4; ++kernel)
      for (int stride = 1; stride <= 3; ++stride) {
        const auto window = "kernel_size: " + std::to_string(kernel) +
                            ", stride: " + std::to_string(stride) + ", padding: same";
        INFO(window << " on " << shape_text(shape));
        OneLayer max("max_pool2d: {" + window + "}", shape);
        CHECK(torch::equal(max(input), pooled(input, kernel, stride, What::max)));
        OneLayer mean("avg_pool2d: {" + window + "}", shape);
        // The layer keeps each window's share of real pixels in float32.
        CHECK(torch::allclose(mean(input), pooled(input, kernel, stride, What::mean), 2e-7, 0));
        const auto channels = std::to_string(shape[0]);
        OneLayer conv("conv2d: {out_channels: " + channels + ", groups: " + channels +
                          ", bias: false, " + window + "}",
                      shape);
        {
          const torch::NoGradGuard no_grad;
          conv.net->parameters().front().fill_(1);
        }
        CHECK(torch::allclose(conv(input), pooled(input, kernel, stride, What::sum), 1e-13, 0));
      }
  }
}

TEST_CASE("convolutions, poolings and linear layers compute what PyTorch's do") {
  struct {
    const char *figure, *yaml;
  } const cases[] = {
      {"conv_valid", "conv2d: {out_channels: 3, kernel_size: 3}"},
      {"conv_no_bias", "conv2d: {out_channels: 3, kernel_size: 3, bias: false}"},
      {"conv_groups", "conv2d: {out_channels: 6, kernel_size: [2, 3], groups: 2}"},
      {"conv_depthwise", "conv2d: {out_channels: 4, kernel_size: 3, groups: 4, padding: 1}"},
      {"conv_dilated", "conv2d: {out_channels: 3, kernel_size: [3, 2], dilation: [2, 3]}"},
      {"conv_strided",
       "conv2d: {out_channels: 3, kernel_size: [3, 2], stride: [2, 3], padding: [2, 1]}"},
      {"conv_same", "conv2d: {out_channels: 3, kernel_size: [2, 4], padding: same}"},
      {"conv_same_strided", "conv2d: {out_channels: 3, kernel_size: 3, stride: 2, padding: same}"},
      {"conv_same_dilated",
       "conv2d: {out_channels: 3, kernel_size: [2, 3], dilation: [3, 2], padding: same}"},
      {"max_pool", "max_pool2d: 2"},
      {"max_pool_padded", "max_pool2d: {kernel_size: [3, 2], stride: [2, 1], padding: 1}"},
      {"max_pool_same", "max_pool2d: {kernel_size: 3, stride: 2, padding: same}"},
      {"avg_pool", "avg_pool2d: {kernel_size: [2, 3], stride: [1, 2]}"},
      {"avg_pool_padded", "avg_pool2d: {kernel_size: 3, stride: 2, padding: 1}"},
      {"avg_pool_padding_left_out",
       "avg_pool2d: {kernel_size: 3, stride: 2, padding: 1, count_include_pad: false}"},
  };
  const auto expected = figures("layers");
  for (const auto& c : cases) {
    INFO(c.figure);
    OneLayer layer(c.yaml, {4, 5, 6});
    CHECK(deviation(layer(wave({1, 4, 5, 6}, .5)), expected.at(c.figure)) < 1e-13);
  }
  OneLayer linear("linear: 5", {7});
  CHECK(deviation(linear(wave({3, 7}, .5)), expected.at("linear")) < 1e-13);
  OneLayer no_bias("linear: {out_features: 5, bias: false}", {7});
  CHECK(deviation(no_bias(wave({3, 7}, .5)), expected.at("linear_no_bias")) < 1e-13);
}

TEST_CASE(
    "batch norm computes what PyTorch's does, in training, in evaluation, in its statistics") {
  struct {
    const char *figure, *yaml;
    Shape input;
    double offset;
  } const cases[] = {
      {"batch_norm", "batch_norm", {4, 3, 3}, 1},
      {"batch_norm_settings", "batch_norm: {momentum: .3, eps: .01}", {4}, -1},
      {"batch_norm_plain", "batch_norm: {affine: false}", {4, 3, 3}, 0},
  };
  for (const auto& c : cases) {
    INFO(c.figure);
    const auto expected = figures("layers").at(c.figure);
    const auto batch = [&](int i) {
      return wave(with_batch(c.input.size() == 1 ? 3 : 2, c.input), .5 + i) + c.offset * i;
    };
    OneLayer layer(c.yaml, c.input);
    for (int i = 0; i < 2; ++i) layer(batch(i));
    CHECK(deviation(layer(batch(2)), expected.at("trained")) < 1e-12);
    const auto buffers = layer.net->named_buffers();
    CHECK(deviation(buffers["batch_norm_1.running_mean"], expected.at("running_mean")) < 1e-12);
    CHECK(deviation(buffers["batch_norm_1.running_var"], expected.at("running_var")) < 1e-12);
    layer.net->eval();
    CHECK(deviation(layer(batch(5)), expected.at("evaluated")) < 1e-12);
    CHECK(deviation(buffers["batch_norm_1.running_mean"], expected.at("running_mean")) < 1e-12);
  }
}

TEST_CASE("dropout zeroes its share while training, keeps the mean, and is off in evaluation") {
  torch::manual_seed(3);
  Net net("[dropout: .25]", {100'000});
  const auto input = torch::ones({1, 100'000});
  const auto output = net->forward(input).values;
  // Five deviations of a share of .25 among 100,000.
  const double zeroed = output.eq(0).to(torch::kFloat64).mean().item<double>();
  CHECK(std::abs(zeroed - .25) < 5 * std::sqrt(.25 * .75 / 100'000));
  CHECK(torch::allclose(output.masked_select(output.ne(0)), torch::tensor(1 / .75f)));
  net->eval();
  CHECK(same_bits(net->forward(input).values, input));
}

TEST_CASE("flatten keeps the order: channel by channel, row by row") {
  Net net("[flatten]", {2, 3, 4});
  const auto input = torch::arange(48.0).reshape({2, 2, 3, 4});
  CHECK(same_bits(net->forward(input).values, torch::arange(48.0).reshape({2, 24})));
}
