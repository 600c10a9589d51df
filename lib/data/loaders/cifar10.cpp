// CIFAR-10 (Krizhevsky, 2009) in its binary version.
#include <cstring>

#include "core/file.h"
#include "core/text.h"
#include "data/arrays/array_dataset.h"
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

/// A record is the label's byte and the three planes of a picture.
DatasetPtr read_batches(const std::vector<fs::path>& files, const std::string& name) {
  constexpr std::int64_t pixels = 3 * 32 * 32, record = 1 + pixels;
  std::string bytes;
  for (const auto& file : files) {
    const auto content = read_file(file);
    if (content.empty() || content.size() % record != 0)
      throw Error(file.string() + " is no whole CIFAR-10 batch: it has " +
                  with_commas(static_cast<std::int64_t>(content.size())) +
                  " bytes, no multiple of " + with_commas(record));
    for (std::size_t at = 0; at < content.size(); at += record)
      if (const auto label = static_cast<unsigned char>(content[at]); label >= names().size())
        throw Error(file.string() + ": record " + std::to_string(at / record) + " has the label " +
                    std::to_string(label) + ", and CIFAR-10 has only 10 classes");
    bytes += content;
  }
  const auto count = static_cast<std::int64_t>(bytes.size()) / record;
  auto inputs = torch::empty({count, 3, 32, 32}, torch::kUInt8);
  auto targets = torch::empty({count}, torch::kInt64);
  for (std::int64_t i = 0; i < count; ++i) {
    const char* start = bytes.data() + i * record;
    targets.data_ptr<std::int64_t>()[i] = static_cast<unsigned char>(*start);
    std::memcpy(inputs.data_ptr<std::uint8_t>() + i * pixels, start + 1, pixels);
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
