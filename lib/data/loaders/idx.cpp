// MNIST and its kin: pictures and labels in IDX files, plain or gzipped.
#include "config/setting_error.h"
#include "core/text.h"
#include "data/arrays/array_dataset.h"
#include "data/arrays/gzip.h"
#include "data/arrays/idx_format.h"
#include "data/loader.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct Idx : LoaderSettings, DataRoot, PictureSettings {
  Size2 image_size{28, 28};
  std::vector<std::string> classes = numbered_classes(10);
  std::string train = "train", test = "t10k";
  std::int64_t first_class = 0;

  Idx() { root = "mnist"; }

  LoadedData load(const LoadRequest& request) const override;
  const PictureSettings* pictures() const override { return this; }
  std::optional<DataFacts> facts() const override {
    return DataFacts{
        .inputs = {{.shape = {1, image_size.height, image_size.width}, .channels = "grey"}},
        .class_names = classes};
  }
};

/// The file of a part: MNIST's own names, also with a dot before `idx`, each perhaps gzipped.
std::optional<fs::path> find_file(const fs::path& folder, const std::string& part,
                                  const std::string& what, int dimensions) {
  for (const auto* dot : {"-", "."})
    for (const auto* ending : {"", ".gz"}) {
      const auto path = folder / (part + "-" + what + dot + "idx" + std::to_string(dimensions) +
                                  "-ubyte" + ending);
      if (fs::exists(path)) return path;
    }
  return std::nullopt;
}

std::optional<fs::path> pictures_of(const fs::path& folder, const std::string& part) {
  return find_file(folder, part, "images", 3);
}

torch::Tensor read_array(const fs::path& path, torch::ScalarType type, std::int64_t dimensions) {
  auto array = parse_idx(read_gzip(path), path.string());
  if (array.dim() != dimensions || array.scalar_type() != type)
    throw Error(path.string() + " holds no " + (dimensions == 3 ? "grey pictures" : "labels") +
                " of bytes");
  return array;
}

DatasetPtr read_part(const Idx& settings, const fs::path& folder, const std::string& part) {
  const auto pictures = *pictures_of(folder, part);
  const auto labels = find_file(folder, part, "labels", 1);
  if (!labels)
    throw usage_error(folder.string() + " holds " + pictures.filename().string() +
                      ", but not its labels (" + part + "-labels-idx1-ubyte)");
  const auto inputs = read_array(pictures, torch::kUInt8, 3).unsqueeze(1);
  const auto targets =
      read_array(*labels, torch::kUInt8, 1).to(torch::kInt64) - settings.first_class;
  if (inputs.numel() == 0) throw usage_error(pictures.string() + " holds no pictures");
  if (inputs.size(0) != targets.size(0))
    throw Error(pictures.string() + " holds " + with_commas(inputs.size(0)) + " pictures, but " +
                labels->string() + " " + with_commas(targets.size(0)) + " labels");
  if (inputs.size(2) != settings.image_size.height || inputs.size(3) != settings.image_size.width)
    throw SettingError("dataset.image_size", pictures.string() + " holds pictures of " +
                                                 std::to_string(inputs.size(2)) + " x " +
                                                 std::to_string(inputs.size(3)) +
                                                 ": set dataset.image_size to that");
  const auto smallest = targets.min().item<std::int64_t>();
  if (smallest < 0)
    throw SettingError("dataset.first_class", labels->string() + " has the label " +
                                                  std::to_string(smallest + settings.first_class) +
                                                  ", which is below dataset.first_class");
  const auto classes = static_cast<std::int64_t>(settings.classes.size());
  if (targets.numel() > 0 && targets.max().item<std::int64_t>() >= classes)
    throw SettingError("dataset.classes", labels->string() + " has the label " +
                                              std::to_string(targets.max().item<std::int64_t>() +
                                                             settings.first_class) +
                                              ", but there are " + std::to_string(classes) +
                                              " classes: name all of them in dataset.classes" +
                                              (smallest > 0 ? ", or, where they count from 1, set "
                                                              "dataset.first_class: 1"
                                                            : ""));
  return std::make_shared<ArrayDataset>(inputs, targets, pictures.string());
}

LoadedData Idx::load(const LoadRequest& request) const {
  refuse_twice(classes, "dataset.classes");
  const bool finds_training = request.finds_training();
  const auto& first = finds_training ? train : test;
  const Recognized files{[&](const fs::path& folder) { return !!pictures_of(folder, first); },
                         first + "-images-idx3-ubyte"};
  const auto folder = find_root(request.place, root, files);
  const std::string advice = "MNIST is four files, " + first +
                             "-images-idx3-ubyte and so on, gzipped or not; "
                             "Debian's package dataset-fashion-mnist has Fashion-MNIST's (root: "
                             "/usr/share/datasets/fashion-mnist)";
  if (!folder) throw no_data_error(request.place, root, files, advice);
  if (!files.by(*folder))
    throw usage_error(folder->string() + " holds no " + files.words + "\n  " + advice);
  LoadedData data;
  data.root = *folder;
  data.origin = folder->string();
  data.facts = *facts();
  if (finds_training) data.train = read_part(*this, *folder, train);
  if (pictures_of(*folder, test))
    data.test = read_part(*this, *folder, test);
  else if (find_file(*folder, test, "labels", 1))
    throw usage_error(folder->string() + " holds labels for testing, but not their pictures (" +
                      test + "-images-idx3-ubyte)");
  return data;
}

const auto idx_spec =
    Spec<Idx>("idx", "Grey pictures in IDX files: MNIST (LeCun et al., 1998), Fashion-MNIST.")
        .also_called({"mnist", "fashion_mnist"})
        .key("image_size", &Idx::image_size, between(1, 4096), "The pictures' size in the file.")
        .key("classes", &Idx::classes, anything(), "The classes' names, by number.")
        .elsewhere({"class_names"})
        .key("first_class", &Idx::first_class, between(0, 255),
             "The number that classes count from: 1 in EMNIST's letters.")
        .key("train", &Idx::train, anything(), "How the training files' names begin.")
        .key("test", &Idx::test, anything(), "How the test files' names begin; they may be absent.")
        .inherits(picture_spec)
        .inherits(data_root_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> idx() { return kind_of<LoaderSettings>(idx_spec); }

}  // namespace mlday
