// mlday report: a run, or all of them, as a page to look at. Needs no torch library.
#include <cstdio>
#include <filesystem>
#include <memory>

#include "core/error.h"
#include "core/file.h"
#include "report/index_document.h"
#include "report/page.h"
#include "report/run_document.h"
#include "store/runs.h"
#include "verbs.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct ReportRequest {
  std::vector<std::string> runs;
  std::string out = "runs", configs = "configs";
  bool all = false;
};

void write_all_reports(const ReportRequest& request) {
  if (!fs::is_directory(request.out))
    throw usage_error("there is no folder " + request.out + ": say where runs are with --out");
  for (const auto& run : runs_below(request.out)) write_report(run.folder);
  const auto index = fs::path(request.out) / "index.html";
  write_file_atomically(index, page_of(index_document(request.configs, request.out)));
  std::printf("Report: %s\n", index.c_str());
}

}  // namespace

std::function<int()> cmd_report(CLI::App& app) {
  auto& verb = *app.add_subcommand("report", "Write a run's report.html anew, or all and an index");
  auto request = std::make_shared<ReportRequest>();
  auto* runs = verb.add_option("RUN", request->runs,
                               "Run folders, folders of runs (the newest run), or configs");
  verb.add_flag("--all", request->all,
                "Every run's report, and index.html: the journal at a glance")
      ->excludes(runs);
  verb.add_option("--out", request->out, "Folder of runs")->capture_default_str();
  verb.add_option("--configs", request->configs, "Folder of the days' configs, for --all")
      ->capture_default_str();
  return [request] {
    if (request->all) {
      write_all_reports(*request);
      return 0;
    }
    if (request->runs.empty()) throw usage_error("name a run, or give --all");
    for (const auto& name : request->runs) {
      const auto run = named_run(name, request->out);
      write_report(run);
      std::printf("Report: %s\n", run.report().c_str());
    }
    return 0;
  };
}

}  // namespace mlday
