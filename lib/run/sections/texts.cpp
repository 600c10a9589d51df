#include "run/sections/texts.h"

#include <torch/utils.h>

#include <filesystem>

#include "core/file.h"
#include "run/text_writer.h"

namespace mlday {
namespace {

constexpr std::int64_t texts_at_once = 5, longest_text = 120;
constexpr std::size_t most_epochs = 40;

/// The texts of the epochs up to this one; none where the file is broken.
OrderedJson texts_before(const std::filesystem::path& file, std::int64_t epoch) {
  auto kept = OrderedJson::array();
  if (!std::filesystem::exists(file)) return kept;
  const auto json = OrderedJson::parse(read_file(file), nullptr, false);
  if (!json.is_array()) return kept;
  for (const auto& one : json)
    if (one.is_object() && one.value("epoch", epoch + 1) <= epoch) kept.push_back(one);
  return kept;
}

}  // namespace

TextsOverTime::TextsOverTime(Training& training, const ResolvedConfig& config, Observer& told)
    : training_(training), told_(told), steps_(fixed_steps(config)) {
  request_.number = texts_at_once;
  request_.longest = longest_text;
  texts_ = texts_before(training.folder.section("texts"), training.progress.epoch);
}

void TextsOverTime::on_epoch(const EpochRecord& record) {
  const auto begin = Clock::now();
  if (begin < next_) return;
  texts_.push_back({{"epoch", record.epoch}, {"lines", written()}});
  if (texts_.size() > most_epochs)
    for (std::size_t i = 1; i < texts_.size(); ++i) texts_.erase(i);
  told_.on_section({"texts", json_text(texts_)});
  constexpr int pause = 100;
  next_ = Clock::now() + pause * (Clock::now() - begin);
}

std::vector<std::string> TextsOverTime::written() {
  auto& network = training_.learner.network();
  const bool was_training = network.is_training();
  network.eval();
  const torch::NoGradGuard no_grad;
  TextWriter writer(network, training_.data.facts, request_, steps_);
  auto lines = writer.write(0, texts_at_once);
  network.train(was_training);
  return lines;
}

}  // namespace mlday
