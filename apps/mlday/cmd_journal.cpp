// mlday journal: the scoreboard of days.
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_journal(CLI::App& app) {
  auto& verb =
      *app.add_subcommand("journal", "Every day's figures beside those of its newest run here");
  auto request = std::make_shared<JournalRequest>();
  verb.add_option("--configs", request->configs, "Folder of the days' configs")
      ->capture_default_str();
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_option("--format", request->format, "text, markdown or json")
      ->check(CLI::IsMember({"text", "markdown", "json"}))
      ->capture_default_str();
  auto* check = verb.add_flag("--check", request->check,
                              "Exit with 3 where a day's newest run misses its config's `expect`");
  verb.add_flag("--all", request->all,
                "With --check: a day that expects something and was not run misses it too")
      ->needs(check);
  return [request] { return engine().journal(*request); };
}

}  // namespace mlday
