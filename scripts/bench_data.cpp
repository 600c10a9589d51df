// Times the way of pictures from their files to batches, without training. Run by
// scripts/bench_data.py: bench_data FOLDER DATASET EPOCHS, with DATASET as a config writes it.
// Prints JSON: images/s of each epoch, images/s of decoding alone, the peak of memory in MB.
#include <torch/torch.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>

#include "config/yaml.h"
#include "data/batches.h"
#include "data/loader.h"
#include "data/parts.h"

namespace {

using namespace mlday;
using Clock = std::chrono::steady_clock;

Choice<LoaderSettings> dataset_of(const std::string& yaml) {
  Problems problems;
  const Node node = parse_yaml(std::make_shared<Source>(Source{"DATASET", yaml}), problems);
  Reader reader(problems);
  Choice<LoaderSettings> choice;
  if (!problems.has_errors()) loaders().read(node, choice, reader);
  problems.throw_errors();
  return choice;
}

template <class Work>
double images_per_second(std::int64_t images, Work work) {
  const auto start = Clock::now();
  work();
  return static_cast<double>(images) / std::chrono::duration<double>(Clock::now() - start).count();
}

void train_nothing(const DataParts& parts, const LoaderSettings& settings, std::int64_t epoch) {
  const auto seen = parts.augmented ? parts.augmented(epoch) : parts.train;
  BatchStream batches(*seen, sample_order(seen->size(), 1, epoch),
                      settings.batch_size.of(seen->size()), static_cast<int>(settings.num_workers),
                      0, parts.mixed ? parts.mixed(epoch) : BatchChange{});
  while (batches.next()) {
  }
}

void decode_all(const Dataset& dataset, std::int64_t threads) {
  std::atomic<std::int64_t> next{0};
  std::vector<std::thread> workers;
  for (std::int64_t t = 0; t < threads; ++t)
    workers.emplace_back([&] {
      for (std::int64_t i; (i = next++) < dataset.size();) dataset.get(i);
    });
  for (auto& worker : workers) worker.join();
}

double peak_in_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1e3;
  return 0;
}

}  // namespace

int main(int argc, char** argv) try {
  if (argc != 4) throw std::runtime_error("usage: bench_data FOLDER DATASET EPOCHS");
  torch::set_num_threads(1);
  const auto settings = dataset_of(argv[2]);
  const auto parts = load_parts(*settings, {{argv[1], true, true}, 1});
  nlohmann::json epochs;
  for (std::int64_t epoch = 1; epoch <= std::stoll(argv[3]); ++epoch)
    epochs.push_back(
        images_per_second(parts.train->size(), [&] { train_nothing(parts, *settings, epoch); }));
  const double peak = peak_in_megabytes();
  const double decoding = images_per_second(
      parts.train->size(), [&] { decode_all(*parts.train, settings->num_workers); });
  std::puts(nlohmann::json{{"images", parts.train->size()},
                           {"epochs", epochs},
                           {"decoding", decoding},
                           {"peak_mb", peak}}
                .dump()
                .c_str());
} catch (const std::exception& error) {
  std::fprintf(stderr, "bench_data: %s\n", error.what());
  return 1;
}
