// `mlday predict`: classes or numbers for files that a user brings, as JSON lines or CSV.
#include <atomic>
#include <cmath>
#include <cstdio>
#include <thread>

#include "core/csv.h"
#include "core/error.h"
#include "core/text.h"
#include "core/threads.h"
#include "data/picture_label.h"
#include "data/user_files.h"
#include "models/module.h"
#include "run/assembly.h"
#include "run/checks/checks.h"
#include "run/device.h"
#include "run/target.h"
#include "run/verbs/verbs.h"
#include "store/json.h"
#include "train/checkpoint.h"
#include "train/evaluate.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

/// One line of output for each prediction.
class Printer {
 public:
  Printer(const PredictRequest& request, const DataFacts& facts)
      : request_(request), facts_(facts) {
    if (request.format != "csv") return;
    std::string head = "sample";
    if (facts.has_classes()) head += ",class,probability";
    for (const auto& name : facts.target_names) head += "," + csv_cell(name);
    std::puts(head.c_str());
  }

  /// `prediction` [classes] or [numbers].
  void print(const std::string& sample, const torch::Tensor& prediction) const {
    if (request_.format == "csv")
      print_csv(sample, prediction);
    else
      print_json(sample, prediction);
  }

  /// What stands below a picture: its class and how probable that is, or its numbers.
  std::string label(const torch::Tensor& prediction) const {
    if (facts_.has_classes()) {
      const auto best = prediction.argmax().item<std::int64_t>();
      return class_name(best) + " " + rounded(100 * at(prediction, best), 3) + " %";
    }
    std::vector<std::string> numbers;
    for (std::int64_t i = 0; i < prediction.size(0); ++i)
      numbers.push_back(number_name(i) + " " + rounded(at(prediction, i), 4));
    return join(numbers, ", ");
  }

 private:
  const std::string& class_name(std::int64_t index) const {
    return facts_.class_names[static_cast<std::size_t>(index)];
  }
  const std::string& number_name(std::int64_t index) const {
    return facts_.target_names[static_cast<std::size_t>(index)];
  }

  /// A whole number, such as a cluster's, without its ".0".
  static OrderedJson shortest(double value) {
    constexpr double exact_up_to = 9007199254740992;  // 2^53
    const bool is_whole = std::trunc(value) == value && std::abs(value) < exact_up_to;
    return is_whole ? OrderedJson(static_cast<std::int64_t>(value)) : number_json(value);
  }

  static double at(const torch::Tensor& values, std::int64_t i) { return values[i].item<double>(); }

  void print_csv(const std::string& sample, const torch::Tensor& prediction) const {
    std::string line = csv_cell(sample);
    if (facts_.has_classes()) {
      const auto best = prediction.argmax().item<std::int64_t>();
      line += "," + csv_cell(class_name(best)) + "," + rounded(at(prediction, best), 6);
    } else {
      for (std::int64_t i = 0; i < prediction.size(0); ++i)
        line += "," + rounded(at(prediction, i), 8);
    }
    std::puts(line.c_str());
  }

  void print_json(const std::string& sample, const torch::Tensor& prediction) const {
    OrderedJson json{{"sample", sample}};
    if (facts_.has_classes()) {
      const auto [shares, classes] = prediction.topk(std::min(request_.top, prediction.size(0)));
      json["class"] = class_name(classes[0].item<std::int64_t>());
      json["probability"] = at(shares, 0);
      for (std::int64_t i = 0; i < shares.size(0); ++i)
        json["top"].push_back({{"class", class_name(classes[i].item<std::int64_t>())},
                               {"probability", at(shares, i)}});
    } else {
      for (std::int64_t i = 0; i < prediction.size(0); ++i)
        json["values"][number_name(i)] = shortest(at(prediction, i));
    }
    std::puts(json_text(json).c_str());
  }

  const PredictRequest& request_;
  const DataFacts& facts_;
};

std::string interpolation_of(const ResolvedConfig& config) {
  const auto* setting = node_at(config.tree, "dataset").find("interpolation");
  return setting ? setting->text : "bilinear";
}

/// The picture with its label, as DIR/<stem>.png, numbered where that is taken.
void annotate(const fs::path& folder, const fs::path& picture, const std::string& label) {
  fs::create_directories(folder);
  auto path = folder / (picture.stem().string() + ".png");
  for (int i = 2; fs::exists(path); ++i)
    path = folder / (picture.stem().string() + "_" + std::to_string(i) + ".png");
  write_labelled_picture(path, picture, label);
}

/// A file's samples, or why they could not be read.
struct ReadFile {
  std::string name;
  DatasetPtr samples;
  std::string error;
};

/// Reads files on all processors.
std::vector<ReadFile> read_files(const std::vector<std::string>& names,
                                 const ResolvedConfig& config) {
  const auto interpolation = interpolation_of(config);
  std::vector<ReadFile> files(names.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i; (i = next++) < names.size();) {
      auto& file = files[i] = {.name = names[i], .samples = nullptr, .error = ""};
      try {
        if (fs::is_directory(file.name))
          throw usage_error(file.name + " is a folder: give the files in it, " + file.name + "/*");
        file.samples =
            samples_of_file(file.name, *config.experiment.dataset, *config.facts, interpolation);
      } catch (const Error& error) {
        file.error = error.what();
      }
    }
  };
  const auto threads = std::min<std::size_t>(names.size(), usable_processors());
  if (threads <= 1) {
    work();
    return files;
  }
  std::vector<std::jthread> pool;
  for (std::size_t t = 0; t < threads; ++t) pool.emplace_back(work);
  pool.clear();
  return files;
}

/// The samples of several files, one after the other.
class OfFiles : public Dataset {
 public:
  explicit OfFiles(const std::vector<ReadFile>& files) {
    for (const auto& file : files)
      for (std::int64_t i = 0; file.samples && i < file.samples->size(); ++i)
        places_.emplace_back(file.samples.get(), i);
  }
  std::int64_t size() const override { return std::ssize(places_); }
  Sample get(std::int64_t index) const override {
    const auto& [samples, i] = places_[static_cast<std::size_t>(index)];
    return samples->get(i);
  }
  std::string name(std::int64_t index) const override {
    const auto& [samples, i] = places_[static_cast<std::size_t>(index)];
    return samples->name(i);
  }
  BatchingRules batching() const override {
    return places_.empty() ? BatchingRules() : places_.front().first->batching();
  }

 private:
  std::vector<std::pair<const Dataset*, std::int64_t>> places_;
};

}  // namespace

int predict_run(const PredictRequest& request) {
  const Target target = find_target(request.what, request.checkpoint, request.out);
  const auto path = target.checkpoint.string();
  const SafetensorsFile file(target.checkpoint);
  const auto config = config_of_checkpoint(file, path, {});
  const auto& facts = *config.facts;
  if (facts.ratings)
    throw usage_error(path +
                      " is a recommender's: ask it by `mlday recommend` for a user (--user) or " +
                      "for what is like an item (--item)");
  if (!request.annotate.empty() && !takes_picture_files(*config.experiment.dataset, facts))
    throw usage_error("--annotate is for files of pictures, and this network takes none");
  const auto device = choose_device(request.device);
  use_threads(request.threads);

  Network network(plan_of(config));
  load_weights(network, file, path, request.ema);
  network.to(device);
  const auto task = config.experiment.task->make({facts});
  const Printer printer(request, facts);
  // Pictures are one sample each: several make a batch.
  const std::size_t files_at_once = takes_picture_files(*config.experiment.dataset, facts) ? 64 : 1;
  bool all_read = true;
  for (std::size_t first = 0; first < request.files.size(); first += files_at_once) {
    const auto end = std::min(first + files_at_once, request.files.size());
    const auto files = read_files({request.files.begin() + static_cast<std::ptrdiff_t>(first),
                                   request.files.begin() + static_cast<std::ptrdiff_t>(end)},
                                  config);
    const OfFiles samples(files);
    torch::Tensor predictions;
    try {
      if (samples.size() > 0)
        predictions = task->predictions(outputs_of(network, samples, {.device = device}).outputs);
    } catch (const Error& error) {
      std::fflush(stdout);
      std::fprintf(stderr, "mlday: error: %s\n", error.what());
      all_read = false;
      continue;
    }
    std::int64_t next = 0;
    for (const auto& file : files) {
      if (!file.samples) {
        std::fflush(stdout);
        std::fprintf(stderr, "mlday: error: %s\n", file.error.c_str());
        all_read = false;
        continue;
      }
      if (!request.annotate.empty())
        annotate(request.annotate, file.name, printer.label(predictions[next]));
      for (std::int64_t i = 0; i < file.samples->size(); ++i, ++next)
        printer.print(samples.name(next), predictions[next]);
    }
  }
  return all_read ? 0 : 1;
}

}  // namespace mlday
