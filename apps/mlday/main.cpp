// mlday: trains the experiment that a YAML file describes. This is the table of verbs; each has a
// file.
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>

#include "core/error.h"
#include "core/file.h"
#include "core/terminal.h"
#include "core/text.h"
#include "core/version.h"
#include "verbs.h"

namespace mlday {
namespace {

std::string command_line;

struct Entry {
  const char* path;  ///< the subcommands that lead to the verb
  Verb add;
  const char* example;  ///< what a user might type behind them
};

constexpr Entry verbs[] = {
    {"train", cmd_train, "configs/day64_gtsrb.yaml --data ~/data"},
    {"eval", cmd_eval, "runs/day64_gtsrb/latest --split validation"},
    {"check", cmd_check, "configs/*.yaml --no-data"},
    {"inspect", cmd_inspect, "configs/day15_resnet50_signs.yaml"},
    {"lr", cmd_lr, "configs/day64_gtsrb_best.yaml --svg lr.svg"},
    {"find-lr", cmd_find_lr, "configs/day41_modified_alexnet.yaml --data ~/data"},
    {"profile", cmd_profile, "configs/day64_gtsrb.yaml --trace trace.json"},
    {"gradcheck", cmd_gradcheck, "configs/day04_init_he.yaml --entries 50"},
    {"elbow", cmd_elbow, "configs/day39_kmeans_iris.yaml --data ~/data"},
    {"predict", cmd_predict, "runs/day64_gtsrb/latest photo.png --annotate seen"},
    {"sample", cmd_sample, "runs/day19_dinosaurs/latest --number 20"},
    {"recommend", cmd_recommend, "runs/day24_movies/latest --user 12 --number 10"},
    {"report", cmd_report, "runs/day64_gtsrb/latest"},
    {"compare", cmd_compare, "runs/day06_adam runs/day06_momentum --html compare.html"},
    {"watch", cmd_watch, "runs/day64_gtsrb/latest"},
    {"words", cmd_words, "glove.6B.50d.txt --cosine father mother --analogy man woman king"},
    {"journal", cmd_journal, "--format markdown"},
    {"runs rm", cmd_runs_rm, "runs/day64_gtsrb/2026-11-22_14-05-09"},
    {"runs prune", cmd_runs_prune, "--keep 3"},
    {"runs", cmd_runs, "--json"},
    {"verify", cmd_verify, "runs/day64_gtsrb/latest"},
    {"config show", cmd_config_show, "configs/day42_annealed_alexnet.yaml --minimal"},
    {"export", cmd_export, "runs/day64_gtsrb/latest --output day64.safetensors"},
    {"data show", cmd_data_show, "configs/day64_gtsrb.yaml --grid sheet.png"},
    {"data load", cmd_data_load, "insurance.csv --into sqlite:datasets/insurance.db"},
    {"data make gtsrb", cmd_data_make, "--out datasets/gtsrb"},
    {"help", cmd_help, "optimizer.adam"},
    {"list", cmd_list, "layers"},
    {"info", cmd_info, ""},
    {"docs", cmd_docs, "--write"},
    {"completion", cmd_completion, "bash"},
};

bool is_chosen(const CLI::App& app, const std::string& path) {
  const auto* sub = &app;
  for (const auto& name : split(path, ' ')) sub = sub->get_subcommand(name);
  return sub->parsed();
}

/// What stands below the help of a verb and of the subcommands that lead to it, where the table's
/// first such verb is the last to speak.
void add_footers(CLI::App& app) {
  using namespace std::string_literals;
  for (auto verb = std::rbegin(verbs); verb != std::rend(verbs); ++verb) {
    const auto footer =
        "Exit codes: 0 done, 1 the run failed, 2 wrong usage or config, 3 a figure missed "
        "--expect, 130/143 interrupted and saved.\nExample: mlday "s +
        verb->path + (*verb->example ? " " : "") + verb->example;
    app.footer(footer);
    auto* sub = &app;
    for (const auto& name : split(verb->path, ' ')) {
      sub = sub->get_subcommand(name);
      sub->footer(footer);
    }
  }
}

std::vector<CLI::App*> verbs_below(CLI::App& app) {
  return app.get_subcommands([](const CLI::App*) { return true; });
}

/// CLI11 would only say that a verb is missing.
void refuse_unknown_verb(CLI::App& app, int argc, char** argv) {
  auto* verb = &app;
  std::string typed = "mlday";
  for (int i = 1; i < argc && argv[i][0] != '-' && !verbs_below(*verb).empty(); ++i) {
    CLI::App* found = nullptr;
    std::vector<std::string> names;
    for (auto* below : verbs_below(*verb)) {
      names.push_back(below->get_name());
      if (names.back() == argv[i]) found = below;
    }
    if (!found) {
      const auto meant = nearest(argv[i], names);
      throw usage_error("there is no verb `" + std::string(argv[i]) + "`" +
                        (meant ? ": did you mean `" + typed + " " + *meant + "`?"
                               : "; see " + typed + " --help"));
    }
    verb = found;
    typed += std::string(" ") + argv[i];
  }
}

/// `--data "$UNSET"` would count as not given.
void refuse_empty_values(CLI::App& app) {
  const auto not_empty = [](const std::string& value) {
    return std::string(value.empty() ? "the value is empty: give one, or leave the flag out" : "");
  };
  for (auto* option : app.get_options())
    if (option->get_type_size() > 0) option->check(not_empty, "");
  for (auto* verb : verbs_below(app))
    if (verb->get_name() != "completion") refuse_empty_values(*verb);  // it completes empty words
}

/// `--color`, which every verb knows, and which may stand before the verb too.
void add_colour_flag(CLI::App& app) {
  static const std::map<std::string, ColourWish> wishes{{"auto", ColourWish::automatic},
                                                        {"always", ColourWish::always},
                                                        {"never", ColourWish::never}};
  const auto wish = [](const std::string& word) { wish_colours(wishes.at(word)); };
  app.add_option_function<std::string>("--color", wish,
                                       "auto (on a terminal, not with $NO_COLOR), always or never")
      ->check(CLI::IsMember({"auto", "always", "never"}))
      ->type_name("WHEN");
  for (auto* verb : verbs_below(app)) add_colour_flag(*verb);
}

/// Whether the verb's output is only to look at: training's result is in its run folder.
bool output_may_be_lost = false;

int run(int argc, char** argv) {
  for (int i = 0; i < argc; ++i) command_line += (i ? " " : "") + shell_word(argv[i]);
  CLI::App app("Config-driven machine-learning experiments", "mlday");
  app.set_version_flag("--version", "mlday " + version_text() + " (" + commit_text() + ")");
  app.require_subcommand(1);
  std::vector<std::function<int()>> actions;
  for (const auto& verb : verbs) actions.push_back(verb.add(app));
  add_footers(app);
  add_colour_flag(app);
  refuse_empty_values(app);
  refuse_unknown_verb(app, argc, argv);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    throw usage_error(std::string(error.what()) + "\nSee mlday " +
                      (argc > 1 && argv[1][0] != '-' ? argv[1] + std::string(" ") : "") + "--help");
  }
  for (std::size_t i = 0; i < actions.size(); ++i) {
    if (!is_chosen(app, verbs[i].path)) continue;
    output_may_be_lost = verbs[i].add == cmd_train;
    return actions[i]();
  }
  return static_cast<int>(Exit::usage);
}

}  // namespace

const std::string& typed_command() { return command_line; }

/// What a verb prints is its result, which a full disk may take.
void refuse_lost_output() {
  errno = 0;
  if ((std::fflush(stdout) == 0 && !std::ferror(stdout)) || output_may_be_lost) return;
  throw Error("cannot write all of the output" +
              (errno ? ": " + std::string(std::strerror(errno)) : ""));
}

void print_error(const std::string& message) {
  std::fflush(stdout);
  const auto sign = painted("mlday:", Paint::red, colours_on(STDERR_FILENO));
  std::fprintf(stderr, "%s %s\n", sign.c_str(), message.c_str());
}

}  // namespace mlday

int main(int argc, char** argv) {
  int code = 0;
  try {
    code = mlday::run(argc, argv);
    mlday::refuse_lost_output();
  } catch (const mlday::Error& error) {
    mlday::print_error(error.what());
    code = static_cast<int>(error.exit());
  } catch (const std::filesystem::filesystem_error& error) {
    mlday::print_error(mlday::access_text(error));
    code = static_cast<int>(mlday::Exit::failed);
  } catch (const std::exception& error) {
    mlday::print_error("internal error: " + std::string(error.what()) +
                       "\nThis is a bug in mlday; please report it.");
    code = static_cast<int>(mlday::Exit::failed);
  }
  std::fflush(stdout);
  // All files are closed; unloading LibTorch would only cost a fifth of a second.
  std::quick_exit(code);
}
