#include "store/kept_samples.h"

#include "core/checksum.h"
#include "core/csv.h"
#include "core/csv_format.h"
#include "core/error.h"
#include "core/file.h"

namespace mlday {
namespace {

const Cells columns{"part", "name", "xxh3"};

}  // namespace

const std::vector<std::string>& allowable_changes() {
  static const std::vector<std::string> list{"changed", "gone"};
  return list;
}

void write_kept_samples(const std::filesystem::path& file, const KeptSamples& samples) {
  std::string text = columns[0] + "," + columns[1] + "," + columns[2] + "\n";
  for (const auto& [part, name, content] : samples)
    text += part + "," + csv_cell(name) + "," + checksum_text(content) + "\n";
  write_file_atomically(file, text);
}

std::optional<KeptSamples> read_kept_samples(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  const auto table = parse_csv(read_file(file), file.string(), ',', true);
  if (table.names != columns)
    throw Error(file.string() + " is no list of a run's samples: it is broken");
  KeptSamples samples;
  for (const auto& row : table.rows) samples.push_back({row[0], row[1], checksum_of_text(row[2])});
  return samples;
}

}  // namespace mlday
