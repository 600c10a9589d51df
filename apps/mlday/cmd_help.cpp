// mlday help, list, info, docs: what there is to set and to choose from.
#include <algorithm>
#include <cstdio>

#include "engine.h"
#include "schema_keys.h"
#include "verbs.h"

namespace mlday {
namespace {

/// Whether a section of the config, or one of its keys, has this name.
bool is_key(const std::string& name) {
  const auto keys = schema_keys();
  return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
    return key == name || key.ends_with("." + name);
  });
}

}  // namespace

std::function<int()> cmd_help(CLI::App& app) {
  auto& verb =
      *app.add_subcommand("help", "Explain a key, a kind or a verb: mlday help optimizer.adam.lr");
  auto path = std::make_shared<std::string>();
  verb.add_option("KEY", *path, "A key, a section, a kind or a verb; none for the sections");
  return [&app, path] {
    const auto named =
        app.get_subcommands([&](const CLI::App* sub) { return sub->get_name() == *path; });
    if (!named.empty()) {
      std::puts(named.front()->help("mlday").c_str());
      if (!is_key(*path)) return 0;
      std::puts("In a config:\n");
    }
    return engine().help(*path);
  };
}

std::function<int()> cmd_list(CLI::App& app) {
  auto& verb = *app.add_subcommand("list", "List kinds: layers, optimizers, loaders, rules, ...");
  auto what = std::make_shared<std::string>();
  verb.add_option("WHAT", *what, "Which list; none for the lists there are");
  return [what] { return engine().list(*what); };
}

std::function<int()> cmd_info(CLI::App& app) {
  app.add_subcommand("info", "Versions of the libraries, BLAS, CUDA, threads");
  return [] { return engine().info(); };
}

std::function<int()> cmd_docs(CLI::App& app) {
  auto& verb = *app.add_subcommand("docs", "Write docs/reference.md and configs/schema.json");
  struct Request {
    std::string root = ".";
    bool write = false, check = false;
  };
  auto request = std::make_shared<Request>();
  verb.add_option("--root", request->root, "The project's folder")->capture_default_str();
  auto* write = verb.add_flag("--write", request->write, "Write the pages that are stale");
  verb.add_flag("--check", request->check, "Fail where a page is stale (default)")->excludes(write);
  return [request] { return engine().docs(request->root, request->write); };
}

}  // namespace mlday
