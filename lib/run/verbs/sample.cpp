// `mlday sample`: texts from a language model, symbol by symbol from its own probabilities.
#include <torch/utils.h>

#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/rng.h"
#include "core/text.h"
#include "models/module.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/target.h"
#include "run/verbs/verbs.h"
#include "train/checkpoint.h"

namespace mlday {
namespace {

constexpr const char* end_symbol = "\n";

/// Draws one of the symbols: the likeliest `top_k` of them (0: all), their logits divided by the
/// temperature (0: the likeliest).
std::int64_t draw(torch::Tensor logits, const SampleRequest& request, Rng& rng) {
  if (request.temperature == 0) return logits.argmax().item<std::int64_t>();
  logits = logits.to(torch::kFloat64) / request.temperature;
  if (request.top_k > 0 && request.top_k < logits.size(0)) {
    const auto least = std::get<0>(logits.topk(request.top_k))[-1];
    logits.masked_fill_(logits < least, -std::numeric_limits<double>::infinity());
  }
  const auto shares = logits.softmax(0);
  double left = rng.uniform();
  for (std::int64_t i = 0; i < shares.size(0); ++i)
    if ((left -= shares[i].item<double>()) < 0) return i;
  return logits.argmax().item<std::int64_t>();  // what rounding left over
}

class Writer {
 public:
  /// `steps`: of every input, for a network that takes no shorter or longer ones; 0 for others.
  Writer(Network& network, const DataFacts& facts, const SampleRequest& request, std::int64_t steps)
      : network_(network), symbols_(facts.class_names), request_(request), steps_(steps) {
    const auto end = std::find(symbols_.begin(), symbols_.end(), end_symbol);
    if (end == symbols_.end()) throw Error("the model's symbols have no end of line");
    end_ = end - symbols_.begin();
    for (std::size_t at = 0; at < request.prefix.size();) {
      const auto length = std::max<std::size_t>(utf8_length(request.prefix, at), 1);
      prefix_.push_back(place_of(request.prefix.substr(at, length)));
      at += length;
    }
    const auto letters = static_cast<std::int64_t>(prefix_.size());
    if (steps_ > 0 && letters >= steps_)
      throw usage_error("--prefix has " + counted(letters, "character") +
                        ", but this network takes texts of at most " + std::to_string(steps_ - 1));
  }

  std::string write(std::uint64_t number) {
    Rng rng(stream_seed(request_.seed, "sample", number));
    // The input at each place is the symbol before it; at the first, the end of the line before.
    std::vector<std::int64_t> line{end_};
    line.insert(line.end(), prefix_.begin(), prefix_.end());
    std::string text = request_.prefix;
    for (std::int64_t i = 0; i < request_.longest; ++i) {
      const auto length = static_cast<std::int64_t>(line.size());
      if (steps_ > 0 && length > steps_) break;
      auto inputs = torch::zeros({1, std::max(length, steps_)});
      inputs[0].slice(0, 0, length).copy_(torch::tensor(line, torch::kInt64));
      const auto next = draw(network_.forward(inputs).values[0][length - 1], request_, rng);
      if (next == end_) break;
      text += symbols_[static_cast<std::size_t>(next)];
      line.push_back(next);
    }
    return text;
  }

 private:
  std::int64_t place_of(const std::string& symbol) const {
    const auto found = std::find(symbols_.begin(), symbols_.end(), symbol);
    if (found == symbols_.end())
      throw usage_error("--prefix has `" + symbol + "`, which the model does not know: it knows " +
                        join(known(), " "));
    return found - symbols_.begin();
  }

  std::vector<std::string> known() const {
    auto list = symbols_;
    std::erase(list, end_symbol);
    return list;
  }

  Network& network_;
  const std::vector<std::string>& symbols_;
  const SampleRequest& request_;
  std::int64_t steps_;
  std::int64_t end_ = 0;
  std::vector<std::int64_t> prefix_;
};

/// How many steps an input must have where weights go by their number; 0 where any will do.
std::int64_t fixed_steps(const ResolvedConfig& config) {
  const auto steps = config.facts->input().shape.at(0);
  const auto parameters = [&](std::int64_t length) {
    const auto plan = config.experiment.model->plan(Shape{length}, config.facts->outputs());
    return plan.total().parameters;
  };
  try {
    return parameters(steps + 1) == parameters(steps) ? 0 : steps;
  } catch (const Error&) {
    return steps;
  }
}

}  // namespace

int sample_run(SampleRequest request) {
  const Target target = find_target(request.what, request.checkpoint, request.out);
  const auto path = target.checkpoint.string();
  const SafetensorsFile file(target.checkpoint);
  const auto config = config_of_checkpoint(file, path, {});
  if (!config.facts->is_text)
    throw usage_error(path + " is no language model's (task: language_model): it makes no text");
  if (node_at(config.tree, "dataset.lowercase").text == "true")
    std::transform(request.prefix.begin(), request.prefix.end(), request.prefix.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  use_threads(std::nullopt);
  Network network(plan_of(config));
  load_weights(network, file, path, request.ema);
  network.eval();
  const torch::InferenceMode inference;
  Writer writer(network, *config.facts, request, fixed_steps(config));
  for (std::int64_t i = 0; i < request.number; ++i)
    std::puts(writer.write(static_cast<std::uint64_t>(i)).c_str());
  return 0;
}

}  // namespace mlday
