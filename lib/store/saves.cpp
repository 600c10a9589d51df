#include "store/saves.h"

#include <algorithm>
#include <fstream>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "store/json.h"
#include "store/safetensors.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

constexpr const char* extension = ".safetensors";

/// The number behind the last mark in a file's name, which begins so; none where it is called
/// otherwise.
std::optional<std::int64_t> number_of(const fs::path& file, const std::string& beginning,
                                      const std::string& mark) {
  const auto name = file.stem().string();
  if (file.extension() != extension || !name.starts_with(beginning)) return std::nullopt;
  const auto at = name.rfind(mark);
  return at == name.npos ? std::nullopt : to_int(name.substr(at + mark.size()));
}

/// Why it is not what was written; empty where it is.
std::string flaw_of(const fs::path& file) {
  try {
    const SafetensorsFile checkpoint(file);
    if (!checkpoint.metadata().contains("progress"))
      return file.string() + " says nothing of a run's progress";
    const auto& wrong = checkpoint.wrong_checksum();
    return wrong.empty() ? "" : file.string() + ": " + wrong;
  } catch (const Error& error) {
    return error.what();
  }
}

void copy_save(const fs::path& from, const fs::path& to) {
  std::ifstream in(from, std::ios::binary);
  if (!in) throw Error("cannot read " + from.string());
  AtomicFile out(to);
  std::string piece(1 << 20, 0);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())), in.gcount() > 0)
    out.write(piece.data(), static_cast<std::size_t>(in.gcount()));
  if (in.bad()) throw Error("cannot read " + from.string() + " to its end");
  out.commit();
}

}  // namespace

void keep_last_as(const RunFolder& folder, const SaveMark& mark) {
  const auto kept = folder.checkpoints() / ("epoch_" + std::to_string(mark.epoch) + "_step_" +
                                            std::to_string(mark.step) + extension);
  std::error_code code;
  fs::create_hard_link(folder.last(), kept, code);
  // (It is there already where the process was killed between this and the new save.)
  if (code && !fs::exists(kept)) copy_save(folder.last(), kept);
}

std::vector<fs::path> earlier_saves(const RunFolder& folder) {
  std::vector<std::pair<std::int64_t, fs::path>> saves;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.checkpoints(), code))
    if (const auto step = number_of(entry.path(), "epoch_", "_step_"))
      saves.emplace_back(*step, entry.path());
  std::sort(saves.rbegin(), saves.rend());
  std::vector<fs::path> files;
  for (auto& [step, file] : saves) files.push_back(std::move(file));
  return files;
}

void prune_saves(const RunFolder& folder, std::int64_t keep) {
  std::error_code code;
  for (const auto& file : earlier_saves(folder))
    if (--keep < 0) fs::remove(file, code);
}

std::optional<std::string> mend_last(const RunFolder& folder) {
  const auto last = folder.last();
  const auto earlier = earlier_saves(folder);
  const bool is_there = fs::exists(last);
  if (!is_there && earlier.empty()) return std::nullopt;  // nothing was saved yet
  const auto flaw = is_there ? flaw_of(last) : last.string() + " is gone";
  if (flaw.empty()) return std::nullopt;
  const auto whole = std::find_if(earlier.begin(), earlier.end(),
                                  [](const fs::path& file) { return flaw_of(file).empty(); });
  if (whole == earlier.end())
    throw Error(flaw + ": the run cannot go on from it, and no earlier save is left; begin a new " +
                "run (--from takes the best weights of this one)");
  if (is_there) rename_file(last, fs::path(last).replace_extension(".broken"));
  rename_file(*whole, last);
  return flaw + ": going on from the save before, " + whole->filename().string();
}

std::map<std::int64_t, fs::path> best_epoch_files(const RunFolder& folder) {
  std::map<std::int64_t, fs::path> files;
  std::error_code code;
  for (const auto& entry : fs::directory_iterator(folder.checkpoints(), code))
    if (const auto epoch = number_of(entry.path(), "best_epoch_", "_"))
      files[*epoch] = entry.path();
  return files;
}

std::optional<double> saved_figure(const fs::path& file, const std::string& metric) {
  try {
    const SafetensorsFile opened(file);
    const auto metrics = opened.metadata().find("metrics");
    if (metrics == opened.metadata().end()) return std::nullopt;
    const auto figures = OrderedJson::parse(metrics->second);
    return figures.contains(metric) ? std::optional(figures[metric].get<double>()) : std::nullopt;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

}  // namespace mlday
