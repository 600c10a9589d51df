// Arrays on the disk: IDX, gzip, CIFAR-10. (HDF5 and MATLAB files: tests/cli/test_loaders.py.)
#include "data/arrays/gzip.h"
#include "data/arrays/idx_format.h"
#include "data/loader.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;
namespace fs = std::filesystem;

namespace {

/// An IDX header: type, extents.
std::string idx_header(unsigned char type, const std::vector<std::uint32_t>& extents) {
  std::string bytes{'\0', '\0', static_cast<char>(type), static_cast<char>(extents.size())};
  for (const auto extent : extents)
    for (int shift = 24; shift >= 0; shift -= 8) bytes += static_cast<char>(extent >> shift & 255);
  return bytes;
}

std::string counting_bytes(std::size_t count) {
  std::string bytes;
  for (std::size_t i = 0; i < count; ++i) bytes += static_cast<char>(i % 251);
  return bytes;
}

/// Three pictures of 2 x 4 with the labels 2, 0, 1; no test part.
void write_small_mnist(const fs::path& folder) {
  make_folder(folder);
  write_file(folder / "train-images-idx3-ubyte", idx_header(8, {3, 2, 4}) + counting_bytes(24));
  write_file(folder / "train-labels-idx1-ubyte", idx_header(8, {3}) + std::string("\2\0\1", 3));
}

const std::string small_mnist = "{loader: idx, image_size: [2, 4], classes: [a, b, c]}";

std::string refusal(const Choice<LoaderSettings>& settings, const fs::path& folder) {
  try {
    settings->load({{folder}});
  } catch (const Error& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("idx: extents and values of every type, big-endian") {
  const auto bytes = parse_idx(idx_header(0x08, {2, 3}) + counting_bytes(6), "x");
  CHECK(same_bits(bytes, torch::arange(6).to(torch::kUInt8).reshape({2, 3})));
  const auto shorts = parse_idx(idx_header(0x0B, {2}) + std::string("\x01\x02\xff\xfe", 4), "x");
  CHECK(same_bits(shorts, torch::tensor({258, -2}).to(torch::kInt16)));
  const auto floats = parse_idx(idx_header(0x0D, {1}) + std::string("\x3f\x80\x00\x00", 4), "x");
  CHECK(same_bits(floats, torch::ones({1})));
}

TEST_CASE("idx: what is no whole file is refused by its name, absurd extents before any memory") {
  const auto refused = [](const std::string& bytes, const std::string& says) {
    CHECK_THROWS_WITH(parse_idx(bytes, "some/file"),
                      ContainsSubstring(says) && ContainsSubstring("some/file"));
  };
  const auto whole = idx_header(8, {2, 3}) + counting_bytes(6);
  refused("", "magic");
  refused("PNG....", "magic");
  refused(whole.substr(0, 7), "cut off");
  refused(whole.substr(0, whole.size() - 1), "5 bytes follow");
  refused(whole + "x", "7 bytes follow");
  refused(idx_header(0x0A, {1}) + "x", "type 10");
  refused(idx_header(8, {0x80000000u, 0x80000000u}), "2147483648 x 2147483648");
  refused(idx_header(0x0E, std::vector<std::uint32_t>(8, 0xffffffffu)), "0 bytes follow");
  refused(idx_header(8, std::vector<std::uint32_t>(9, 1)), "9 dimensions");
}

TEST_CASE("mnist's files are found, their classes named, its facts known before") {
  const TemporaryFolder folder;
  write_small_mnist(folder / "mnist");
  const auto settings = chosen(loaders(), small_mnist);
  const auto data = settings->load({{folder.path()}});
  REQUIRE(data.train->size() == 3);
  CHECK(data.test == nullptr);
  CHECK(same_bits(data.train->get(1).input(),
                  torch::arange(8, 16).to(torch::kUInt8).reshape({1, 2, 4})));
  CHECK(data.train->label(0) == 2);
  CHECK(data.facts.class_names == std::vector<std::string>{"a", "b", "c"});
  CHECK(data.facts.input().shape == settings->facts()->input().shape);
  CHECK(chosen(loaders(), "idx")->facts()->outputs() == 10);
}

TEST_CASE("mnist's files that do not fit each other or the settings are refused") {
  const TemporaryFolder folder;
  write_small_mnist(folder / "mnist");
  CHECK_THAT(refusal(chosen(loaders(), "{loader: idx, classes: [a, b, c]}"), folder.path()),
             ContainsSubstring("set dataset.image_size"));
  CHECK_THAT(refusal(chosen(loaders(), "{loader: idx, image_size: [2, 4], classes: [a, b]}"),
                     folder.path()),
             ContainsSubstring("the label 2"));
  const auto settings = chosen(loaders(), small_mnist);
  write_file(folder / "mnist/train-labels-idx1-ubyte", idx_header(8, {2}) + std::string("\1\0", 2));
  CHECK_THAT(refusal(settings, folder.path()), ContainsSubstring("3 pictures, but"));
  fs::remove(folder / "mnist/train-labels-idx1-ubyte");
  CHECK_THAT(refusal(settings, folder.path()), ContainsSubstring("not its labels"));
  fs::remove_all(folder / "mnist");
  CHECK_THAT(refusal(settings, folder.path()), ContainsSubstring("there is no data folder") &&
                                                   ContainsSubstring("dataset-fashion-mnist"));
}

TEST_CASE(
    "a file that is not gzipped reads as it is, one that claims to be and is not is refused") {
  const TemporaryFolder folder;
  write_file(folder / "plain", "some text");
  CHECK(read_gzip(folder / "plain") == "some text");
  CHECK_THROWS_WITH(read_gzip(folder / "plain", 4), ContainsSubstring("more than 4 bytes"));
  write_file(folder / "broken.gz", std::string("\x1f\x8b\x08\0\0\0\0\0\0\3rubbish", 17));
  CHECK_THROWS_WITH(read_gzip(folder / "broken.gz"), ContainsSubstring("broken.gz"));
  CHECK_THROWS_WITH(read_gzip(folder / "absent"), ContainsSubstring("absent"));
}

TEST_CASE("cifar-10's records are a label and three planes") {
  const TemporaryFolder folder;
  make_folder(folder / "cifar-10-batches-bin");
  const auto settings = chosen(loaders(), "cifar10");
  std::string records;
  for (const char label : {'\3', '\x9'})
    records += label + std::string(1024, 'r') + std::string(1024, 'g') + std::string(1024, 'b');
  const auto batch = folder / "cifar-10-batches-bin/data_batch_1.bin";
  write_file(batch, records);
  write_file(folder / "cifar-10-batches-bin/test_batch.bin", records.substr(0, 3073));
  CHECK_THAT(refusal(settings, folder.path()),
             ContainsSubstring("holds no data_batch_2.bin, data_batch_3.bin, data_batch_4.bin and "
                               "no data_batch_5.bin"));
  for (const auto* number : {"2", "3", "4", "5"})
    write_file(folder / ("cifar-10-batches-bin/data_batch_" + std::string(number) + ".bin"),
               records);
  const auto data = settings->load({{folder.path()}});
  REQUIRE(data.train->size() == 10);
  CHECK(data.test->size() == 1);
  CHECK(data.train->label(1) == 9);
  const auto picture = data.train->get(0).input();
  CHECK(picture.sizes().vec() == settings->facts()->input().shape);
  CHECK(picture[1].eq('g').all().item<bool>());
  write_file(batch, records.substr(0, 5000));
  CHECK_THAT(refusal(settings, folder.path()), ContainsSubstring("data_batch_1.bin"));
  records[0] = '\xa';
  write_file(batch, records);
  CHECK_THAT(refusal(settings, folder.path()), ContainsSubstring("the label 10"));
}

TEST_CASE("generated sets give as many points as asked for, the same for the same seed") {
  for (const std::string kind : {"blobs", "circles", "flower", "lines", "moons", "spirals"}) {
    INFO(kind);
    const auto settings =
        chosen(loaders(), "{loader: " + kind + ", samples: 61, test_samples: 20}");
    const auto facts = settings->facts();
    REQUIRE(facts.has_value());
    const auto data = settings->load({.seed = 5});
    REQUIRE(data.train->size() == 61);
    REQUIRE(data.test->size() == 20);
    CHECK(data.facts.input().shape == facts->input().shape);
    std::set<std::int64_t> labels;
    bool same = true, other = false, test = false;
    const auto again = settings->load({.seed = 5}), another = settings->load({.seed = 6});
    for (std::int64_t i = 0; i < 61; ++i) {
      const auto sample = data.train->get(i);
      CHECK(sample.input().sizes().vec() == facts->input().shape);
      labels.insert(data.train->label(i));
      same = same && same_bits(sample.input(), again.train->get(i).input());
      other = other || !same_bits(sample.input(), another.train->get(i).input());
      test = test || (i < 20 && !same_bits(sample.input(), data.test->get(i).input()));
    }
    CHECK(same);
    CHECK(other);
    CHECK(test);
    if (facts->has_classes())
      CHECK(static_cast<std::int64_t>(labels.size()) == facts->outputs());
    else
      CHECK(data.train->get(0).target().sizes().vec() == Shape{1});
  }
}

TEST_CASE("without noise circles and moons lie where scikit-learn puts them") {
  const auto circles =
      chosen(loaders(), "{loader: circles, samples: 8, noise: 0, factor: .5}")->load({});
  for (std::int64_t i = 0; i < 8; ++i)
    CHECK(circles.train->get(i).input().norm().item<float>() == Approx(i < 4 ? 1 : .5));
  CHECK(circles.train->get(1).input()[1].item<float>() == Approx(1));
  const auto moons = chosen(loaders(), "{loader: moons, samples: 6, noise: 0}")->load({});
  const float expected[][2] = {{1, 0}, {0, 1}, {-1, 0}, {0, .5f}, {1, -.5f}, {2, .5f}};
  for (std::int64_t i = 0; i < 6; ++i)
    for (std::int64_t d = 0; d < 2; ++d)
      CHECK(moons.train->get(i).input()[d].item<float>() == Approx(expected[i][d]).margin(1e-6));
}
