// Lines of a text, character by character: what a character language model learns from.
#include "core/text.h"

#include <algorithm>
#include <map>
#include <set>

#include "core/plain_text.h"
#include "data/arrays/gzip.h"
#include "data/loader.h"

namespace mlday {
namespace fs = std::filesystem;
namespace {

struct Text : LoaderSettings, DataRoot {
  std::string file;
  std::optional<std::string> test_file;
  bool lowercase = false;

  LoadedData load(const LoadRequest& request) const override;
};

using Characters = std::vector<std::string>;

struct Line {
  std::int64_t number;  ///< in the file, from 1
  Characters characters;
};

const std::string line_end = "\n";

/// A line's characters; of UTF-8, all bytes that make one.
Characters characters_of(std::string_view line, bool lowercase) {
  Characters characters;
  for (const char byte : line) {
    const bool continues = (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
    const char c = lowercase && byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte;
    if (continues && !characters.empty())
      characters.back() += c;
    else
      characters.emplace_back(1, c);
  }
  return characters;
}

/// The lines that are not empty, without spaces around them.
std::vector<Line> lines_of(const fs::path& path, bool lowercase) {
  std::vector<Line> lines;
  std::int64_t number = 0;
  for (const auto& line : split(plain_text(read_gzip(path), path.string()), '\n')) {
    ++number;
    if (const auto text = trimmed(line); !text.empty())
      lines.push_back({number, characters_of(text, lowercase)});
  }
  if (lines.empty()) throw usage_error(path.string() + " holds no lines");
  return lines;
}

/// Of the longest line, with its end.
std::int64_t length_of(const std::vector<Line>& lines) {
  std::size_t longest = 0;
  for (const auto& line : lines) longest = std::max(longest, line.characters.size());
  return static_cast<std::int64_t>(longest) + 1;
}

/// Line i: input [T] is 0 and then its characters, target [T] its characters and then the line's
/// end; after that the input is 0 and the target `no_symbol`.
class Lines : public Dataset {
 public:
  /// Each sample is `length` long; `longest` is what the run knows as its longest line.
  Lines(const std::vector<Line>& lines, const Characters& vocabulary, std::int64_t length,
        std::int64_t longest, const std::string& origin)
      : origin_(origin), length_(length), longest_(longest) {
    std::map<std::string, std::int64_t> number;
    for (const auto& character : vocabulary)
      number.try_emplace(character, static_cast<std::int64_t>(number.size()));
    for (const auto& line : lines) {
      file_lines_.push_back(line.number);
      const auto refuse = [&](const std::string& what) {
        return usage_error(name(size()) + " " + what);
      };
      std::vector<std::int64_t> numbers;
      for (const auto& character : line.characters) {
        const auto known = number.find(character);
        if (known == number.end())
          throw refuse("has the character `" + character + "`, which training has not");
        numbers.push_back(known->second);
      }
      lines_.push_back(std::move(numbers));
    }
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(lines_.size()); }
  Sample get(std::int64_t index) const override { return filled_to(length_, index); }
  /// (A longer line among the others, which fills them all up further, changes none of them.)
  std::uint64_t content(std::int64_t index) const override {
    const auto own = static_cast<std::int64_t>(lines_.at(static_cast<std::size_t>(index)).size());
    return content_of(filled_to(std::max(longest_, own + 1), index));
  }
  std::string name(std::int64_t index) const override {
    return origin_ + " [line " + std::to_string(file_lines_.at(static_cast<std::size_t>(index))) +
           "]";
  }

 private:
  Sample filled_to(std::int64_t length, std::int64_t index) const {
    const auto& numbers = lines_.at(static_cast<std::size_t>(index));
    auto input = torch::zeros({length}, torch::kInt64);
    auto target = torch::full({length}, no_symbol, torch::kInt64);
    std::copy(numbers.begin(), numbers.end(), input.data_ptr<std::int64_t>() + 1);
    std::copy(numbers.begin(), numbers.end(), target.data_ptr<std::int64_t>());
    target[static_cast<std::int64_t>(numbers.size())] = 0;  // the line's end sorts first
    return {input, target};
  }

  std::string origin_;
  std::int64_t length_, longest_;
  std::vector<std::vector<std::int64_t>> lines_;
  std::vector<std::int64_t> file_lines_;  ///< the number of each in its file
};

LoadedData Text::load(const LoadRequest& request) const {
  const bool finds_training = request.finds_training() || !test_file;
  const auto folder = folder_with(request.place, root, finds_training ? file : *test_file);
  const auto read = [&](const std::string& name, const std::string& key) {
    return lines_of(existing_file(folder, name, key), lowercase);
  };
  std::vector<Line> training;
  if (finds_training) training = read(file, "dataset.file");
  LoadedData data;
  data.root = folder;
  data.origin = (folder / (finds_training ? file : *test_file)).string();
  data.facts.is_text = true;
  auto& vocabulary = data.facts.class_names;
  std::int64_t length = 0;
  if (request.known) {
    vocabulary = request.known->class_names;
    length = request.known->input().shape.at(0);
  } else {
    std::set<std::string> seen;
    for (const auto& line : training) seen.insert(line.characters.begin(), line.characters.end());
    length = length_of(training);
    vocabulary = {line_end};
    vocabulary.insert(vocabulary.end(), seen.begin(), seen.end());
  }
  data.facts.input().shape = {length};
  if (finds_training)
    data.train = std::make_shared<Lines>(
        training, vocabulary, std::max(length, length_of(training)), length, data.origin);
  if (test_file && request.finds_test()) {  // recurrent layers take longer lines than training has
    const auto lines = read(*test_file, "dataset.test_file");
    data.test = std::make_shared<Lines>(lines, vocabulary, std::max(length, length_of(lines)),
                                        length, (folder / *test_file).string());
  }
  return data;
}

const auto text_spec =
    Spec<Text>("text", "Lines of a text, character by character: each character predicts the next.")
        .required("file", &Text::file, anything(), "The text's file below root; a sample a line.")
        .key("test_file", &Text::test_file, anything(), "A text of the same characters to test.")
        .key("lowercase", &Text::lowercase, anything(), "Whether A-Z become a-z.")
        .inherits(data_root_spec)
        .inherits(loader_spec);

}  // namespace

Kind<LoaderSettings> text_lines() { return kind_of<LoaderSettings>(text_spec); }

}  // namespace mlday
