// mlday gradcheck: holds the gradients against central differences.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_gradcheck(CLI::App& app) {
  auto& verb = *app.add_subcommand("gradcheck", "Hold the gradients against central differences");
  auto request = std::make_shared<GradcheckRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  flags->add("--seed", "training.seed", "Seed of weights and of the entries that are drawn");
  flags->add("--threads", "training.threads", "Threads for arithmetic (default: all usable)");
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  verb.add_option("--entries", request->entries, "Entries of each tensor that are tried")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  verb.add_option("--samples", request->samples,
                  "Samples of the first batch that the loss is taken over, at most")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  verb.add_option("--eps", request->eps, "The step to either side")
      ->check(finite_number())
      ->check(above_0())
      ->capture_default_str();
  verb.add_option("--tolerance", request->tolerance, "The largest relative difference that passes")
      ->check(finite_number())
      ->check(above_0())
      ->capture_default_str();
  verb.add_option("--floor", request->floor, "A difference whose norm is below this always passes")
      ->check(finite_number())
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  verb.add_flag("--json", request->json, "Print JSON");
  return [request, flags] {
    request->config.settings = flags->settings();
    return engine().gradcheck(*request);
  };
}

}  // namespace mlday
