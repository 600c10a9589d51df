// mlday export: a run's weights for other programs.
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_export(CLI::App& app) {
  auto& verb = *app.add_subcommand("export", "Write a run's weights for other programs");
  auto request = std::make_shared<ExportRequest>();
  verb.add_option("RUN", request->what, "A run folder, a checkpoint, or a config (its latest run)")
      ->required();
  verb.add_option("--format", request->format, "safetensors: torch's load_state_dict takes it")
      ->check(CLI::IsMember({"safetensors"}));
  verb.add_option("--checkpoint", request->checkpoint, "best or last")
      ->check(CLI::IsMember({"best", "last"}));
  verb.add_flag("--ema", request->ema, "The averaged weights (training.ema_decay)");
  verb.add_option("--output", request->output, "The file to write (else in the run's folder)");
  verb.add_option("--out", request->out, "Where run folders are");
  return [request] { return engine().export_weights(*request); };
}

}  // namespace mlday
