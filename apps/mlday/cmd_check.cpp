// mlday check: everything that can be known to be wrong with configs, without training.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_check(CLI::App& app) {
  auto& verb =
      *app.add_subcommand("check", "Check configs, their models and data without training");
  auto request = std::make_shared<CheckRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  verb.add_option("CONFIG", request->configs, "YAML configs or run folders")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  verb.add_flag("--no-data", request->no_data, "Leave out what needs the data set");
  verb.add_flag("--strict", request->strict, "Warnings count as errors");
  verb.add_flag("--json", request->json, "Print JSON, for editors and CI");
  return [request, flags] {
    request->settings = flags->settings();
    return engine().check(*request);
  };
}

}  // namespace mlday
