// mlday predict: what a checkpoint makes of files.
#include "core/error.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_predict(CLI::App& app) {
  auto& verb = *app.add_subcommand("predict", "Classes of pictures, or values of table rows");
  auto request = std::make_shared<PredictRequest>();
  verb.add_option("RUN", request->what, "A run folder, a checkpoint, or a config (its latest run)")
      ->required();
  verb.add_option("FILES", request->files,
                  "Pictures, or tables as CSV, with a header where training's had one")
      ->required();
  verb.add_option("--checkpoint", request->checkpoint, "Of a run: best or last")
      ->check(CLI::IsMember({"best", "last"}))
      ->capture_default_str();
  verb.add_option("--format", request->format, "jsonl (a JSON object a line) or csv")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->capture_default_str();
  auto* top = verb.add_option("--top", request->top, "So many classes of each sample (jsonl)")
                  ->check(CLI::Range(1, 1000000))
                  ->capture_default_str();
  verb.add_option("--annotate", request->annotate,
                  "Folder for the pictures with their classes written below");
  verb.add_flag("--ema", request->ema, "The averaged weights (training.ema_decay)");
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_option("--device", request->device, "auto, cpu, cuda or cuda:N")->capture_default_str();
  verb.add_option("--threads", request->threads, "Threads for arithmetic (default: all usable)")
      ->check(CLI::Range(1, 1024));
  return [request, top] {
    if (top->count() > 0 && request->format == "csv")
      throw usage_error("--top is for --format jsonl: a line of CSV has the likeliest class alone");
    for (auto& path : request->files)
      if (path == "-") path = "/dev/stdin";
    return engine().predict(*request);
  };
}

}  // namespace mlday
