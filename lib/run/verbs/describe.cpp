// The verbs that tell what there is: config show, help, list, docs, info.
#include <torch/version.h>

#include <cstdio>
#include <opencv2/core/version.hpp>

#include "config/document.h"
#include "config/yaml.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "core/threads.h"
#include "core/version.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/experiment.h"
#include "run/verbs/verbs.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::string rules_table() {
  TextTable table("ll");
  for (const auto& rule : rules()) table.row({rule.name, rule.summary});
  return table.str();
}

std::string reference_text() {
  std::string page =
      "# Every key of a config\n\nWritten by `mlday docs --write` from the declarations in the "
      "code; "
      "do not edit. How configs are read and composed: [configs.md](configs.md).\n";
  page += reference_page(experiment_spec());
  page +=
      "\n## Rules\nWhat `mlday check` and `mlday train` look for across sections.\n\n| rule | "
      "|\n|---|---|\n";
  for (const auto& rule : rules())
    page += "| `" + std::string(rule.name) + "` | " + rule.summary + " |\n";
  return page;
}

struct Page {
  fs::path path;
  std::string content;
};

}  // namespace

int show_config(const ShowRequest& request) {
  const auto config = resolve_config(request.config);
  for (const auto& warning : config.warnings) std::fprintf(stderr, "%s\n", warning.str().c_str());
  const Node tree =
      request.minimal ? without_defaults(config.tree, experiment_spec()) : config.tree;
  std::fputs(emit_yaml(tree, true).c_str(), stdout);
  return 0;
}

int show_help(const std::string& path) {
  for (const auto& rule : rules())
    if (rule.name == path) {
      std::printf("%s: %s\n%s\n", rule.name, rule.summary,
                  rule.warns
                      ? ("A warning; where it is meant: `check: {expect: [" + path + "]}`").c_str()
                      : "An error.");
      return 0;
    }
  std::puts(help_text(experiment_spec(), path).c_str());
  return 0;
}

int show_list(const std::string& what) {
  if (what == "rules" || what == "rule")
    std::puts(rules_table().c_str());
  else
    std::puts(list_text(experiment_spec(), what, {"rules"}).c_str());
  return 0;
}

int show_info() {
  TextTable table("ll");
  table.row({"mlday", version_text() + " (" + commit_text() + ")"});
  table.row({"build", build_type_text()});
  table.row({"LibTorch", TORCH_VERSION});
  table.row({"OpenCV", CV_VERSION});
  table.row({"BLAS", blas_text()});
  if (const auto kernels = blas_kernels_text(); !kernels.empty())
    table.row({"", "kernels for " + kernels});
  table.row({"CUDA", cuda_text()});
  table.row({"threads", std::to_string(usable_processors())});
  std::puts(table.str().c_str());
  if (const auto warning = slow_blas_warning()) std::printf("warning: %s\n", warning->c_str());
  return 0;
}

int make_docs(const std::string& root, bool write) {
  const Page pages[] = {
      {fs::path(root) / "docs" / "reference.md", reference_text()},
      {fs::path(root) / "configs" / "schema.json", json_schema(experiment_spec())}};
  bool stale = false;
  for (const auto& page : pages) {
    const bool is_same = fs::exists(page.path) && read_file(page.path) == page.content;
    if (is_same) continue;
    if (write) {
      write_file_atomically(page.path, page.content);
      std::printf("wrote %s\n", page.path.c_str());
    } else {
      std::printf("%s is stale: run `mlday docs --write`\n", page.path.c_str());
      stale = true;
    }
  }
  return static_cast<int>(stale ? Exit::failed : Exit::ok);
}

}  // namespace mlday
