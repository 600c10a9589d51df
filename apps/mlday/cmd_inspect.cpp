// mlday inspect: a network layer by layer, without building it.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_inspect(CLI::App& app) {
  auto& verb =
      *app.add_subcommand("inspect", "Shapes, parameters, costs and memory, layer by layer");
  auto request = std::make_shared<InspectRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  auto* json = verb.add_flag("--json", request->json, "Print JSON");
  verb.add_flag("--fast", request->fast, "Say whether training goes the fast way, and else why not")
      ->excludes(json);
  return [request, flags] {
    request->config.settings = flags->settings();
    return engine().inspect(*request);
  };
}

}  // namespace mlday
