#include "data/user_files.h"

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
  if (!facts.uncropped.empty()) return facts.uncropped;
  if (!loader.pictures() || !loader.pictures()->crops()) return facts.input_shape;
  // (An older checkpoint does not say it.)
  if (const auto made = loader.facts()) return made->input_shape;
  throw Error("cannot make of " + file.string() +
              " what the network takes: its checkpoint does not say the size before cropping");
}

}  // namespace

DatasetPtr samples_of_file(const std::filesystem::path& file, const LoaderSettings& loader,
                           const DataFacts& facts, const std::string& interpolation) {
  if (!facts.columns.empty()) {
    const auto* settings = dynamic_cast<const TableSettings*>(&loader);
    if (!settings) throw Error("the checkpoint knows columns, but its loader reads no table");
    const auto rows = settings->read_rows(file);
    const auto table =
        std::make_shared<const Table>(read_inputs(*settings, rows, file.string(), facts));
    refuse_gaps(*settings, *table, facts.columns);
    return table_dataset(table, facts);
  }
  if (facts.channels.empty())
    throw usage_error("predicting is for pictures and tables; this network takes neither");
  // Read in the size that the loader makes, then cropped as evaluation crops.
  const auto shape = made_shape(file, loader, facts);
  const PictureFormat format{shape.at(1), shape.at(2), interpolation, facts.channels == "grey"};
  DatasetPtr picture = std::make_shared<OnePicture>(read_picture(file, format), file.string());
  if (const auto* pictures = loader.pictures()) {
    if (pictures->center_crop) picture = center_crop_view(picture, *pictures->center_crop);
    picture = evaluation_view(picture, pictures->augment);
  }
  return facts.mean.empty() ? picture : normalized_view(picture, facts.mean, facts.deviation);
}

}  // namespace mlday
