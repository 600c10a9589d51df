#include "run/target.h"

#include "core/error.h"
#include "store/run_folder.h"

namespace mlday {
namespace fs = std::filesystem;

Target find_target(const std::string& what, const std::string& checkpoint_name,
                   const std::string& out) {
  fs::path path = what;
  if (!fs::exists(path))
    throw usage_error("there is no " + path.string() +
                      ": give a run folder, a checkpoint (.safetensors) or a config (.yaml)");
  if (path.extension() == ".safetensors") return {path, path.parent_path()};
  const RunFolder run = fs::is_directory(path) ? RunFolder(fs::canonical(path))
                                               : find_run(out, path.stem().string(), "");
  if (!fs::exists(run.resolved()))
    throw usage_error(run.root().string() + " is a folder, but no run's (it has no resolved.yaml)");
  const auto checkpoint = checkpoint_name == "best" ? run.best() : run.last();
  if (!fs::exists(checkpoint))
    throw Error(run.root().string() + " has no checkpoint " + checkpoint.filename().string() +
                ": train it for at least an epoch (mlday train " + run.root().string() +
                " --resume)");
  return {checkpoint, run.root()};
}

}  // namespace mlday
