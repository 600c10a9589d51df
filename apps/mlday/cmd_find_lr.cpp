// mlday find-lr: tries ever higher learning rates and suggests one.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_find_lr(CLI::App& app) {
  auto& verb = *app.add_subcommand("find-lr", "Try ever higher learning rates and suggest one");
  auto request = std::make_shared<FindLrRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  flags->add("--seed", "training.seed", "Seed of weights, order and dropout");
  flags->add("--device", "training.device", "auto, cpu, cuda or cuda:N");
  flags->add("--threads", "training.threads", "Threads for arithmetic (default: all usable)");
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  verb.add_option("--from", request->from, "The first rate")
      ->check(finite_number())
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--to", request->to, "The last rate")
      ->check(finite_number())
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  verb.add_option("--steps", request->steps, "Updates from the first to the last rate")
      ->check(CLI::Range(10, 1000000))
      ->capture_default_str();
  verb.add_option("--svg", request->svg, "Where to draw it (default: find_lr_<config>.svg)");
  verb.add_flag("--csv", request->csv, "Print every step as CSV; draw only with --svg");
  return [request, flags] {
    request->config.settings = flags->settings();
    return engine().find_lr(*request);
  };
}

}  // namespace mlday
