// Networks of symbol sequences the fast way beside their layers' own.
#include "data/facts.h"
#include "fused/both_ways.h"
#include "fused/vector_math.h"

using namespace mlday;
using namespace mlday::test;

namespace {

constexpr std::int64_t symbols = 7, steps = 9;

DataFacts text_facts() {
  auto facts = facts_of(symbols);
  facts.is_text = true;
  return facts;
}

/// Texts of different lengths; behind their ends nothing is asked for.
Batch texts(std::int64_t samples, std::int64_t longest) {
  torch::manual_seed(static_cast<std::uint64_t>(samples));
  auto inputs = torch::randint(symbols, {samples, steps}, torch::kInt64);
  auto targets = torch::randint(symbols, {samples, steps}, torch::kInt64);
  for (std::int64_t n = 0; n < samples; ++n)
    targets[n].slice(0, std::max<std::int64_t>(1, longest - n % 4)).fill_(no_symbol);
  return {inputs, targets};
}

void train_alike(const std::string& layers, const std::string& task = "language_model") {
  const auto found =
      differences(layers, {steps}, task, text_facts(), {texts(1, 5), texts(6, 9), texts(3, 7)});
  CAPTURE(layers, found.loss, found.numbers);
  CHECK(found.loss < 1e-6);
  CHECK(found.numbers < 1e-5);
}

}  // namespace

TEST_CASE("a network of sequences trains as its layers do") {
  train_alike("[one_hot: {num_classes: 7, padding_idx: 0}, rnn: 10, linear: 7]",
              "{name: language_model, reduction: sum}");
  train_alike(
      "[embedding: {num_embeddings: 7, embedding_dim: 5}, rnn: {hidden_size: 10, "
      "nonlinearity: relu, bias: false}, linear: 7]");
  train_alike(
      "[one_hot: {num_classes: 7}, lstm: {hidden_size: 13, num_layers: 2}, dropout: .3, "
      "linear: 7]");
  train_alike(
      "[embedding: {num_embeddings: 7, embedding_dim: 5}, gru: 9, tanh, gru: 8, linear: 7]");
}

TEST_CASE("a network of sequences evaluates as its layers do") {
  CHECK(difference_in_evaluation("[embedding: {num_embeddings: 7, embedding_dim: 5}, lstm: 13, "
                                 "dropout: .3, gru: 8, linear: 7]",
                                 {steps}, texts(4, 9).inputs.only()) < 2e-6);
}

TEST_CASE("a chain leaves sequences that it is not made for to the layers") {
  const auto task = chosen(tasks(), "language_model")->make(text_facts());
  const auto reason = [&](const std::string& layers) {
    Net net(layers, {steps});
    return fast_path(*net, *task).reason;
  };
  const std::string first = "[one_hot: {num_classes: 7}, ";
  CHECK(reason(first + "lstm: {hidden_size: 4, bidirectional: true}, linear: 7]") ==
        "`lstm_1` does not make of each step another");
  CHECK(reason(first + "rnn: 4, batch_norm, linear: 7]") ==
        "`batch_norm_1` does not make of each step another");
  Net net(first + "rnn: 4, linear: 7]", {steps});
  const auto chain = fast_path(*net, *task).chain;
  const auto batch = texts(3, 7);
  CHECK(chain->takes(batch.inputs.only(), batch.targets.only()));
  auto unknown = batch.inputs.only().clone();
  unknown[1][2] = symbols;
  CHECK(!chain->takes(unknown, batch.targets.only()));
  CHECK(!chain->takes(batch.inputs.only().to(torch::kFloat32), batch.targets.only()));
}

TEST_CASE("the chain's hyperbolic tangent is the library's") {
  for (double x = -12; x < 12; x += 1e-3) {
    const auto found = static_cast<double>(fused::tanh_of(static_cast<float>(x)));
    const auto wanted = std::tanh(static_cast<double>(static_cast<float>(x)));
    CAPTURE(x);
    REQUIRE(std::abs(found - wanted) <= 3e-7 * std::abs(wanted));
  }
  CHECK(fused::tanh_of(100) == 1);
  CHECK(fused::tanh_of(-100) == -1);
  CHECK(fused::tanh_of(0) == 0);
}
