#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>

#include "core/error.h"
#include "core/file.h"
#include "core/text.h"
#include "data/batches.h"
#include "data/contact_sheet.h"
#include "data/image_header.h"
#include "data/memory.h"
#include "data/overlap.h"
#include "run/assembly.h"
#include "run/verbs/verbs.h"
#include "store/safetensors.h"
#include "tensors/shape.h"

namespace mlday {
namespace {

/// A part of the data, read.
struct ReadPart {
  const char* name;
  DatasetPtr found;  ///< as the loader found it
  ReadData read;     ///< what of it could be read
};

std::vector<ReadPart> read_parts(const FoundData& found) {
  std::vector<ReadPart> parts;
  const auto& data = found.data;
  auto reading = found.reading(true);
  const std::pair<const char*, DatasetPtr> all[] = {
      {"train", data.train}, {"validation", data.validation}, {"test", data.test}};
  for (const auto& [name, dataset] : all) {
    if (!dataset) continue;
    reading.sums = dataset == data.train && data.facts.input().is_picture();
    parts.push_back({name, dataset, read_through(dataset, reading)});
  }
  return parts;
}

void print_parts(const std::vector<ReadPart>& parts) {
  TextTable table("lrr");
  table.row({"part", "samples", "broken"});
  for (const auto& part : parts)
    table.row({part.name, with_commas(part.read.dataset->size()),
               part.read.skipped.empty() ? "" : std::to_string(part.read.skipped.size())});
  std::puts(table.str("  ").c_str());
  constexpr std::size_t shown = 10;
  for (const auto& part : parts) {
    for (std::size_t i = 0; i < std::min(shown, part.read.skipped.size()); ++i)
      std::printf("  broken: %s\n", part.read.skipped[i].c_str());
    if (part.read.skipped.size() > shown)
      std::printf("  ... and %zu more\n", part.read.skipped.size() - shown);
  }
}

/// Whether each sample is of one class; in a text each character is.
bool train_has_labels(const std::vector<ReadPart>& parts) {
  return parts.front().read.dataset->label(0) >= 0;
}

void print_classes(const std::vector<ReadPart>& parts, const std::vector<std::string>& names) {
  std::vector<std::vector<std::int64_t>> counts;
  for (const auto& part : parts) {
    auto& of_part = counts.emplace_back(names.size());
    for (std::int64_t i = 0; i < part.read.dataset->size(); ++i)
      ++of_part.at(static_cast<std::size_t>(part.read.dataset->label(i)));
  }
  TextTable table("rl" + std::string(parts.size(), 'r'));
  std::vector<std::string> head{"", "class"};
  for (const auto& part : parts) head.emplace_back(part.name);
  table.row(head);
  for (std::size_t c = 0; c < names.size(); ++c) {
    std::vector<std::string> row{std::to_string(c), names[c]};
    for (const auto& of_part : counts) row.push_back(with_commas(of_part[c]));
    table.row(row);
  }
  std::puts(table.str("  ").c_str());
  const auto [fewest, most] = std::minmax_element(counts[0].begin(), counts[0].end());
  if (*fewest == 0)
    std::puts("  imbalance: some classes have no training sample");
  else
    std::printf("  imbalance: the largest class has %s times the samples of the smallest\n",
                rounded(static_cast<double>(*most) / static_cast<double>(*fewest), 3).c_str());
}

/// Sizes of the picture files, by their headers.
void print_picture_sizes(const std::vector<ReadPart>& parts) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::int64_t> sizes;  // height, width
  for (const auto& part : parts)
    for (std::int64_t i = 0; part.found->is_picture_file() && i < part.found->size(); ++i) try {
        if (const auto header = picture_header(read_file(part.found->name(i))))
          ++sizes[{header->height, header->width}];
      } catch (const Error&) {  // told as broken above
      }
  if (sizes.empty()) return;
  const auto text = [](std::int64_t height, std::int64_t width) {
    return std::to_string(height) + " x " + std::to_string(width);
  };
  if (sizes.size() == 1) {
    const auto [height, width] = sizes.begin()->first;
    std::printf("  pictures: all %s (height x width)\n", text(height, width).c_str());
    return;
  }
  const auto pixels = [](const auto& size) { return size.first.first * size.first.second; };
  const auto [smallest, largest] =
      std::minmax_element(sizes.begin(), sizes.end(),
                          [&](const auto& a, const auto& b) { return pixels(a) < pixels(b); });
  const auto low = smallest->first, high = largest->first;
  const auto common = std::max_element(
      sizes.begin(), sizes.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  std::printf("  pictures: %zu sizes, from %s to %s (height x width), most often %s\n",
              sizes.size(), text(low.first, low.second).c_str(),
              text(high.first, high.second).c_str(),
              text(common->first.first, common->first.second).c_str());
}

/// Mean and deviation over all training pixels of each channel.
void print_means(const ChannelStatistics& statistics) {
  const auto& [mean, deviation, covariance] = statistics;
  std::vector<std::string> texts;
  for (std::size_t c = 0; c < mean.size(); ++c)
    texts.push_back(rounded(mean[c]) + " +- " + rounded(deviation[c]));
  std::printf("  channels, mean +- standard deviation: %s\n", join(texts, ", ").c_str());
}

void print_duplicates(const std::vector<ReadPart>& parts) {
  const auto list = [](const std::vector<std::string>& pairs, const std::string& what) {
    if (pairs.empty()) return;
    std::printf("  %s: %s\n", what.c_str(),
                counted(static_cast<std::int64_t>(pairs.size()), "sample").c_str());
    constexpr std::size_t shown = 5;
    for (std::size_t i = 0; i < std::min(shown, pairs.size()); ++i)
      std::printf("    %s\n", pairs[i].c_str());
  };
  const auto& train = parts.front().read;
  list(duplicates(train), "there twice in the training data");
  for (std::size_t i = 1; i < parts.size(); ++i)
    list(overlaps(train, {&parts[i].read}),
         std::string("in the ") + parts[i].name + " part and in the training data too");
}

/// Every part's samples as the network gets them: `train.inputs`, `train.targets`, ...; several
/// inputs by their names (`train.inputs.picture`), sequences of unequal length with their
/// `lengths`.
void write_samples(const std::vector<ReadPart>& parts, const DataFacts& facts,
                   const PictureSettings* pictures, const std::string& path) {
  const auto by = pictures ? pictures->normalization(parts.front().read.sums) : std::nullopt;
  std::vector<Batch> batches;
  std::vector<TensorView> views;
  for (const auto& part : parts) {
    auto dataset = part.read.dataset;
    if (dataset->size() == 0) continue;
    if (pictures) dataset = evaluation_view(dataset, pictures->augment);
    if (by) dataset = normalized_view(dataset, by->mean, by->deviation);
    batches.push_back(collate(*dataset, sample_order(dataset->size()).data(), dataset->size()));
    const auto add = [&](const std::string& what, const torch::Tensor& tensor) {
      views.push_back({std::string(part.name) + "." + what,
                       tensor.scalar_type() == torch::kInt64 ? "I64" : "F32", tensor.sizes().vec(),
                       tensor.data_ptr(), tensor.nbytes()});
    };
    const auto& inputs = batches.back().inputs;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      const auto name = "inputs" + (inputs.size() > 1 ? "." + facts.inputs[i].name : "");
      add(name, inputs[i].values);
      if (inputs[i].is_padded()) add(name + ".lengths", inputs[i].lengths);
    }
    add("targets", batches.back().targets.only());
  }
  write_safetensors(path, views, {});
  std::printf("Samples: %s\n", path.c_str());
}

}  // namespace

int show_data(const DataRequest& request) {
  const auto config = resolve_config(request.config);
  const auto& settings = *config.experiment.dataset;
  const auto wanted = load_request(config, request.data);
  const auto found = find_data(config, wanted);
  const auto& data = found.data;
  const auto parts = read_parts(found);
  std::printf("%s: %s, inputs %s\n", data.origin.c_str(), data.facts.target_text().c_str(),
              data.facts.inputs_text().c_str());
  print_parts(parts);
  if (parts.front().read.dataset->size() == 0) throw Error("no training sample could be read");
  if (const auto columns = data.facts.columns_text(); !columns.empty())
    std::printf("  inputs: %s\n", columns.c_str());
  if (train_has_labels(parts)) print_classes(parts, data.facts.class_names);
  print_picture_sizes(parts);
  if (data.facts.input().is_picture()) print_means(parts.front().read.sums.statistics());
  print_duplicates(parts);
  for (const auto& note : data.notes) std::printf("  warning: %s\n", note.c_str());
  for (const auto& suspicion : data.facts.suspicions)
    std::printf("  warning: %s\n    %s\n", suspicion.message.c_str(), suspicion.hint.c_str());
  if (!request.samples.empty())
    write_samples(parts, data.facts, settings.pictures(), request.samples);
  if (request.grid.empty()) return 0;
  if (!data.facts.input().is_picture() || !train_has_labels(parts))
    throw usage_error("--grid draws pictures of classes, and this data has none");
  auto drawn = parts.front().read.dataset;
  if (request.augmented)
    drawn = augmented_view(drawn, settings.pictures()->augment, wanted.seed, 1,
                           parts.front().read.sums.statistics().covariance);
  constexpr std::int64_t columns = 8;
  write_contact_sheet(*drawn, data.facts.class_names, columns, request.grid);
  std::printf("Contact sheet: %s\n", request.grid.c_str());
  return 0;
}

}  // namespace mlday
