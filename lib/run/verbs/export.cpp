// `mlday export`: a run's weights for other programs.
#include <cstdio>
#include <filesystem>

#include "core/error.h"
#include "core/text.h"
#include "models/module.h"
#include "models/weights.h"
#include "run/assembly.h"
#include "run/target.h"
#include "run/verbs/verbs.h"
#include "train/checkpoint.h"

namespace mlday {

int export_run(const ExportRequest& request) {
  const auto target = find_target(request.what, request.checkpoint, request.out);
  const auto path = target.checkpoint.string();
  const SafetensorsFile file(target.checkpoint);
  const auto config = config_of_checkpoint(file, path, {});
  Network network(plan_of(config));
  load_weights(network, file, path, request.ema);
  const auto weights = weights_of(network);
  const auto output =
      request.output.empty()
          ? target.folder / (target.checkpoint.stem().string() + "_weights.safetensors")
          : std::filesystem::path(request.output);
  if (std::filesystem::exists(output) && std::filesystem::equivalent(output, target.checkpoint))
    throw usage_error("--output is the checkpoint itself: give another file");
  // What the outputs mean and how inputs are made; PyTorch's loaders expect to know whose layout it
  // is.
  auto metadata = facts_metadata(*config.facts);
  metadata["format"] = "pt";
  save_tensors(output, weights, metadata);
  std::printf("Wrote %s: %s under the model's own names\n", output.c_str(),
              counted(static_cast<std::int64_t>(weights.size()), "tensor").c_str());
  return static_cast<int>(Exit::ok);
}

}  // namespace mlday
