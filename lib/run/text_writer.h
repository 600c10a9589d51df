// Texts from a language model, symbol by symbol from its own probabilities.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/rng.h"
#include "data/facts.h"
#include "models/module.h"
#include "run/engine.h"

namespace mlday {

struct ResolvedConfig;

/// Whether these are of a model whose texts end: it knows an end of line.
bool writes_texts(const DataFacts& facts);

/// How many steps an input must have where weights go by their number; 0 where any will do.
std::int64_t fixed_steps(const ResolvedConfig& config);

class TextWriter {
 public:
  /// `steps`: of every input, for a network that takes no shorter or longer ones; 0 for others. The
  /// network is in evaluation mode; it, the facts and the request must outlive the writer. A prefix
  /// that the model does not know or cannot take is a usage Error.
  TextWriter(Network& network, const DataFacts& facts, const SampleRequest& request,
             std::int64_t steps);

  /// The texts of so many numbers from `first` on, all together step by step; each draws from a
  /// stream of its own.
  std::vector<std::string> write(std::uint64_t first, std::int64_t count);

 private:
  struct Line {
    Rng rng;
    std::string text;
    bool ended = false;
  };

  torch::Tensor logits_after(const torch::Tensor& symbols, Network::State& state);
  torch::Tensor drawn(std::vector<Line>& lines, const torch::Tensor& logits);
  std::int64_t place_of(const std::string& symbol) const;
  std::vector<std::string> known() const;

  Network& network_;
  const std::vector<std::string>& symbols_;
  const SampleRequest& request_;
  std::int64_t steps_;
  bool advances_;
  std::int64_t end_ = 0;
  std::vector<std::int64_t> prefix_;
};

}  // namespace mlday
