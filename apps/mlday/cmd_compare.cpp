// mlday compare: runs beside each other, and how much of what they differ in is chance. Needs no
// torch library.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "core/error.h"
#include "core/file.h"
#include "report/compare.h"
#include "report/page.h"
#include "store/runs.h"
#include "verbs.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct CompareRequest {
  std::vector<std::string> runs;
  std::string part, html, out = "runs";
  bool json = false;
};

/// Of the terminal; a usual width where there is none.
std::size_t columns_to_use() {
  constexpr std::size_t usual = 100, narrowest = 60;
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return usual;
  return std::max<std::size_t>(size.ws_col, narrowest);
}

std::vector<RunFolder> runs_to_compare(const CompareRequest& request) {
  std::vector<RunFolder> runs;
  for (const auto& name : request.runs) {
    const auto run = named_run(name, request.out);
    for (std::size_t i = 0; i < runs.size(); ++i)
      if (fs::equivalent(runs[i].root(), run.root()))
        throw usage_error(name + " and " + request.runs[i] + " are the same run, " +
                          run.root().string() + ": name runs that differ");
    runs.push_back(run);
  }
  if (runs.size() < 2)
    throw usage_error(
        "a comparison needs two runs or more: mlday compare RUN RUN (mlday runs lists "
        "them)");
  return runs;
}

int compare(const CompareRequest& request) {
  const auto runs = runs_to_compare(request);
  const auto folder = request.html.empty() ? fs::path() : fs::path(request.html).parent_path();
  const auto document =
      compare_document(runs, request.part, folder.empty() ? fs::path(".") : folder);
  if (!request.html.empty()) write_file_atomically(request.html, page_of(document));
  if (request.json) {
    std::puts(json_text(document, 2).c_str());
    return 0;
  }
  std::puts(compare_text(document, columns_to_use()).c_str());
  if (!request.html.empty()) std::printf("\nPage: %s\n", request.html.c_str());
  return 0;
}

}  // namespace

std::function<int()> cmd_compare(CLI::App& app) {
  auto& verb = *app.add_subcommand(
      "compare", "Runs side by side, and how much of what they differ in is chance");
  auto request = std::make_shared<CompareRequest>();
  verb.add_option("RUN", request->runs,
                  "Run folders, folders of runs (the newest run), or configs; two or more")
      ->required();
  verb.add_option("--part", request->part,
                  "Samples to compare on: test or validation (default: test where both have it)")
      ->check(CLI::IsMember({"test", "validation"}));
  verb.add_option("--html", request->html, "Also write a page with curves over each other");
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_flag("--json", request->json, "Print JSON");
  return [request] { return compare(*request); };
}

}  // namespace mlday
