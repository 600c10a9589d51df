// What a run keeps beside `best` and `last`: the saves before the last one, so that a `last` that
// breaks on the disk is not the end, and the weights of the best few epochs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/run_folder.h"

namespace mlday {

/// What training had come to when it was saved.
struct SaveMark {
  std::int64_t epoch = 0, step = 0;

  bool operator==(const SaveMark&) const = default;
};

/// `last` stays as `epoch_E_step_S` when a new one takes its place: a hard link, or a copy where
/// the file system has no links. An Error where neither can be made.
void keep_last_as(const RunFolder& folder, const SaveMark& mark);

/// Removes all of these but the newest so many.
void prune_saves(const RunFolder& folder, std::int64_t keep);

/// The files, the newest first.
std::vector<std::filesystem::path> earlier_saves(const RunFolder& folder);

/// Where `last` is broken or gone, the newest earlier save that is whole takes its place, and what
/// was broken stays as `last.broken`. Says so; nothing where `last` is whole. An Error where
/// nothing whole is left.
std::optional<std::string> mend_last(const RunFolder& folder);

/// RunFolder::best_of's files by their epochs.
std::map<std::int64_t, std::filesystem::path> best_epoch_files(const RunFolder& folder);

/// A figure that was saved with weights; none where the file is broken or has none of that name.
std::optional<double> saved_figure(const std::filesystem::path& file, const std::string& metric);

}  // namespace mlday
