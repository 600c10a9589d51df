// mlday profile: where the time of training goes.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_profile(CLI::App& app) {
  auto& verb =
      *app.add_subcommand("profile", "Train for some seconds and tell where the time goes");
  auto request = std::make_shared<ProfileRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  flags->add("--device", "training.device", "auto, cpu, cuda or cuda:N");
  flags->add("--threads", "training.threads", "Threads for arithmetic (default: all usable)");
  verb.add_option("CONFIG", request->config.path, "A YAML config, or a run folder")->required();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, datasets/)");
  auto seconds = std::make_shared<double>(10);
  verb.add_option("--seconds", *seconds, "How long to train")
      ->check(finite_number())
      ->check(CLI::Range(.1, 3600.))
      ->capture_default_str();
  verb.add_option("--trace", request->trace,
                  "Write the first steps for chrome://tracing or ui.perfetto.dev");
  verb.add_flag("--json", request->json, "Print the figures as JSON, in seconds");
  return [request, flags, seconds] {
    request->config.settings = flags->settings();
    request->config.settings.push_back(
        {"training.stop_after=" + std::to_string(*seconds) + " s", "--seconds"});
    return engine().profile(*request);
  };
}

}  // namespace mlday
