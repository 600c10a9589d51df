// mlday export: a run's weights, or all of it, for other programs. MLflow's store is written
// without the torch library.
#include <cstdio>

#include "core/error.h"
#include "engine.h"
#include "report/mlflow.h"
#include "store/runs.h"
#include "verbs.h"

namespace mlday {
namespace {

int export_to_mlflow(const ExportRequest& request) {
  const auto run = named_run(request.what, request.out);
  const std::string store = request.output.empty() ? "mlruns" : request.output;
  const auto place = export_mlflow(run, store);
  std::printf("Wrote %s: see it by mlflow ui --backend-store-uri %s\n", place.c_str(),
              store.c_str());
  return static_cast<int>(Exit::ok);
}

}  // namespace

std::function<int()> cmd_export(CLI::App& app) {
  auto& verb = *app.add_subcommand("export", "Write a run for other programs");
  auto request = std::make_shared<ExportRequest>();
  verb.add_option("RUN", request->what, "A run folder, a checkpoint, or a config (its latest run)")
      ->required();
  verb.add_option("--format", request->format,
                  "safetensors: the weights, as torch's load_state_dict takes them; mlflow: all of "
                  "the run in MLflow's file store")
      ->check(CLI::IsMember({"safetensors", "mlflow"}))
      ->capture_default_str();
  auto* checkpoint = verb.add_option("--checkpoint", request->checkpoint, "best or last")
                         ->check(CLI::IsMember({"best", "last"}));
  auto* ema = verb.add_flag("--ema", request->ema, "The averaged weights (training.ema_decay)");
  verb.add_option("--output", request->output,
                  "The file to write (else in the run's folder); of MLflow the store's folder "
                  "(else mlruns)");
  verb.add_option("--out", request->out, "Where run folders are");
  return [request, checkpoint, ema] {
    if (request->format != "mlflow") return engine().export_weights(*request);
    for (const auto* option : {checkpoint, ema})
      if (option->count() > 0)
        throw usage_error(option->get_name() +
                          " chooses weights, and --format mlflow takes a run as it is: leave one "
                          "of them out");
    return export_to_mlflow(*request);
  };
}

}  // namespace mlday
