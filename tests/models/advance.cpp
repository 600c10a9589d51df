// Sequences read piece by piece.
#include "models/net.h"

using namespace mlday;
using namespace mlday::test;

TEST_CASE("a sequence in pieces gives what it gives as a whole") {
  for (const std::string layer : {"rnn", "lstm", "gru"}) {
    Net net("[embedding: {num_embeddings: 9, embedding_dim: 4}, " + layer +
                ": {hidden_size: 6, num_layers: 2}, layer_norm, linear: 9]",
            {7});
    net->eval();
    REQUIRE(net->can_advance());
    const torch::NoGradGuard no_gradients;
    const auto symbols = (torch::arange(21) * 5 % 9).reshape({3, 7}).to(torch::kFloat32);
    const auto whole = net->forward(symbols).values;
    Network::State state;
    std::vector<torch::Tensor> pieces;
    for (const auto& [from, to] : {std::pair{0, 3}, {3, 4}, {4, 7}})
      pieces.push_back(net->advance(symbols.slice(1, from, to).contiguous(), state).values);
    CAPTURE(layer);
    CHECK(torch::allclose(torch::cat(pieces, 1), whole, 1e-5, 1e-6));
  }
}

TEST_CASE("nets that look at several steps at once are read as a whole") {
  CHECK(!Net("[embedding: {num_embeddings: 9, embedding_dim: 4}, lstm: {hidden_size: 6, "
             "bidirectional: true}, linear: 9]",
             {7})
             ->can_advance());
  CHECK(!Net("[flatten, linear: 9]", {7})->can_advance());
}
