// mlday eval: figures of a trained network on one part of the data.
#include <memory>

#include "config_flags.h"
#include "engine.h"
#include "store/kept_samples.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_eval(CLI::App& app) {
  auto& verb =
      *app.add_subcommand("eval", "Evaluate a run, a checkpoint, or a config's latest run");
  auto request = std::make_shared<EvalRequest>();
  auto flags = std::make_shared<ConfigFlags>(verb);
  flags->add("--device", "training.device", "auto, cpu, cuda or cuda:N");
  flags->add("--threads", "training.threads", "Threads for arithmetic (default: all usable)");
  flags->add("--crops", "evaluation.crops",
             "center, ten, multi_scale or multi_crop (default: as evaluation.crops says)");
  verb.add_option("RUN", request->what, "A run folder, a .safetensors checkpoint, or a config")
      ->required();
  verb.add_option("--split", request->split, "Which part of the data")
      ->check(CLI::IsMember({"train", "validation", "test"}))
      ->capture_default_str();
  verb.add_option("--checkpoint", request->checkpoint, "Which of the run's checkpoints")
      ->check(CLI::IsMember({"best", "last"}))
      ->capture_default_str();
  verb.add_option("--data", request->data,
                  "Folder that holds the data (else $MLDAY_DATA, the run's own, datasets/)");
  verb.add_option("--out", request->out, "Folder of run folders, for a config")
      ->capture_default_str();
  verb.add_option("--gallery", request->gallery,
                  "Folder for right.svg and wrong.svg: pictures with what they were taken for");
  verb.add_option("--predictions", request->predictions,
                  "CSV file for each sample's truth and prediction");
  verb.add_option("--allow-change", request->allowed_changes,
                  "Evaluate although samples of the run have changed, or are gone")
      ->check(CLI::IsMember(allowable_changes()));
  verb.add_option("--expect", request->expect,
                  "Exit with 3 where a figure misses this: 'accuracy>=.98' (repeatable)")
      ->allow_extra_args(false);
  verb.add_flag("--ema", request->ema, "The averaged weights (training.ema_decay)");
  verb.add_flag("--json", request->json, "Print JSON");
  return [request, flags] {
    request->settings = flags->settings();
    return engine().eval(*request);
  };
}

}  // namespace mlday
