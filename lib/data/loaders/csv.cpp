// Tables of text: comma-separated values and their relatives.
#include "config/setting_error.h"
#include "data/arrays/gzip.h"
#include "data/tables/table.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct Csv : LoaderSettings, DataRoot, TableSettings, PictureSettings, FileSettings {
  std::string file, separator = "auto";
  std::optional<std::string> test_file;
  bool header = true, quotes = true;

  LoadedData load(const LoadRequest& request) const override;
  const PictureSettings* pictures() const override { return has_pictures() ? this : nullptr; }
  const FileSettings* files() const override { return has_pictures() ? this : nullptr; }
  TextRows read_rows(const fs::path& path) const override {
    const char sign = separator == "auto" ? 0 : separator == "tab" ? '\t' : separator.front();
    return parse_csv(read_gzip(path), path.string(), sign, header, quotes);
  }
};

LoadedData Csv::load(const LoadRequest& request) const {
  if (!has_pictures() && is_active())
    throw SettingError("dataset",
                       "dataset.augment, center_crop and normalize are for pictures, and no column "
                       "of this table is one (type: picture)");
  if (!has_pictures() && (cache != "auto" || on_bad_sample != "error"))
    throw SettingError(
        "dataset",
        "dataset.cache and on_bad_sample are for files of pictures, and no column of "
        "this table names them (type: picture); of rows with gaps, missing decides");
  const bool finds_training = request.finds_training() || !test_file;
  const auto folder = folder_with(request.place, root, finds_training ? file : *test_file);
  const auto table = [&](const std::string& name, const std::string& key) {
    const auto path = existing_file(folder, name, key);
    return TableText{read_rows(path), path.string(), path.parent_path()};
  };
  std::optional<TableText> training, test;
  if (finds_training) training = table(file, "dataset.file");
  if (test_file && request.finds_test()) test = table(*test_file, "dataset.test_file");
  auto data = training ? table_data(*this, request, *training, test ? &*test : nullptr)
                       : test_table_data(*this, request, *test);
  data.root = folder;
  return data;
}

const auto csv_spec =
    Spec<Csv>("csv", "A table in a file of comma-separated values.")
        .required("file", &Csv::file, anything(), "The table's file below root.")
        .key("test_file", &Csv::test_file, anything(), "A table of the same columns for testing.")
        .key("separator", &Csv::separator, one_of({"auto", ",", ";", "tab", "|"}),
             "What stands between cells; auto looks at the first line.")
        .elsewhere({"sep", "delimiter"})
        .key("header", &Csv::header, anything(), "Whether the first line names the columns.")
        .key("quotes", &Csv::quotes, anything(),
             "Whether double quotes hold cells with separators and line ends in them.")
        .elsewhere({"quoting"})
        .inherits(picture_spec)
        .inherits(file_spec)
        .inherits(data_root_spec)
        .inherits(table_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> csv() { return kind_of<LoaderSettings>(csv_spec); }

}  // namespace mlday
