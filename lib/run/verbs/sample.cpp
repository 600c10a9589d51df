// `mlday sample`: texts from a language model, symbol by symbol from its own probabilities.
#include <torch/utils.h>

#include <algorithm>
#include <cstdio>

#include "core/error.h"
#include "core/text.h"
#include "models/module.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/target.h"
#include "run/text_writer.h"
#include "run/verbs/verbs.h"
#include "train/checkpoint.h"

namespace mlday {

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
  TextWriter writer(network, *config.facts, request, fixed_steps(config));
  constexpr std::int64_t at_once = 256;
  for (std::int64_t i = 0; i < request.number; i += at_once)
    for (const auto& text :
         writer.write(static_cast<std::uint64_t>(i), std::min(at_once, request.number - i)))
      std::puts(text.c_str());
  return 0;
}

}  // namespace mlday
