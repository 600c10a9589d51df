// CIFAR-10 (Krizhevsky, 2009) in its binary version.
#include <cstring>

#include "core/file.h"
#include "core/text.h"
#include "data/arrays/array_dataset.h"
#include "data/arrays/cifar_format.h"
#include "data/loader.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

const std::vector<std::string>& names() {
  static const std::vector<std::string> list{"airplane", "automobile", "bird",  "cat",  "deer",
                                             "dog",      "frog",       "horse", "ship", "truck"};
  return list;
}

struct Cifar10 : LoaderSettings, DataRoot, PictureSettings {
  Cifar10() { root = "cifar-10-batches-bin"; }

  LoadedData load(const LoadRequest& request) const override;
  const PictureSettings* pictures() const override { return this; }
  std::optional<DataFacts> facts() const override {
    return DataFacts{.inputs = {{.shape = {3, 32, 32}, .channels = "RGB"}}, .class_names = names()};
  }
};

DatasetPtr read_batches(const std::vector<fs::path>& files, const std::string& name) {
  std::vector<std::string> contents;
  std::vector<CifarRecord> records;
  contents.reserve(files.size());  // records point into them
  for (const auto& file : files) {
    contents.push_back(read_file(file));
    const auto of_file = cifar_records(contents.back(), file.string());
    records.insert(records.end(), of_file.begin(), of_file.end());
  }
  const auto count = static_cast<std::int64_t>(records.size());
  auto inputs = torch::empty({count, 3, 32, 32}, torch::kUInt8);
  auto targets = torch::empty({count}, torch::kInt64);
  auto* pixels = inputs.data_ptr<std::uint8_t>();
  auto* labels = targets.data_ptr<std::int64_t>();
  for (const auto& record : records) {
    *labels++ = record.label;
    std::memcpy(pixels, record.pixels, cifar_pixels);
    pixels += cifar_pixels;
  }
  return std::make_shared<ArrayDataset>(inputs, targets, name);
}

/// The five files; part of the training data must not be taken for all of it.
std::vector<fs::path> training_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::vector<std::string> missing;
  for (int batch = 1; batch <= 5; ++batch) {
    files.push_back(folder / ("data_batch_" + std::to_string(batch) + ".bin"));
    if (!fs::exists(files.back())) missing.push_back(files.back().filename().string());
  }
  if (!missing.empty())
    throw usage_error(folder.string() + " holds no " + join_words(missing, "and no") +
                      ": the copy of CIFAR-10 is incomplete; unpack it again");
  return files;
}

LoadedData Cifar10::load(const LoadRequest& request) const {
  const bool finds_training = request.finds_training();
  const std::string first = finds_training ? "data_batch_1.bin" : "test_batch.bin";
  const Recognized batches{[&](const fs::path& folder) { return fs::exists(folder / first); },
                           first};
  const std::string advice =
      "Get CIFAR-10's binary version (cifar-10-binary.tar.gz) and unpack it there, or name the "
      "folder that holds it: --data DIR";
  const auto folder = find_root(request.place, root, batches);
  if (!folder) throw no_data_error(request.place, root, batches, advice);
  if (!batches.by(*folder))
    throw usage_error(folder->string() + " holds no " + batches.words + "\n  " + advice);
  LoadedData data;
  data.root = *folder;
  data.origin = folder->string();
  data.facts = *facts();
  if (finds_training)
    data.train = read_batches(training_files(*folder), (*folder / "data_batch").string());
  if (const auto file = *folder / "test_batch.bin"; fs::exists(file))
    data.test = read_batches({file}, file.string());
  else
    data.notes.push_back(folder->string() + " holds no test_batch.bin: there is no test part");
  return data;
}

const auto cifar10_spec =
    Spec<Cifar10>("cifar10",
                  "CIFAR-10 (Krizhevsky, 2009), binary version: 60,000 pictures of "
                  "32 x 32 in 10 classes.")
        .inherits(picture_spec)
        .inherits(data_root_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> cifar10() { return kind_of<LoaderSettings>(cifar10_spec); }

}  // namespace mlday
