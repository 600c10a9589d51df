// mlday help, list, info, docs: what there is to set and to choose from.
#include "engine.h"
#include "verbs.h"

namespace mlday {

std::function<int()> cmd_help(CLI::App& app) {
  auto& verb = *app.add_subcommand("help", "Explain a key or kind: mlday help optimizer.adam.lr");
  auto path = std::make_shared<std::string>();
  verb.add_option("KEY", *path, "A key, a section or a kind; none for the sections");
  return [path] { return engine().help(*path); };
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
