// mlday: trains the experiment that a YAML file describes. This is the table of verbs; each has a
// file.
#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "core/error.h"
#include "core/text.h"
#include "core/version.h"
#include "verbs.h"

namespace mlday {
namespace {

std::string command_line;

struct Entry {
  const char* path;  ///< the subcommands that lead to the verb
  Verb add;
};

constexpr Entry verbs[] = {
    {"train", cmd_train},
    {"eval", cmd_eval},
    {"check", cmd_check},
    {"inspect", cmd_inspect},
    {"lr", cmd_lr},
    {"find-lr", cmd_find_lr},
    {"gradcheck", cmd_gradcheck},
    {"predict", cmd_predict},
    {"sample", cmd_sample},
    {"journal", cmd_journal},
    {"config show", cmd_config_show},
    {"export", cmd_export},
    {"data show", cmd_data_show},
    {"data make gtsrb", cmd_data_make},
    {"help", cmd_help},
    {"list", cmd_list},
    {"info", cmd_info},
    {"docs", cmd_docs},
    {"completion", cmd_completion},
};

bool is_chosen(const CLI::App& app, const std::string& path) {
  const auto space = path.find(' ');
  const auto* sub = app.get_subcommand(path.substr(0, space));
  if (!sub->parsed()) return false;
  return space == std::string::npos || is_chosen(*sub, path.substr(space + 1));
}

/// CLI11 would only say that a verb is missing.
void refuse_unknown_verb(int argc, char** argv) {
  if (argc < 2 || argv[1][0] == '-') return;
  std::vector<std::string> names;
  for (const auto& verb : verbs) names.push_back(split(verb.path, ' ').front());
  if (std::find(names.begin(), names.end(), argv[1]) != names.end()) return;
  const auto meant = nearest(argv[1], names);
  throw usage_error("there is no verb `" + std::string(argv[1]) + "`" +
                    (meant ? ": did you mean `mlday " + *meant + "`?" : "; see mlday --help"));
}

/// `--data "$UNSET"` would count as not given.
void refuse_empty_values(CLI::App& app) {
  const auto not_empty = [](const std::string& value) {
    return std::string(value.empty() ? "the value is empty: give one, or leave the flag out" : "");
  };
  for (auto* option : app.get_options())
    if (option->get_type_size() > 0) option->check(not_empty, "");
  for (auto* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    if (verb->get_name() != "completion") refuse_empty_values(*verb);  // it completes empty words
}

int run(int argc, char** argv) {
  for (int i = 0; i < argc; ++i) command_line += std::string(i ? " " : "") + argv[i];
  CLI::App app("Config-driven machine-learning experiments", "mlday");
  app.set_version_flag("--version", "mlday " + version_text() + " (" + commit_text() + ")");
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 done, 1 the run failed, 2 wrong usage or config, 130/143 interrupted and "
      "saved.\nExample: mlday train configs/day64_gtsrb.yaml");
  std::vector<std::function<int()>> actions;
  for (const auto& verb : verbs) actions.push_back(verb.add(app));
  refuse_empty_values(app);
  refuse_unknown_verb(argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    throw usage_error(std::string(error.what()) + "\nSee mlday " +
                      (argc > 1 && argv[1][0] != '-' ? argv[1] + std::string(" ") : "") + "--help");
  }
  for (std::size_t i = 0; i < actions.size(); ++i)
    if (is_chosen(app, verbs[i].path)) return actions[i]();
  return static_cast<int>(Exit::usage);
}

}  // namespace

const std::string& typed_command() { return command_line; }

}  // namespace mlday

int main(int argc, char** argv) {
  int code = 0;
  try {
    code = mlday::run(argc, argv);
  } catch (const mlday::Error& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "mlday: %s\n", error.what());
    code = static_cast<int>(error.exit());
  } catch (const std::exception& error) {
    std::fflush(stdout);
    std::fprintf(stderr, "mlday: internal error: %s\nThis is a bug in mlday; please report it.\n",
                 error.what());
    code = static_cast<int>(mlday::Exit::failed);
  }
  std::fflush(stdout);
  // All files are closed; unloading LibTorch would only cost a fifth of a second.
  std::quick_exit(code);
}
