#include "data/user_files.h"

#include "core/plain_text.h"
#include "core/text.h"
#include "data/arrays/gzip.h"
#include "data/image.h"
#include "data/tables/table.h"

namespace mlday {
namespace {

class OnePicture : public Dataset {
 public:
  OnePicture(torch::Tensor picture, std::string name)
      : picture_(std::move(picture)), name_(std::move(name)) {}

  std::int64_t size() const override { return 1; }
  Sample get(std::int64_t) const override { return {picture_, torch::empty({0})}; }
  std::string name(std::int64_t) const override { return name_; }

 private:
  torch::Tensor picture_;
  std::string name_;
};

/// The shape that the loader makes of pictures, before evaluation crops them.
std::vector<std::int64_t> made_shape(const std::filesystem::path& file,
                                     const LoaderSettings& loader, const DataFacts& facts) {
  if (!facts.input().uncropped.empty()) return facts.input().uncropped;
  if (!loader.pictures() || !loader.pictures()->crops()) return facts.input().shape;
  // (An older checkpoint does not say it.)
  if (const auto made = loader.facts()) return made->input().shape;
  throw Error("cannot make of " + file.string() +
              " what the network takes: its checkpoint does not say the size before cropping");
}

/// Pictures as evaluation sees them, by what training's pictures came to.
DatasetPtr prepared(DatasetPtr pictures, const LoaderSettings& loader, const DataFacts& facts) {
  if (const auto* settings = loader.pictures()) {
    if (settings->center_crop) pictures = center_crop_view(pictures, *settings->center_crop);
    pictures = evaluation_view(pictures, settings->augment);
  }
  return facts.input().mean.empty()
             ? pictures
             : normalized_view(pictures, facts.input().mean, facts.input().deviation);
}

/// A table; for a network that takes nothing but a text, also plain lines (.txt).
TableText table_in(const std::filesystem::path& file, const TableSettings& settings,
                   const DataFacts& facts) {
  const bool is_lines =
      file.extension() == ".txt" && facts.inputs.size() == 1 && facts.input().is_text();
  if (!is_lines) return {settings.read_rows(file), file.string(), file.parent_path()};
  TableText table{{.names = {facts.input().name}}, file.string(), file.parent_path()};
  std::size_t number = 0;
  for (const auto& line : split(plain_text(read_gzip(file), file.string()), '\n')) {
    ++number;
    if (trimmed(line).empty()) continue;
    table.text.rows.push_back({std::string(trimmed(line))});
    table.text.lines.push_back(number);
  }
  if (table.text.rows.empty()) throw Error(file.string() + " holds no lines");
  return table;
}

}  // namespace

bool takes_picture_files(const LoaderSettings& loader, const DataFacts& facts) {
  return facts.input().is_picture() && !dynamic_cast<const TableSettings*>(&loader);
}

DatasetPtr samples_of_file(const std::filesystem::path& file, const LoaderSettings& loader,
                           const DataFacts& facts, const std::string& interpolation) {
  if (const auto* settings = dynamic_cast<const TableSettings*>(&loader)) {
    const auto table = std::make_shared<const Table>(
        read_inputs(*settings, table_in(file, *settings, facts), facts));
    refuse_gaps(*settings, *table, facts);
    const auto rows = table_dataset(table, facts);
    return facts.input().is_picture() ? prepared(rows, loader, facts) : rows;
  }
  if (!takes_picture_files(loader, facts))
    throw usage_error("predicting is for pictures and tables; this network takes neither");
  // Read in the size that the loader makes, then cropped as evaluation crops.
  const auto shape = made_shape(file, loader, facts);
  const PictureFormat format{shape.at(1), shape.at(2), interpolation,
                             facts.input().channels == "grey"};
  return prepared(std::make_shared<OnePicture>(read_picture(file, format), file.string()), loader,
                  facts);
}

}  // namespace mlday
