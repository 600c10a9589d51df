// mlday train: trains a config, or goes on with a run.
#include <memory>

#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_train(CLI::App& app) {
  auto& verb = *app.add_subcommand("train", "Train the experiment that a config describes");
  auto request = std::make_shared<TrainRequest>();
  // Named flags are settings of the config with the last word: default < file < --set < flag.
  struct Named {
    std::string flag, key, help, value;
  };
  auto named = std::make_shared<std::vector<Named>>(std::vector<Named>{
      {"--seed", "training.seed", "Seed of split, weights, order and dropout", ""},
      {"--epochs", "training.epochs", "Passes over the training data", ""},
      {"--device", "training.device", "auto, cpu, cuda or cuda:N", ""},
      {"--threads", "training.threads", "Threads for arithmetic (default: all usable)", ""}});
  auto sets = std::make_shared<std::vector<std::string>>();

  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  verb.add_option("--out", request->out, "Folder for run folders")->capture_default_str();
  verb.add_option("--name", request->name, "Name of the run (default: the time)");
  for (auto& flag : *named) verb.add_option(flag.flag, flag.value, flag.help);
  verb.add_option("--set", *sets, "Set a value of the config: optimizer.lr=3e-4 (repeatable)")
      ->allow_extra_args(false);
  verb.add_flag("--resume", request->resume, "Go on with the latest (or the --name) run");
  verb.add_flag("--quiet", request->quiet, "Print warnings and errors only");

  return [request, named, sets] {
    for (const auto& set : *sets) request->config.settings.push_back({set, "--set"});
    for (const auto& flag : *named)
      if (!flag.value.empty())
        request->config.settings.push_back({flag.key + "=" + flag.value, flag.flag});
    request->command = typed_command();
    return engine().train(*request);
  };
}

}  // namespace mlday
