// Splits, the order of samples, and batches put together by workers.
#include "data/batches.h"

#include <atomic>
#include <chrono>
#include <numeric>
#include <thread>

#include "data/memory.h"
#include "data/split.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

/// `count` samples of one float each, their index; groups of `group_size`.
std::shared_ptr<TensorDataset> counting(std::int64_t count, std::int64_t group_size = 1) {
  std::vector<std::int64_t> groups;
  for (std::int64_t i = 0; i < count; ++i) groups.push_back(1000 - i / group_size);
  return std::make_shared<TensorDataset>(torch::arange(count, torch::kFloat32).reshape({count, 1}),
                                         torch::arange(count) % 7, groups);
}

/// A dataset that knows only its size and its groups.
class Sized : public Dataset {
 public:
  explicit Sized(std::int64_t size) : size_(size) {}
  std::int64_t size() const override { return size_; }
  Sample get(std::int64_t) const override { throw std::logic_error("a split reads no sample"); }
  std::string name(std::int64_t) const override { return ""; }

 private:
  std::int64_t size_;
};

/// Samples that take longer the earlier they are, one of which cannot be read.
class Uneven : public Dataset {
 public:
  Uneven(std::int64_t size, std::int64_t bad) : size_(size), bad_(bad) {}
  std::int64_t size() const override { return size_; }
  Sample get(std::int64_t index) const override {
    ++reads;
    if (index == bad_) throw BadSample("sample " + std::to_string(index) + " is broken");
    std::this_thread::sleep_for(std::chrono::microseconds(index % 4 == 0 ? 1500 : 10));
    return {torch::full({2}, static_cast<float>(index)), torch::tensor(index)};
  }
  std::string name(std::int64_t index) const override { return std::to_string(index); }

  mutable std::atomic<int> reads{0};

 private:
  std::int64_t size_, bad_;
};

std::vector<std::vector<std::int64_t>> batches_of(BatchStream& stream) {
  std::vector<std::vector<std::int64_t>> result;
  while (const auto batch = stream.next()) {
    auto& indices = result.emplace_back();
    for (std::int64_t i = 0; i < batch->samples(); ++i)
      indices.push_back(batch->inputs.only()[i][0].item<std::int64_t>());
  }
  return result;
}

std::vector<std::vector<std::int64_t>> batches_of(const Dataset& dataset, int workers,
                                                  std::int64_t batch_size, std::int64_t first = 0) {
  BatchStream stream(dataset, sample_order(dataset.size(), 3, 1), batch_size, workers, first);
  return batches_of(stream);
}

}  // namespace

TEST_CASE("a validation split takes the fraction rounded up") {
  struct {
    std::int64_t samples;
    double fraction;
    std::size_t validation;
  } const cases[] = {{39'209, .25, 9'803}, {10, .25, 3}, {12, .25, 3}, {30, .1, 3},
                     {100, .2, 20},        {7, .001, 1}, {5, 0, 0},    {1, .5, 1}};
  for (const auto& c : cases) {
    CAPTURE(c.samples, c.fraction);
    const auto split = split_dataset(Sized(c.samples), {.fraction = c.fraction}, 42);
    CHECK(split.validation.size() == c.validation);
    CHECK(split.train.size() + c.validation == static_cast<std::size_t>(c.samples));
  }
}

TEST_CASE("a split gives every sample to one side, in ascending order") {
  const auto split = split_dataset(*counting(101), {.fraction = .3}, 1);
  CHECK(std::is_sorted(split.train.begin(), split.train.end()));
  CHECK(std::is_sorted(split.validation.begin(), split.validation.end()));
  auto all = split.train;
  all.insert(all.end(), split.validation.begin(), split.validation.end());
  std::sort(all.begin(), all.end());
  CHECK(all == sample_order(101));
  // At random, not the first or the last 31.
  CHECK(split.validation.front() < 50);
  CHECK(split.validation.back() > 50);
}

TEST_CASE("a split by track keeps each group whole and takes the fraction of groups") {
  const auto dataset = counting(100, 7);  // 14 groups of 7 and one of 2
  const auto split = split_dataset(*dataset, {.fraction = .3, .by = "track"}, 9);
  std::set<std::int64_t> training, validating;
  for (const auto i : split.train) training.insert(dataset->group(i));
  for (const auto i : split.validation) validating.insert(dataset->group(i));
  CHECK(validating.size() == 5);  // .3 * 15 = 4.5
  CHECK(training.size() == 10);
  for (const auto group : validating) CHECK(training.count(group) == 0);
  CHECK(split.train.size() + split.validation.size() == 100);
}

TEST_CASE("the seed decides the split: its own, else the run's") {
  const auto dataset = counting(200);
  const auto validation = [&](const ValidationSettings& settings, std::uint64_t seed) {
    return split_dataset(*dataset, settings, seed).validation;
  };
  CHECK(validation({.fraction = .25}, 1) == validation({.fraction = .25}, 1));
  CHECK(validation({.fraction = .25}, 1) != validation({.fraction = .25}, 2));
  CHECK(validation({.fraction = .25, .seed = 5}, 1) == validation({.fraction = .25, .seed = 5}, 2));
  CHECK(validation({.fraction = .25, .seed = 5}, 1) == validation({.fraction = .25}, 5));
}

TEST_CASE("validation refuses a fraction of 1, a negative one, and an unknown unit") {
  for (const auto* yaml : {"1", "-.1", "{fraction: .2, by: sign}", "{validation_split: .2}"}) {
    INFO(yaml);
    CHECK_THROWS_AS(settings_of(validation_spec(), yaml), Error);
  }
  CHECK(settings_of(validation_spec(), ".2").fraction == .2);
}

TEST_CASE("an epoch's order is a permutation that its seed and number decide") {
  const auto first = sample_order(500, 1, 1);
  auto sorted = first;
  std::sort(sorted.begin(), sorted.end());
  CHECK(sorted == sample_order(500));
  CHECK(first == sample_order(500, 1, 1));
  CHECK(first != sample_order(500, 1, 2));
  CHECK(first != sample_order(500, 2, 1));
  CHECK(first != sample_order(500));
}

TEST_CASE("batches come in order, the last with what is left") {
  const auto dataset = counting(10);
  BatchStream stream(*dataset, sample_order(10), 4, 2);
  CHECK(stream.batches() == 3);
  CHECK(batches_of(stream) ==
        std::vector<std::vector<std::int64_t>>{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9}});
  CHECK_FALSE(stream.next().has_value());
}

TEST_CASE("any number of workers gives the same batches") {
  const Uneven dataset(61, -1);
  const auto alone = batches_of(dataset, 1, 4);
  CHECK(alone.size() == 16);
  CHECK(alone.back().size() == 1);
  for (const int workers : {2, 5, 16}) {
    INFO(workers << " workers");
    CHECK(batches_of(dataset, workers, 4) == alone);
  }
}

TEST_CASE("a stream begun in the middle gives the batches that are left") {
  const Uneven dataset(30, -1);
  const auto all = batches_of(dataset, 3, 4);
  for (const std::int64_t first : {1, 5, 7, 8}) {
    INFO("from batch " << first);
    CHECK(batches_of(dataset, 3, 4, first) ==
          std::vector(all.begin() + static_cast<std::ptrdiff_t>(first), all.end()));
  }
}

TEST_CASE("a worker's exception reaches whoever asks for the batch") {
  for (const int workers : {1, 4}) {
    const Uneven dataset(20, 13);
    BatchStream stream(dataset, sample_order(20), 4, workers);
    const auto drain = [&] { batches_of(stream); };
    CHECK_THROWS_WITH(drain(), "sample 13 is broken");
    CHECK_THROWS_AS(stream.next(), BadSample);
  }
}

TEST_CASE("workers fill a few batches ahead and stop when the stream is dropped") {
  const Uneven dataset(400, -1);
  {
    BatchStream stream(dataset, sample_order(400), 4, 3);
    REQUIRE(stream.next().has_value());
    std::this_thread::sleep_for(std::chrono::milliseconds(60));  // time to fill all, if they did
  }
  CHECK(dataset.reads >= 4);
  CHECK(dataset.reads <= 4 * (1 + 3 + 2));
}

TEST_CASE("collate divides bytes by 255 and leaves floats alone") {
  auto bytes = torch::arange(256).to(torch::kUInt8).reshape({4, 1, 8, 8});
  const TensorDataset pictures(bytes, torch::tensor({3, 1, 2, 0}));
  const std::vector<std::int64_t> order{3, 0};
  const auto batch = collate(pictures, order.data(), 2);
  CHECK(batch.inputs.only().sizes().vec() == Shape{2, 1, 8, 8});
  CHECK(same_bits(batch.inputs.only()[0], bytes[3].to(torch::kFloat32) / 255));
  CHECK(same_bits(batch.inputs.only()[1], bytes[0].to(torch::kFloat32) / 255));
  CHECK(batch.inputs.only().max().item<float>() == 1);
  CHECK(same_bits(batch.targets.only(), torch::tensor({0, 3})));
  const auto floats = wave({3, 5}, 1, 300).to(torch::kFloat32);
  const TensorDataset rows(floats, torch::rand({3, 2}));
  const auto plain = collate(rows, sample_order(3).data(), 3);
  CHECK(same_bits(plain.inputs.only(), floats));
  CHECK(plain.targets.only().sizes().vec() == Shape{3, 2});
}

TEST_CASE("a sample of another size or type than the batch's first is refused by its name") {
  struct Ragged : Dataset {
    explicit Ragged(std::vector<Sample> all) : samples(std::move(all)) {}
    std::int64_t size() const override { return static_cast<std::int64_t>(samples.size()); }
    Sample get(std::int64_t i) const override { return samples.at(static_cast<std::size_t>(i)); }
    std::string name(std::int64_t i) const override { return std::to_string(i) + ".png"; }
    std::vector<Sample> samples;
  };
  const auto refusal = [](const Sample& second) {
    const Ragged ragged({{torch::zeros({2, 3}), torch::zeros({1})}, second});
    try {
      collate(ragged, sample_order(2).data(), 2);
      return std::string();
    } catch (const BadSample& error) {
      return std::string(error.what());
    }
  };
  CHECK(refusal({torch::zeros({2, 3}), torch::zeros({1})}).empty());
  CHECK_THAT(refusal({torch::zeros({2, 4}), torch::zeros({1})}),
             ContainsSubstring("1.png: its input is 2 x 4 of Float, but that of 0.png in the same "
                               "batch is 2 x 3 of Float"));
  CHECK_THAT(refusal({torch::zeros({3, 2}), torch::zeros({1})}), ContainsSubstring("3 x 2"));
  CHECK_THAT(refusal({torch::zeros({2, 3}, torch::kFloat64), torch::zeros({1})}),
             ContainsSubstring("2 x 3 of Double"));
  CHECK_THAT(refusal({torch::zeros({2, 3}), torch::zeros({2})}), ContainsSubstring("its target"));
}

TEST_CASE("a subset gives the whole's samples, labels, groups and names in its order") {
  const auto whole = counting(9, 3);
  const Subset part(whole, {8, 0, 4});
  REQUIRE(part.size() == 3);
  CHECK(part.get(0).input().item<float>() == 8);
  CHECK(part.label(0) == 1);
  CHECK(part.group(2) == whole->group(4));
  CHECK(part.name(2) == "row 4");
  CHECK_THROWS_AS(part.get(3), std::out_of_range);
}

TEST_CASE("a dataset read through is the same dataset, kept or not, whatever the threads") {
  const auto dataset = counting(57, 5);
  for (const int threads : {1, 4})
    for (const bool keep : {true, false}) {
      const auto read = read_through(dataset, {.threads = threads, .keep = keep});
      REQUIRE(read.dataset->size() == 57);
      CHECK(read.skipped.empty());
      CHECK(std::set(read.hashes.begin(), read.hashes.end()).size() == 57);
      for (std::int64_t i = 0; i < 57; ++i) {
        CHECK(same_bits(read.dataset->get(i).input(), dataset->get(i).input()));
        CHECK(read.dataset->label(i) == dataset->label(i));
        CHECK(read.dataset->group(i) == dataset->group(i));
        CHECK(read.dataset->name(i) == dataset->name(i));
      }
    }
}

TEST_CASE("a sample that cannot be read is thrown, or left out and listed, kept or not") {
  for (const bool keep : {true, false}) {
    const auto dataset = std::make_shared<Uneven>(20, 13);
    CHECK_THROWS_WITH(read_through(dataset, {.threads = 3, .keep = keep}),
                      ContainsSubstring("sample 13 is broken"));
    const auto read = read_through(dataset, {.threads = 3, .skip_bad = true, .keep = keep});
    CHECK(read.dataset->size() == 19);
    CHECK(read.hashes.size() == 19);
    CHECK(read.skipped == std::vector<std::string>{"sample 13 is broken"});
    CHECK(read.dataset->name(13) == "14");
    // What is kept is not read again.
    const int reads = dataset->reads;
    for (std::int64_t i = 0; i < 19; ++i) read.dataset->get(i);
    CHECK(dataset->reads == reads + (keep ? 0 : 19));
  }
}

TEST_CASE("what changes a batch is told its number, whatever the workers") {
  const auto dataset = counting(50);
  for (const int workers : {1, 4}) {
    BatchStream stream(*dataset, sample_order(50), 8, workers, 2,
                       [](Batch& batch, std::int64_t number) {
                         batch.inputs.only().fill_(static_cast<float>(number));
                       });
    for (const std::int64_t number : {2, 3, 4, 5, 6}) {
      const auto batch = stream.next();
      REQUIRE(batch.has_value());
      CHECK(batch->inputs.only()[0].item<std::int64_t>() == number);
    }
    CHECK_FALSE(stream.next().has_value());
  }
}

TEST_CASE("of several batches that cannot be made, the first in order is told") {
  /// Sample 2 is broken and slow to say so, sample 6 at once.
  class Broken : public Dataset {
   public:
    std::int64_t size() const override { return 8; }
    Sample get(std::int64_t index) const override {
      if (index == 2) std::this_thread::sleep_for(std::chrono::milliseconds(50));
      if (index == 2 || index == 6) throw BadSample(name(index));
      return {torch::zeros({1}), torch::zeros({1})};
    }
    std::string name(std::int64_t index) const override {
      return "sample " + std::to_string(index);
    }
  };
  const Broken dataset;
  for (const int workers : {1, 3}) {
    BatchStream batches(dataset, sample_order(8), 2, workers);
    CHECK(batches.next().has_value());
    CHECK_THROWS_WITH(batches.next(), "sample 2");
  }
}
