// The history of a run: one CSV row per epoch, and the same as JSON lines with the notes between.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "store/records.h"

namespace mlday {

/// Writes history.csv: header first (epoch, lr, seconds, then the metrics in order), numbers so
/// that they read back exactly.
void append_history(const std::filesystem::path& csv, const std::vector<EpochRecord>& records);

/// Reads it back; a last line that a kill cut off is left out.
std::vector<EpochRecord> read_history(const std::filesystem::path& csv);

/// One line of metrics.jsonl.
std::string jsonl_line(const EpochRecord& record);
std::string jsonl_line(const NoteRecord& record);

/// Cuts both files back to the epochs 1 .. `last`, for a run that goes on from there.
void truncate_history(const std::filesystem::path& csv, const std::filesystem::path& jsonl,
                      std::int64_t last);

}  // namespace mlday
