#include "run/target.h"

#include <cstdio>

#include "core/error.h"
#include "store/run_folder.h"
#include "store/runs.h"

namespace mlday {
namespace fs = std::filesystem;

Target find_target(const std::string& what, const std::string& checkpoint_name,
                   const std::string& out) {
  fs::path path = what;
  if (!fs::exists(path))
    throw usage_error("there is no " + path.string() +
                      ": give a run folder, a checkpoint (.safetensors) or a config (.yaml)");
  if (path.extension() == ".safetensors") {
    if (checkpoint_name == "last")
      throw usage_error("--checkpoint chooses one of a run's, and " + what + " is one itself");
    return {path, path.parent_path()};
  }
  const bool by_config = !fs::is_directory(path);
  auto run = named_run(path, out);
  const auto file = checkpoint_name == "best" ? &RunFolder::best : &RunFolder::last;
  const auto checkpoint = [&] { return (run.*file)(); };
  const auto has_any = [&] { return fs::exists(run.best()) || fs::exists(run.last()); };
  if (by_config && !has_any())
    if (const auto older = newest_run_with(out, path.stem().string(), file)) {
      std::fprintf(stderr, "mlday: warning: %s has no checkpoint %s: taking %s\n",
                   run.root().c_str(), checkpoint().filename().c_str(), older->root().c_str());
      run = *older;
    }
  if (!fs::exists(checkpoint()))
    throw Error(run.root().string() + " has no checkpoint " + checkpoint().filename().string() +
                (has_any() ? std::string(": take --checkpoint ") +
                                 (checkpoint_name == "best" ? "last" : "best")
                           : ": nothing was saved yet. Its log.txt may say why; to go on: mlday "
                             "train " +
                                 run.root().string() + " --resume"));
  return {checkpoint(), run.root()};
}

}  // namespace mlday
