// Tables of text: comma-separated values and their relatives.
#include "core/file.h"
#include "data/tables/table.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct Csv : LoaderSettings, DataRoot, TableSettings {
  std::string file, separator = "auto";
  std::optional<std::string> test_file;
  bool header = true;

  LoadedData load(const LoadRequest& request) const override;
  TextRows read_rows(const fs::path& path) const override {
    const char sign = separator == "auto" ? 0 : separator == "tab" ? '\t' : separator.front();
    return parse_csv(read_file(path), path.string(), sign, header);
  }
};

LoadedData Csv::load(const LoadRequest& request) const {
  const auto folder = folder_with(request.place, root, file);
  const auto path = existing_file(folder, file, "dataset.file");
  const auto training = read_rows(path);
  std::optional<TextRows> test;
  if (test_file) test = read_rows(existing_file(folder, *test_file, "dataset.test_file"));
  auto data = table_data(*this, request, training, path.string(), test ? &*test : nullptr,
                         test ? (folder / *test_file).string() : "");
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
        .inherits(data_root_spec)
        .inherits(table_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> csv() { return kind_of<LoaderSettings>(csv_spec); }

}  // namespace mlday
