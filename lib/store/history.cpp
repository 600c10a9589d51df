#include "store/history.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "store/json.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::string header_of(const EpochRecord& record) {
  std::string line = "epoch,lr,seconds";
  for (const auto& [name, value] : record.metrics.items()) line += "," + name;
  return line + "\n";
}

std::string row_of(const EpochRecord& record) {
  std::string line =
      std::to_string(record.epoch) + "," + exact(record.lr) + "," + exact(record.seconds);
  for (const auto& [name, value] : record.metrics.items()) line += "," + exact(value);
  return line + "\n";
}

}  // namespace

void append_history(const fs::path& csv, const std::vector<EpochRecord>& records) {
  if (records.empty()) return;
  auto text = fs::exists(csv) ? "" : header_of(records.front());
  for (const auto& record : records) text += row_of(record);
  append_to_file(csv, text);
}

std::vector<EpochRecord> read_history(const fs::path& csv) {
  std::vector<EpochRecord> records;
  if (!fs::exists(csv)) return records;
  auto lines = split(read_file(csv), '\n');
  lines.pop_back();  // what follows the last newline: nothing, or a row cut off
  if (lines.empty()) return records;
  const auto names = split(lines.front(), ',');
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const auto cells = split(lines[i], ',');
    EpochRecord record;
    std::vector<double> values;
    for (const auto& cell : cells)
      if (const auto value = to_double(cell)) values.push_back(*value);
    if (values.size() != names.size() || names.size() < 3)
      throw Error(csv.string() + ":" + std::to_string(i + 1) +
                  ": this row does not fit the header");
    record.epoch = static_cast<std::int64_t>(values[0]);
    record.lr = values[1];
    record.seconds = values[2];
    for (std::size_t k = 3; k < names.size(); ++k) record.metrics.set(names[k], values[k]);
    records.push_back(std::move(record));
  }
  return records;
}

std::string jsonl_line(const EpochRecord& record) {
  OrderedJson json{
      {"epoch", record.epoch}, {"lr", number_json(record.lr)}, {"seconds", record.seconds}};
  for (const auto& [name, value] : record.metrics.items()) json[name] = number_json(value);
  return json_text(json) + "\n";
}

std::string jsonl_line(const NoteRecord& record) {
  const OrderedJson json{{"epoch", record.epoch}, {"note", record.kind}, {"text", record.text}};
  return json_text(json) + "\n";
}

void truncate_history(const fs::path& csv, const fs::path& jsonl, std::int64_t last) {
  std::string kept;
  for (const auto& record : read_history(csv)) {
    if (record.epoch > last) break;
    kept += (kept.empty() ? header_of(record) : "") + row_of(record);
  }
  if (kept.empty())
    fs::remove(csv);
  else
    write_file_atomically(csv, kept);
  if (!fs::exists(jsonl)) return;
  kept.clear();
  for (const auto& line : split(read_file(jsonl), '\n')) {
    const auto json = OrderedJson::parse(line, nullptr, false);
    if (json.is_object() && json.value("epoch", last + 1) <= last) kept += line + "\n";
  }
  write_file_atomically(jsonl, kept);
}

}  // namespace mlday
