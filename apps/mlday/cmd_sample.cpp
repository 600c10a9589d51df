// mlday sample: texts from a language model.
#include "config_flags.h"
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_sample(CLI::App& app) {
  auto& verb = *app.add_subcommand("sample", "Texts that a language model makes up, one a line");
  auto request = std::make_shared<SampleRequest>();
  verb.add_option("RUN", request->what, "A run folder, a checkpoint, or a config (its latest run)")
      ->required();
  verb.add_option("--number", request->number, "So many texts")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  verb.add_option("--prefix", request->prefix, "What each begins with");
  verb.add_option(
          "--temperature", request->temperature,
          "Below 1 the likely becomes likelier, at 0 it is always taken, above 1 all become "
          "more alike")
      ->check(finite_number())
      ->check(CLI::Range(0., 1000.))
      ->capture_default_str();
  verb.add_option("--top-k", request->top_k, "Only the likeliest so many symbols; 0: all")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  verb.add_option("--longest", request->longest, "End a text after so many symbols")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  verb.add_option("--seed", request->seed, "Another seed, other texts")->capture_default_str();
  verb.add_option("--checkpoint", request->checkpoint, "Of a run: best or last")
      ->check(CLI::IsMember({"best", "last"}))
      ->capture_default_str();
  verb.add_flag("--ema", request->ema, "The averaged weights (training.ema_decay)");
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  return [request] { return engine().sample(*request); };
}

}  // namespace mlday
