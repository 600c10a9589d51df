// mlday elbow: how much nearer samples are to their centres with each further cluster.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_elbow(CLI::App& app) {
  auto& verb =
      *app.add_subcommand("elbow", "Draw a clustering's inertia over the number of clusters");
  auto request = std::make_shared<ElbowRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  flags->add("--seed", "training.seed", "Seed of the first centres");
  flags->add("--threads", "training.threads", "Threads for arithmetic (default: all usable)");
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  verb.add_option("--most", request->most, "The largest number of clusters")
      ->check(CLI::Range(2, 1000))
      ->capture_default_str();
  verb.add_option("--svg", request->svg, "Where to draw it (default: elbow_<config>.svg)");
  verb.add_flag("--csv", request->csv, "Print k and inertia as CSV; draw only with --svg");
  return [request, flags] {
    request->config.settings = flags->settings();
    return engine().elbow(*request);
  };
}

}  // namespace mlday
