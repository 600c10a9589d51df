// mlday recommend: what a user may like.
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_recommend(CLI::App& app) {
  auto& verb = *app.add_subcommand("recommend", "Items that a user may like, and why");
  auto request = std::make_shared<RecommendRequest>();
  verb.add_option("RUN", request->what, "A run folder, a checkpoint, or a config (its latest run)")
      ->required();
  verb.add_option("--user", request->user, "For whom, by the id that the data has");
  verb.add_option("--item", request->item, "In place of it: items that are like this one");
  verb.add_option("--number", request->number, "So many items")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  verb.add_option("--reasons", request->reasons,
                  "So many items that the user rated and that are most like the one recommended")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  verb.add_option("--checkpoint", request->checkpoint, "Of a run: best or last")
      ->check(CLI::IsMember({"best", "last"}))
      ->capture_default_str();
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_flag("--json", request->json, "Print JSON");
  return [request] { return engine().recommend(*request); };
}

}  // namespace mlday
