#include "data/loaders/gtsrb_layout.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "core/error.h"
#include "core/file.h"
#include "core/plain_text.h"
#include "core/text.h"
#include "data/loaders/gtsrb_classes.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

std::int64_t class_count() { return static_cast<std::int64_t>(gtsrb_class_names().size()); }

class SignTable {
 public:
  SignTable(const std::string& bytes, const std::string& name) : name_(name) {
    for (auto& line : split(plain_text(bytes, name), '\n'))
      lines_.push_back(std::string(trimmed(line)));
    separator_ = lines_.front().find(';') != std::string::npos ? ';' : ',';
    const auto names = split(lines_.front(), separator_);
    for (std::size_t i = 0; i < names.size(); ++i) column_[std::string(trimmed(names[i]))] = i;
  }

  std::vector<SignFile> rows(const std::string& file_column, const fs::path& folder) const {
    std::vector<SignFile> files;
    for (std::size_t line = 1; line < lines_.size(); ++line) {
      if (lines_[line].empty()) continue;
      const auto cells = split(lines_[line], separator_);
      const auto text = [&](const std::string& name) -> const std::string& {
        const auto known = column_.find(name);
        if (known == column_.end() || known->second >= cells.size())
          throw Error(place(line) + "no value in the column " + name);
        return cells[known->second];
      };
      const auto number = [&](const std::string& name) {
        const auto value = to_int(trimmed(text(name)));
        if (!value || *value < 0 || *value > 100'000)
          throw Error(place(line) + "`" + text(name) + "` is no number for the column " + name);
        return static_cast<int>(*value);
      };
      SignFile file;
      file.path = folder / std::string(trimmed(text(file_column)));
      file.label = number("ClassId");
      file.region = {{number("Roi.X1"), number("Roi.Y1"), number("Roi.X2"), number("Roi.Y2")},
                     number("Width"),
                     number("Height")};
      if (file.label >= class_count())
        throw Error(place(line) + "there is no class " + std::to_string(file.label));
      files.push_back(std::move(file));
    }
    return files;
  }

 private:
  std::string place(std::size_t line) const {
    return name_ + ":" + std::to_string(line + 1) + ": ";
  }

  std::string name_;
  std::vector<std::string> lines_;
  char separator_ = ',';
  std::map<std::string, std::size_t> column_;
};

std::vector<SignFile> read_sign_table(const fs::path& table, const std::string& file_column,
                                      const fs::path& folder) {
  constexpr std::size_t most_bytes = 64u << 20;
  return parse_sign_table(read_file(table, most_bytes), table.string(), file_column, folder);
}

/// The track that a training picture's name tells: 00012_00003_00029.png (Kaggle: class, track,
/// photo) or 00003_00029.ppm (track, photo). A file named otherwise is a track of its own.
void assign_tracks(std::vector<SignFile>& files) {
  std::map<std::pair<std::int64_t, std::string>, std::int64_t> known;
  for (auto& file : files) {
    const auto stem = file.path.stem().string();
    const auto end = stem.rfind('_');
    const auto key = std::make_pair(file.label, stem.substr(0, end));
    file.track = known.try_emplace(key, static_cast<std::int64_t>(known.size())).first->second;
  }
}

void put_in_order(std::vector<SignFile>& files) {
  std::sort(files.begin(), files.end(), [](const SignFile& a, const SignFile& b) {
    return std::make_tuple(a.label, a.path.filename().string()) <
           std::make_tuple(b.label, b.path.filename().string());
  });
}

std::string class_folder(std::int64_t label) {
  const auto digits = std::to_string(label);
  return std::string(5 - digits.size(), '0') + digits;
}

/// Where the official layout may have the table of test pictures.
std::vector<fs::path> official_test_tables(const fs::path& root) {
  return {root / "Final_Test" / "Images" / "GT-final_test.csv",
          root / "Final_Test" / "GT-final_test.csv", root / "GT-final_test.csv"};
}

GtsrbFiles official(const fs::path& root, bool training) {
  GtsrbFiles found;
  found.layout = "official layout";
  for (std::int64_t label = 0; training && label < class_count(); ++label) {
    const auto folder = root / "Final_Training" / "Images" / class_folder(label);
    const auto table = folder / ("GT-" + class_folder(label) + ".csv");
    if (!fs::exists(table)) continue;
    auto rows = read_sign_table(table, "Filename", folder);
    found.train.insert(found.train.end(), rows.begin(), rows.end());
  }
  for (const auto& table : official_test_tables(root))
    if (found.test.empty() && fs::exists(table))
      found.test = read_sign_table(table, "Filename", root / "Final_Test" / "Images");
  return found;
}

GtsrbFiles kaggle(const fs::path& root, bool training) {
  GtsrbFiles found;
  found.layout = "Kaggle layout";
  if (training) found.train = read_sign_table(root / "Train.csv", "Path", root);
  if (const auto table = root / "Test.csv"; fs::exists(table))
    found.test = read_sign_table(table, "Path", root);
  return found;
}

void check_classes(const std::vector<SignFile>& files, const fs::path& root) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(class_count()));
  for (const auto& file : files) ++counts[static_cast<std::size_t>(file.label)];
  std::vector<std::string> empty;
  for (std::size_t i = 0; i < counts.size(); ++i)
    if (counts[i] == 0) empty.push_back(std::to_string(i) + " (" + gtsrb_class_names()[i] + ")");
  if (empty.empty()) return;
  const bool many = empty.size() > 5;
  const auto shown = many ? std::vector(empty.begin(), empty.begin() + 5) : empty;
  throw Error("no training picture in " + root.string() + " for " +
              (empty.size() == 1 ? "class " : "the classes ") + join(shown, ", ") +
              (many ? ", and " + std::to_string(empty.size() - 5) + " more" : "") +
              ": the copy is incomplete; unpack it again");
}

}  // namespace

std::vector<SignFile> parse_sign_table(const std::string& text, const std::string& table,
                                       const std::string& file_column, const fs::path& folder) {
  return SignTable(text, table).rows(file_column, folder);
}

namespace {

bool is_official(const fs::path& root, bool training) {
  if (training) return fs::is_directory(root / "Final_Training" / "Images");
  const auto tables = official_test_tables(root);
  return std::any_of(tables.begin(), tables.end(),
                     [](const fs::path& table) { return fs::exists(table); });
}

bool is_kaggle(const fs::path& root, bool training) {
  return fs::exists(root / (training ? "Train.csv" : "Test.csv"));
}

}  // namespace

bool holds_gtsrb(const fs::path& folder, bool training) {
  for (const auto& root : {folder, folder / "GTSRB"})
    if (is_official(root, training) || is_kaggle(root, training)) return true;
  return false;
}

GtsrbFiles find_gtsrb(const fs::path& folder, bool training) {
  for (const auto& root : {folder, folder / "GTSRB"}) {
    std::optional<GtsrbFiles> found;
    if (is_official(root, training))
      found = official(root, training);
    else if (is_kaggle(root, training))
      found = kaggle(root, training);
    if (!found) continue;
    if (training) check_classes(found->train, root);
    put_in_order(found->train);
    put_in_order(found->test);
    assign_tracks(found->train);
    return *found;
  }
  throw usage_error(folder.string() + " holds no GTSRB: expected " +
                    (training ? "Final_Training/Images (the official layout) or Train.csv"
                              : "Final_Test/GT-final_test.csv (the official layout) or Test.csv") +
                    " (Kaggle's) in it");
}

}  // namespace mlday
