// mlday train: trains a config, or goes on with a run.
#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "config_flags.h"
#include "core/error.h"
#include "core/text.h"
#include "engine.h"
#include "report/seeds.h"
#include "store/json.h"
#include "verbs.h"

namespace mlday {
namespace {

/// Trains the seeds 1 to `count`, a run each, and tells what their figures have in common. Ends
/// with the first run that did not come to its end.
int train_seeds(const TrainRequest& request, std::int64_t count) {
  if (std::filesystem::is_directory(request.config.path))
    throw usage_error("--seeds begins runs of a config: name its file, not a run folder");
  auto base = request.name.empty() ? now_text() : request.name;
  std::replace(base.begin(), base.end(), ' ', '_');
  std::replace(base.begin(), base.end(), ':', '-');
  const auto config = std::filesystem::path(request.config.path).stem();
  std::vector<RunFolder> runs;
  int code = 0;
  for (std::int64_t seed = 1; seed <= count; ++seed) {
    auto one = request;
    one.name = base + "_seed_" + std::to_string(seed);
    one.config.settings.push_back({"training.seed=" + std::to_string(seed), "--seeds"});
    one.quiet = one.quiet || request.json;
    one.json = false;
    const int ended = engine().train(one);
    if (ended != 0 && ended != static_cast<int>(Exit::missed)) return ended;
    code = std::max(code, ended);
    runs.emplace_back(std::filesystem::path(request.out) / config / one.name);
  }
  std::puts(request.json ? json_text(seeds_json(runs), 2).c_str() : seeds_text(runs).c_str());
  return code;
}

}  // namespace

std::function<int()> cmd_train(CLI::App& app) {
  auto& verb = *app.add_subcommand("train", "Train the experiment that a config describes");
  auto request = std::make_shared<TrainRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  flags->add("--seed", "training.seed", "Seed of split, weights, order and dropout");
  flags->add("--epochs", "training.epochs", "Passes over the training data");
  flags->add("--device", "training.device", "auto, cpu, cuda or cuda:N");
  flags->add("--threads", "training.threads", "Threads for arithmetic (default: all usable)");
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, a resumed run's own, datasets/)");
  auto* out =
      verb.add_option("--out", request->out, "Folder for run folders")->capture_default_str();
  verb.add_option("--name", request->name, "Name of the run (default: the time)");
  verb.add_option("--allow-change", request->allowed_changes,
                  "Go on although this key of the config changed, or (`changed`) samples did");
  verb.add_option("--expect", request->expect,
                  "Exit with 3 where a figure of the best epoch misses this: 'val_accuracy>=.98' "
                  "(repeatable)")
      ->allow_extra_args(false);
  verb.add_option("--from", request->from,
                  "Begin with the weights of this run, checkpoint or config's latest run");
  auto seeds = std::make_shared<std::int64_t>(0);
  auto* many = verb.add_option("--seeds", *seeds,
                               "Train with each of the seeds 1 to N, and tell mean, deviation and "
                               "interval of the figures")
                   ->check(CLI::Range(2, 1000));
  verb.get_option("--seed")->excludes(many);
  verb.add_flag("--json", request->json, "Print the summary as JSON, and nothing else");
  verb.add_flag("--resume", request->resume, "Go on with the latest (or the --name) run");
  verb.add_flag("--quiet", request->quiet, "Print warnings and errors only");
  return [request, flags, out, seeds] {
    const bool goes_on_in_place =
        request->resume && std::filesystem::is_directory(request->config.path);
    if (goes_on_in_place && (out->count() > 0 || !request->name.empty()))
      throw usage_error("a run folder is gone on with where it is: leave --out and --name away");
    if (!request->resume && !request->allowed_changes.empty())
      throw usage_error("--allow-change is for a run that goes on: give --resume too");
    request->config.settings = flags->settings();
    request->command = typed_command();
    return *seeds > 0 ? train_seeds(*request, *seeds) : engine().train(*request);
  };
}

}  // namespace mlday
