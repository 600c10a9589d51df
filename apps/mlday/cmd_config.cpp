// mlday config show: a config as it is read, every value with its origin.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_config_show(CLI::App& app) {
  auto& config = *app.add_subcommand("config", "Look at configs");
  config.require_subcommand(1);
  auto& verb =
      *config.add_subcommand("show", "The config with every default and each value's origin");
  auto request = std::make_shared<ShowRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_flag("--minimal", request->minimal, "Only what differs from the defaults");
  return [request, flags] {
    request->config.settings = flags->settings();
    return engine().show(*request);
  };
}

}  // namespace mlday
