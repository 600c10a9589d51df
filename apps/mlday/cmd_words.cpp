// mlday words: cosines, analogies and nearest words of a file of word vectors.
#include <cstdio>

#include "core/text.h"
#include "verbs.h"
#include "words/word_vectors.h"

namespace mlday {
namespace {

using Asked = std::vector<std::string>;

struct Questions {
  std::string file;
  Asked cosines, analogies;  ///< two words each, three words each
  Asked nearest;
  std::int64_t number = 10;
};

int answer(const Questions& asked) {
  const WordVectors words(asked.file);
  std::printf("%s: %s of %s\n", asked.file.c_str(), counted(words.size(), "word").c_str(),
              counted(words.numbers(), "number").c_str());
  for (std::size_t i = 0; i + 1 < asked.cosines.size(); i += 2) {
    const auto* pair = &asked.cosines[i];
    std::printf("cosine of %s and %s: %.6f\n", pair[0].c_str(), pair[1].c_str(),
                cosine(words[pair[0]], words[pair[1]]));
  }
  for (std::size_t i = 0; i + 2 < asked.analogies.size(); i += 3) {
    const auto* three = &asked.analogies[i];
    const auto by_difference = words.analogy_by_difference(three[0], three[1], three[2]);
    const auto by_sum = words.analogy_by_sum(three[0], three[1], three[2]);
    std::printf("%s : %s = %s : %s (%.6f, differences), %s (%.6f, nearest to the sum)\n",
                three[0].c_str(), three[1].c_str(), three[2].c_str(), by_difference.first.c_str(),
                by_difference.second, by_sum.first.c_str(), by_sum.second);
  }
  for (const auto& word : asked.nearest) {
    std::printf("nearest to %s:\n", word.c_str());
    for (const auto& [near, close] :
         words.nearest(words[word], static_cast<std::size_t>(asked.number), {word}))
      std::printf("  %.6f  %s\n", close, near.c_str());
  }
  return 0;
}

}  // namespace

std::function<int()> cmd_words(CLI::App& app) {
  auto& verb = *app.add_subcommand("words", "Cosines, analogies and nearest words of word vectors");
  auto asked = std::make_shared<Questions>();
  verb.add_option("FILE", asked->file, "Word vectors as text: GloVe's or word2vec's")->required();
  // A flag that takes several words takes exactly so many, and may be given again.
  verb.add_option("--cosine", asked->cosines, "The cosine of two words")
      ->type_size(2)
      ->expected(1, 1 << 20)
      ->allow_extra_args(false);
  verb.add_option("--analogy", asked->analogies,
                  "man woman king: what is to king as woman to man, by the course's rule (the "
                  "largest cosine of woman - man with w - king) and by the usual one (the word "
                  "nearest to woman - man + king)")
      ->type_size(3)
      ->expected(1, 1 << 20)
      ->allow_extra_args(false);
  verb.add_option("--nearest", asked->nearest, "The words with the largest cosine to this one")
      ->type_size(1)
      ->expected(1, 1 << 20)
      ->allow_extra_args(false);
  verb.add_option("--number", asked->number, "How many nearest words")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  return [asked] { return answer(*asked); };
}

}  // namespace mlday
