// The verbs: each adds itself to the command line and says what to do when it is chosen.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

namespace mlday {

/// Adds a verb's command and flags; the returned function runs it and gives the exit code.
using Verb = std::function<int()> (*)(CLI::App& app);

std::function<int()> cmd_train(CLI::App& app);
std::function<int()> cmd_eval(CLI::App& app);
std::function<int()> cmd_check(CLI::App& app);
std::function<int()> cmd_inspect(CLI::App& app);
std::function<int()> cmd_export(CLI::App& app);
std::function<int()> cmd_lr(CLI::App& app);
std::function<int()> cmd_find_lr(CLI::App& app);
std::function<int()> cmd_profile(CLI::App& app);
std::function<int()> cmd_gradcheck(CLI::App& app);
std::function<int()> cmd_elbow(CLI::App& app);
std::function<int()> cmd_predict(CLI::App& app);
std::function<int()> cmd_report(CLI::App& app);
std::function<int()> cmd_compare(CLI::App& app);
std::function<int()> cmd_watch(CLI::App& app);
std::function<int()> cmd_words(CLI::App& app);
std::function<int()> cmd_journal(CLI::App& app);
std::function<int()> cmd_runs(CLI::App& app);
std::function<int()> cmd_runs_rm(CLI::App& app);
std::function<int()> cmd_runs_prune(CLI::App& app);
std::function<int()> cmd_verify(CLI::App& app);
std::function<int()> cmd_recommend(CLI::App& app);
std::function<int()> cmd_sample(CLI::App& app);
std::function<int()> cmd_config_show(CLI::App& app);
std::function<int()> cmd_data_show(CLI::App& app);
std::function<int()> cmd_data_load(CLI::App& app);
std::function<int()> cmd_data_make(CLI::App& app);
std::function<int()> cmd_help(CLI::App& app);
std::function<int()> cmd_list(CLI::App& app);
std::function<int()> cmd_info(CLI::App& app);
std::function<int()> cmd_docs(CLI::App& app);
std::function<int()> cmd_completion(CLI::App& app);

/// The command line as it was typed, for a run's summary.
const std::string& typed_command();

}  // namespace mlday
