// What fills up shorter samples changes nothing: every figure is that of the sample alone.
#include "models/net.h"

using namespace mlday;
using namespace mlday::test;

namespace {

const std::vector<std::int64_t> lengths{3, 1, 4};

/// Symbols [3, 4], filled up with `filling`.
Field padded(std::int64_t filling) {
  auto symbols = torch::full({3, 4}, filling, torch::kInt64);
  for (std::int64_t i = 0; i < 3; ++i)
    for (std::int64_t t = 0; t < lengths[static_cast<std::size_t>(i)]; ++t)
      symbols[i][t] = (3 * i + t) % 5;
  return {symbols, torch::tensor(lengths)};
}

std::string refusal(const std::string& layers) {
  try {
    plan_layers(layer_list(layers), {varies});
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("outputs and gradients are those of each sample alone, whatever the filling") {
  const std::string embedded = "[embedding: {num_embeddings: 5, embedding_dim: 3}, ";
  for (const std::string layers :
       {"rnn: {hidden_size: 4, return_sequences: false}]",
        "gru: {hidden_size: 4, num_layers: 2, return_sequences: false}]",
        "lstm: {hidden_size: 4, bidirectional: true, return_sequences: false}]",
        "lstm: {hidden_size: 4, bidirectional: true}, layer_norm, linear: 3, tanh, permute: [2, 1],"
        " global_max_pool1d]",
        "linear: 2, gelu, permute: [2, 1], global_avg_pool1d, softmax]"}) {
    CAPTURE(layers);
    Net net(embedded + layers, {varies});
    net->to(torch::kFloat64);
    const auto together = net->forward(padded(0));
    CHECK_FALSE(together.is_padded());
    together.values.pow(2).sum().backward();
    const auto parameters = net->parameters();
    std::vector<torch::Tensor> gradients;
    for (const auto& parameter : parameters) gradients.push_back(parameter.grad().clone());
    net->zero_grad();
    CHECK(torch::allclose(net->forward(padded(4)).values, together.values, 0, 1e-12));
    for (std::int64_t i = 0; i < 3; ++i) {
      const auto length = lengths[static_cast<std::size_t>(i)];
      const auto alone = net->forward(padded(0).values.narrow(0, i, 1).narrow(1, 0, length));
      CHECK(torch::allclose(alone.values[0], together.values[i], 0, 1e-12));
      alone.values.pow(2).sum().backward();
    }
    for (std::size_t p = 0; p < parameters.size(); ++p)
      CHECK(torch::allclose(parameters[p].grad(), gradients[p], 0, 1e-12));
  }
}

TEST_CASE("lengths go with the steps, and end where these become one vector") {
  Net steps("[one_hot: {num_classes: 5}, lstm: 2, linear: 3]", {varies});
  CHECK(same_bits(steps->forward(padded(0)).lengths, torch::tensor(lengths)));
  CHECK(steps->plan().output() == Shape{varies, 3});
}

TEST_CASE("a layer that would see the filling is refused, with the remedy") {
  CHECK_THAT(
      refusal("[one_hot: {num_classes: 5}, flatten]"),
      ContainsSubstring("varies from sample to sample") && ContainsSubstring("return_sequences"));
  CHECK_THAT(refusal("[one_hot: {num_classes: 5}, batch_norm]"),
             ContainsSubstring("varies from sample"));
  CHECK_THAT(refusal("[linear: 5]"), ContainsSubstring("embedding"));
  CHECK_THAT(refusal("[softmax]"), ContainsSubstring("steps"));
  CHECK_THAT(refusal("[one_hot: {num_classes: 5}, global_avg_pool1d]"),
             ContainsSubstring("permute: [2, 1]"));
}
