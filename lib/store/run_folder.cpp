#include "store/run_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>

#include "core/error.h"
#include "core/file.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::string timestamp() {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm local{};
  ::localtime_r(&now, &local);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%d_%H-%M-%S", &local);
  return text;
}

/// Makes the folder unless something of its name is there; creation decides between two runs that
/// start in the same second.
bool make_new(const fs::path& path) {
  std::error_code code;
  const bool created = fs::create_directory(path, code);
  if (code) throw Error("cannot make the run folder " + path.string() + ": " + code.message());
  return created;
}

void point_latest(const fs::path& runs, const fs::path& name) {
  std::error_code code;
  const auto temporary = runs / (".latest." + std::to_string(::getpid()));
  fs::remove(temporary, code);
  fs::create_directory_symlink(name, temporary, code);
  if (!code) fs::rename(temporary, runs / "latest", code);
  if (code)
    throw Error("cannot point " + (runs / "latest").string() + " to the run: " + code.message());
}

/// A run is a folder in its config's, not further in or out.
void check_run_name(const std::string& name) {
  if (name == "." || name == ".." || name.find('/') != std::string::npos)
    throw usage_error("a run cannot be called `" + name +
                      "`: choose a --name without `/`, other than `.` and `..`");
}

}  // namespace

RunFolder create_run(const fs::path& out, const std::string& config_name, const std::string& name) {
  check_run_name(name);
  if (name == "latest")
    throw usage_error("a run cannot be called `latest`: that always points to the newest");
  const fs::path runs = out / config_name;
  make_folder(runs);
  std::string chosen = name.empty() ? timestamp() : name;
  if (!make_new(runs / chosen)) {
    if (!name.empty()) throw run_exists_error(runs / name);
    int next = 2;
    while (!make_new(runs / (chosen + "-" + std::to_string(next)))) ++next;
    chosen += "-" + std::to_string(next);
  }
  make_folder(runs / chosen / "checkpoints");
  point_latest(runs, chosen);
  return RunFolder(runs / chosen);
}

std::optional<RunFolder> existing_run(const fs::path& out, const std::string& config_name,
                                      const std::string& name) {
  check_run_name(name);
  const fs::path runs = out / config_name;
  const fs::path root = runs / (name.empty() ? "latest" : name);
  if (fs::is_directory(root)) return RunFolder(fs::canonical(root));
  if (!name.empty()) return std::nullopt;
  return newest_run_with(out, config_name, &RunFolder::config);
}

std::optional<RunFolder> newest_run_with(const fs::path& out, const std::string& config_name,
                                         fs::path (RunFolder::*file)() const) {
  const fs::path runs = out / config_name;
  if (!fs::is_directory(runs)) return std::nullopt;
  using Begun = std::pair<fs::file_time_type, fs::path>;
  std::optional<Begun> newest;
  for (const auto& entry : fs::directory_iterator(runs)) {
    const RunFolder run(entry.path());
    const auto config = run.config();  // written once, when the run begins
    if (entry.is_symlink() || !fs::exists(config) || !fs::exists((run.*file)())) continue;
    const Begun begun{fs::last_write_time(config), entry.path()};
    if (!newest || *newest < begun) newest = begun;
  }
  if (!newest) return std::nullopt;
  return RunFolder(fs::canonical(newest->second));
}

bool make_latest(const RunFolder& folder) {
  const auto runs = folder.root().parent_path(), name = folder.root().filename();
  std::error_code code;
  if (fs::read_symlink(runs / "latest", code) == name) return false;
  point_latest(runs, name);
  return true;
}

Error run_exists_error(const fs::path& root) {
  return usage_error("the run " + root.string() +
                     " exists: choose another --name, go on with it by --resume, or delete it");
}

std::shared_ptr<const void> lock_run(const RunFolder& folder) {
  const int file = ::open(folder.root().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) throw Error("cannot open " + folder.root().string() + ": " + std::strerror(errno));
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
    const int reason = errno;
    ::close(file);
    if (reason != EWOULDBLOCK)
      throw Error("cannot lock " + folder.root().string() + ": " + std::strerror(reason));
    throw usage_error(folder.root().string() +
                      " is being trained by another process: wait for it, " +
                      "or begin another run");
  }
  return {new int(file), [](const void* held) {
            const auto* descriptor = static_cast<const int*>(held);
            ::close(*descriptor);
            delete descriptor;
          }};
}

RunFolder find_run(const fs::path& out, const std::string& config_name, const std::string& name) {
  if (const auto run = existing_run(out, config_name, name)) return *run;
  throw usage_error("there is no run " +
                    (out / config_name / (name.empty() ? "latest" : name)).string() +
                    ": train one with `mlday train` first, or say where runs are with --out");
}

}  // namespace mlday
