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
  Asked cosines, analogies, differences;  ///< two words each, three words each, four
  Asked nearest;
  Asked axis;                   ///< two words: from the first to the second
  Asked along, neutral, equal;  ///< single words by the axis, and pairs
  std::int64_t number = 10;
};

void print_by_axis(const WordVectors& words, const Questions& asked) {
  const auto axis = difference(words[asked.axis[1]], words[asked.axis[0]]);
  const auto name = "the axis from " + asked.axis[0] + " to " + asked.axis[1];
  for (const auto& word : asked.along)
    std::printf("cosine of %s with %s: %.6f\n", word.c_str(), name.c_str(),
                cosine(words[word], axis));
  for (const auto& word : asked.neutral)
    std::printf("%s neutralized: its cosine with %s goes from %.6f to %.6f\n", word.c_str(),
                name.c_str(), cosine(words[word], axis),
                cosine(neutralized(words[word], axis), axis));
  for (std::size_t i = 0; i + 1 < asked.equal.size(); i += 2) {
    const auto *a = &asked.equal[i], *b = a + 1;
    const auto [new_a, new_b] = equalized(words[*a], words[*b], axis);
    std::printf(
        "%s and %s equalized: their cosines with %s go from %.6f and %.6f to %.6f and %.6f\n",
        a->c_str(), b->c_str(), name.c_str(), cosine(words[*a], axis), cosine(words[*b], axis),
        cosine(new_a, axis), cosine(new_b, axis));
  }
}

int answer(const Questions& asked) {
  const WordVectors words(asked.file);
  std::printf("%s: %s of %s\n", asked.file.c_str(), counted(words.size(), "word").c_str(),
              counted(words.numbers(), "number").c_str());
  for (std::size_t i = 0; i + 1 < asked.cosines.size(); i += 2) {
    const auto* pair = &asked.cosines[i];
    std::printf("cosine of %s and %s: %.6f\n", pair[0].c_str(), pair[1].c_str(),
                cosine(words[pair[0]], words[pair[1]]));
  }
  for (std::size_t i = 0; i + 3 < asked.differences.size(); i += 4) {
    const auto* four = &asked.differences[i];
    std::printf("cosine of %s - %s and %s - %s: %.6f\n", four[0].c_str(), four[1].c_str(),
                four[2].c_str(), four[3].c_str(),
                cosine(difference(words[four[0]], words[four[1]]),
                       difference(words[four[2]], words[four[3]])));
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
    const auto found = words.nearest(words[word], static_cast<std::size_t>(asked.number), {word});
    std::printf("nearest to %s:\n", word.c_str());
    for (const auto& [near, close] : found) std::printf("  %.6f  %s\n", close, near.c_str());
  }
  if (!asked.axis.empty()) print_by_axis(words, asked);
  return 0;
}

}  // namespace

std::function<int()> cmd_words(CLI::App& app) {
  auto& verb = *app.add_subcommand("words", "Cosines, analogies and nearest words of word vectors");
  auto asked = std::make_shared<Questions>();
  verb.add_option("FILE", asked->file, "Word vectors as text: GloVe's or word2vec's")->required();
  // A flag that takes several words takes exactly so many, and may be given again.
  const auto ask = [&](const char* flag, Asked& words, int count, const char* help) {
    constexpr int often = 1 << 20;
    return verb.add_option(flag, words, help)
        ->type_size(count)
        ->expected(1, often)
        ->allow_extra_args(false);
  };
  ask("--cosine", asked->cosines, 2, "The cosine of two words");
  ask("--difference", asked->differences, 4,
      "france paris rome italy: the cosine of france - paris and rome - italy");
  ask("--analogy", asked->analogies, 3,
      "man woman king: what is to king as woman to man, by the course's rule (the largest cosine "
      "of woman - man with w - king) and by the usual one (the word nearest to woman - man + "
      "king)");
  ask("--nearest", asked->nearest, 1, "The words with the largest cosine to this one");
  auto* axis = verb.add_option("--axis", asked->axis,
                               "man woman: the direction woman - man, for the three below");
  axis->expected(2);
  ask("--along", asked->along, 1, "A word's cosine with the axis")->needs(axis);
  ask("--neutralize", asked->neutral, 1, "A word without its part along the axis")->needs(axis);
  ask("--equalize", asked->equal, 2,
      "Two words at the same distance from what is neutral (Bolukbasi et al., 2016)")
      ->needs(axis);
  verb.add_option("--number", asked->number, "How many nearest words")
      ->check(CLI::Range(1, 100000))
      ->capture_default_str();
  return [asked] { return answer(*asked); };
}

}  // namespace mlday
