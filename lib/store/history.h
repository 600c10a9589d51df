// The history of a run: one CSV row per epoch, and the same as JSON lines with the notes between.
#pragma once

#include <filesystem>
#include <vector>

#include "store/records.h"

namespace mlday {

/// Writes history.csv: header first (epoch, lr, seconds, then the metrics in order), numbers so
/// that they read back exactly.
void append_history(const std::filesystem::path& csv, const EpochRecord& record);

/// Reads it back; a last line that a kill cut off is left out.
std::vector<EpochRecord> read_history(const std::filesystem::path& csv);

/// Writes one line of metrics.jsonl.
void append_jsonl(const std::filesystem::path& jsonl, const EpochRecord& record);
void append_jsonl(const std::filesystem::path& jsonl, const NoteRecord& record);

/// Cuts both files back to the epochs 1 .. `last`, for a run that goes on from there.
void truncate_history(const std::filesystem::path& csv, const std::filesystem::path& jsonl,
                      std::int64_t last);

}  // namespace mlday
