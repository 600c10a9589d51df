// The loader of text: lines of characters.
#include "data/batches.h"
#include "data/loader.h"
#include "torch_helpers.h"

using namespace mlday;
using namespace mlday::test;

namespace {

std::vector<std::int64_t> numbers(const torch::Tensor& tensor) {
  return {tensor.data_ptr<std::int64_t>(), tensor.data_ptr<std::int64_t>() + tensor.numel()};
}

LoadedData loaded(const TemporaryFolder& folder, const std::string& settings,
                  const DataFacts* known = nullptr) {
  return chosen(loaders(), "{loader: text, file: names.txt" + settings + "}")
      ->load({{folder.path()}, 1, known});
}

}  // namespace

TEST_CASE("a line's input is the start and its characters, its target those and the line's end") {
  const TemporaryFolder folder;
  write_file(folder / "names.txt", "bad\r\n\n  Cab \nd\n");
  const auto data = loaded(folder, ", lowercase: true");
  CHECK(data.facts.class_names == std::vector<std::string>{"\n", "a", "b", "c", "d"});
  CHECK(data.facts.input().shape == Shape{4});
  REQUIRE(data.train->size() == 3);
  CHECK(numbers(data.train->get(0).input()) == std::vector<std::int64_t>{0, 2, 1, 4});
  CHECK(numbers(data.train->get(0).target()) == std::vector<std::int64_t>{2, 1, 4, 0});
  CHECK(numbers(data.train->get(1).target()) == std::vector<std::int64_t>{3, 1, 2, 0});
  CHECK(numbers(data.train->get(2).input()) == std::vector<std::int64_t>{0, 4, 0, 0});
  CHECK(numbers(data.train->get(2).target()) == std::vector<std::int64_t>{4, 0, -100, -100});
  const auto batch = collate(*data.train, sample_order(3).data(), 3);
  CHECK(batch.inputs.only().scalar_type() == torch::kInt64);
  CHECK(batch.inputs.only().sizes().vec() == Shape{3, 4});
  CHECK(batch.targets.only().sizes().vec() == Shape{3, 4});
  CHECK(same_bits(batch.inputs.only()[0], data.train->get(0).input()));
  CHECK(data.train->name(1).ends_with("names.txt [line 3]"));
}

TEST_CASE("a character is all of its bytes, and capitals are characters of their own") {
  const TemporaryFolder folder;
  write_file(folder / "names.txt", "Aä€a\n");
  const auto data = loaded(folder, "");
  CHECK(data.facts.class_names == std::vector<std::string>{"\n", "A", "a", "ä", "€"});
  CHECK(numbers(data.train->get(0).target()) == std::vector<std::int64_t>{1, 3, 4, 2, 0});
  write_file(folder / "names.txt", "a\n\x80\xff\n");
  CHECK_THROWS_WITH(loaded(folder, ""), ContainsSubstring("names.txt:2: not in UTF-8"));
}

TEST_CASE("what a text's other parts have and training has not is refused, by its line") {
  const TemporaryFolder folder;
  write_file(folder / "names.txt", "abc\n");
  write_file(folder / "test.txt", "cab\nbd\n");
  const auto with_test = [&] { return loaded(folder, ", test_file: test.txt"); };
  CHECK_THROWS_WITH(with_test(),
                    ContainsSubstring("test.txt [line 2]") && ContainsSubstring("`d`"));
  write_file(folder / "test.txt", "cabc\n");
  CHECK(with_test().test->get(0).input().numel() == 5);  // longer than training has
  write_file(folder / "test.txt", "ca\n");
  CHECK(with_test().test->size() == 1);
  const DataFacts known{.inputs = {{.shape = {6}}}, .class_names = {"\n", "a", "b", "c", "z"}};
  CHECK(loaded(folder, "", &known).train->get(0).input().numel() == 6);
  write_file(folder / "names.txt", " \n\n");
  CHECK_THROWS_WITH(loaded(folder, ""), ContainsSubstring("holds no lines"));
}
