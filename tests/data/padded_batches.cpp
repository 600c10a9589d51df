// Batches of samples of unequal length.
#include "data/batches.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

TEST_CASE("sequences of unequal length are filled up with zeros, or listed, with their lengths") {
  struct Ragged : Dataset {
    Batching rule = Batching::pad;
    std::int64_t size() const override { return 3; }
    Sample get(std::int64_t i) const override {
      return {torch::full({i + 1, 2}, static_cast<float>(i + 1)), torch::tensor(i)};
    }
    std::string name(std::int64_t i) const override { return std::to_string(i); }
    BatchingRules batching() const override { return {{rule}, {}}; }
  };
  Ragged ragged;
  const std::vector<std::int64_t> order{2, 0, 1};
  const auto padded = collate(ragged, order.data(), 3);
  CHECK(padded.samples() == 3);
  CHECK(padded.inputs[0].values.sizes().vec() == Shape{3, 3, 2});
  CHECK(same_bits(padded.inputs[0].lengths, torch::tensor({3, 1, 2})));
  CHECK(same_bits(padded.inputs[0].values.sum(2),
                  torch::tensor({{6.f, 6.f, 6.f}, {2.f, 0.f, 0.f}, {4.f, 4.f, 0.f}})));
  CHECK(same_bits(steps_beyond(padded.inputs[0], 3).sum(1), torch::tensor({0, 2, 1})));
  CHECK(same_bits(padded.targets.only(), torch::tensor({2, 0, 1})));

  ragged.rule = Batching::list;
  const auto listed = collate(ragged, order.data(), 3);
  CHECK(listed.samples() == 3);
  CHECK(listed.inputs[0].values.sizes().vec() == Shape{6, 2});
  CHECK(same_bits(listed.inputs[0].lengths, torch::tensor({3, 1, 2})));

  ragged.rule = Batching::stack;
  CHECK_THROWS_WITH(collate(ragged, order.data(), 3), ContainsSubstring("same batch"));
}
