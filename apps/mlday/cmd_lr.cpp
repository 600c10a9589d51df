// mlday lr: the learning rate over a whole run, without training it.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_lr(CLI::App& app) {
  auto& verb = *app.add_subcommand("lr", "Print and draw the learning rate over a whole run");
  auto request = std::make_shared<LrRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  flags->add("--epochs", "training.epochs", "Passes over the training data");
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--steps-per-epoch", request->steps_per_epoch,
                  "Updates per epoch (default: as the data set has it)")
      ->check(CLI::Range(1, 1'000'000'000));
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  verb.add_option("--svg", request->svg, "Where to draw it (default: lr_<config>.svg)");
  verb.add_flag("--csv", request->csv, "Print every step as CSV; draw only with --svg");
  return [request, flags] {
    request->config.settings = flags->settings();
    return engine().lr(*request);
  };
}

}  // namespace mlday
