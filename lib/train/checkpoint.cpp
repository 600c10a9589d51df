#include "train/checkpoint.h"

#include <ATen/Parallel.h>
#include <torch/utils.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/file.h"
#include "core/rng.h"
#include "core/text.h"
#include "models/module.h"
#include "store/json.h"

namespace mlday {
namespace {

const std::string remembered_prefix = "early_stopping/";
const std::string trained_prefix =
    "trained/";  // the last epoch's, where restore_best replaced them

/// Tells other data from the run's: drawn or real, how many samples, their classes in order.
std::string data_mark(const DataParts& data) {
  std::uint64_t hash = 0;
  for (std::int64_t i = 0; i < data.train->size(); ++i)
    hash = stream_seed(hash, "label", static_cast<std::uint64_t>(data.train->label(i)));
  return (data.synthetic ? "synthetic " : "") + std::to_string(data.train->size()) + " " +
         std::to_string(hash);
}

/// Bits are the same only on the same device with as many threads.
std::string computed_on(const Training& t) {
  return t.context.device.str() + ", " + counted(at::get_num_threads(), "thread");
}

OrderedJson progress_json(const Training& t) {
  const auto& p = t.progress;
  OrderedJson json{{"epoch", p.epoch},
                   {"batch", p.batch},
                   {"step", p.step},
                   {"best_epoch", p.best_epoch},
                   {"finished", p.finished},
                   {"data", data_mark(t.data)},
                   {"computed_on", computed_on(t)}};
  if (p.rollbacks > 0) json["rollbacks"] = p.rollbacks;
  t.learner.write_progress(json);
  if (p.best) json["best"] = exact(*p.best);  // as text: JSON has no infinity
  for (const auto& [name, sum] : t.meter_state.saved()) json["meter"][name] = exact(sum);
  if (t.early) json["early_stopping"] = t.early->state();
  if (const auto& before = p.before_ending) {
    auto& ending = json["before_ending"];
    ending = {{"best_epoch", before->best_epoch},
              {"early_stopping", before->early_stopping},
              {"learner", before->learner}};
    if (before->best) ending["best"] = exact(*before->best);
  }
  return json;
}

}  // namespace

void load_weights(const NamedTensors& targets, const SafetensorsFile& file,
                  const std::string& path) {
  load_tensors(targets, "", file, path);
}

void load_weights(Network& network, const SafetensorsFile& file, const std::string& path,
                  bool averages) {
  load_weights(weights_of(network), file, path);
  if (!averages) return;
  NamedTensors parameters;
  for (const auto& parameter : network.named_parameters())
    parameters.emplace_back(parameter.key(), parameter.value());
  if (!parameters.empty() && !file.find(average_prefix + parameters.front().first))
    throw usage_error(path + " has no averaged weights: its run had no training.ema_decay");
  load_tensors(parameters, average_prefix, file, path);
}

void save_weights(const std::filesystem::path& file, const Training& t, std::int64_t epoch,
                  const NamedTensors& weights, const Metrics& metrics) {
  auto metadata = t.metadata;
  metadata["epoch"] = std::to_string(epoch);
  metadata["metrics"] = json_text(metrics_json(metrics));
  save_tensors(file, weights, metadata);
}

void save_best(const Training& t, const NamedTensors& weights, const Metrics& metrics) {
  save_weights(t.folder.best_next(), t, t.progress.best_epoch, weights, metrics);
}

void save_best_before_ending(const Training& t, const NamedTensors& weights,
                             const Metrics& metrics) {
  save_weights(t.folder.best_before_ending(), t, t.progress.before_ending->best_epoch, weights,
               metrics);
}

void keep_best_before_ending(const Training& t) {
  if (t.progress.before_ending->best_epoch == 0) return;  // there was none
  std::ifstream best(t.folder.best(), std::ios::binary);
  AtomicFile copy(t.folder.best_before_ending());  // a copy that a full disk cuts off is none
  std::vector<char> buffer(1 << 20);
  while (best.read(buffer.data(), std::ssize(buffer)) || best.gcount() > 0)
    copy.write(buffer.data(), static_cast<std::size_t>(best.gcount()));
  if (!best.eof()) throw Error("cannot read " + t.folder.best().string());
  copy.commit();
}

namespace {

/// The epoch whose weights it holds; none where it is not there or broken.
std::optional<std::int64_t> epoch_of(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  try {
    const SafetensorsFile opened(file);
    const auto said = opened.metadata().find("epoch");
    return said == opened.metadata().end() ? std::nullopt : to_int(said->second);
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool is_whole(const std::filesystem::path& file) {
  return SafetensorsFile(file).wrong_checksum().empty();
}

/// `best` is of an epoch that `last` does not know, where an earlier save has taken its place.
void forget_other_best(Training& t) {
  auto& p = t.progress;
  const auto epoch = epoch_of(t.folder.best()).value_or(0);
  if (epoch == p.best_epoch && (epoch == 0 || is_whole(t.folder.best()))) return;
  std::filesystem::remove(t.folder.best());
  t.resume_notes.push_back(
      "the best weights, of " +
      (p.best_epoch > 0 ? "epoch " + std::to_string(p.best_epoch) : "a later epoch") +
      ", are no longer there: what is best is found anew from here on");
  p.best.reset();
  p.best_epoch = 0;
}

}  // namespace

void commit_best(const RunFolder& folder, std::int64_t best_epoch) {
  const auto next = folder.best_next();
  if (epoch_of(next) == best_epoch)
    rename_file(next, folder.best());
  else
    std::filesystem::remove(next);
}

void save_last(Training& t) {
  auto metadata = t.metadata;
  metadata["epoch"] = std::to_string(t.trained ? t.early->best_epoch() : t.progress.epoch);
  metadata["progress"] = json_text(progress_json(t));
  NamedTensors all = t.learner.weights();
  add_prefixed(all, "", t.learner.state());
  if (t.remembered) add_prefixed(all, remembered_prefix, *t.remembered);
  if (t.trained) add_prefixed(all, trained_prefix, *t.trained);
  const SaveMark mark{t.progress.epoch, t.progress.step};
  if (t.saved && *t.saved != mark && t.keep.keep_last > 1) keep_last_as(t.folder, *t.saved);
  save_tensors(t.folder.last(), all, metadata);
  t.saved = mark;
  prune_saves(t.folder, t.keep.keep_last - 1);
}

void go_back_before_ending(Training& t) {
  const auto before = *std::exchange(t.progress.before_ending, std::nullopt);
  const bool was_replaced = t.progress.best_epoch != before.best_epoch;
  t.progress.best_epoch = before.best_epoch;
  t.progress.best = before.best;
  t.learner.read_progress(before.learner);
  if (t.early) t.early->restore(before.early_stopping);
  // (A kill may have left such a file of another ending, or have come right behind this.)
  if (was_replaced && std::filesystem::exists(t.folder.best_before_ending()))
    rename_file(t.folder.best_before_ending(), t.folder.best());
}

namespace {

BeforeEnding before_ending_of(const OrderedJson& json) {
  BeforeEnding before{.best_epoch = json.at("best_epoch"),
                      .best = std::nullopt,
                      .early_stopping = json.at("early_stopping"),
                      .learner = json.at("learner")};
  if (json.contains("best")) before.best = to_double(json["best"].get<std::string>());
  return before;
}

}  // namespace

void load_last(Training& t) {
  const auto path = t.folder.last().string();
  const SafetensorsFile file(t.folder.last());
  const auto text = file.metadata().find("progress");
  if (text == file.metadata().end()) throw Error(path + " says nothing of a run's progress");
  try {
    const auto json = OrderedJson::parse(text->second);
    // (Kept parts were held against the run sample by sample.)
    if (!t.data.are_kept && json.at("data") != data_mark(t.data))
      throw usage_error(
          "the run was begun on other data than " + t.data.origin +
          ": give the same --data and dataset.root, or begin a new run without --resume");
    if (const std::string before = json.at("computed_on"); before != computed_on(t))
      t.resume_notes.push_back("begun on " + before + ", going on on " + computed_on(t) +
                               ": the bits will differ from an uninterrupted run's");
    t.progress = {.epoch = json.at("epoch"),
                  .batch = json.at("batch"),
                  .step = json.at("step"),
                  .best_epoch = json.at("best_epoch"),
                  .rollbacks = json.value("rollbacks", std::int64_t{0}),
                  .finished = json.at("finished")};
    if (json.contains("best")) t.progress.best = to_double(json["best"].get<std::string>());
    std::map<std::string, double> sums;
    if (json.contains("meter"))
      for (const auto& [name, sum] : json["meter"].items())
        sums[name] = to_double(sum.get<std::string>()).value();
    // Earlier versions kept the penalty apart.
    if (json.contains("penalty_sum") && t.has_penalty && t.progress.batch > 0)
      sums["penalty"] = json["penalty_sum"];
    t.meter_state = Sums::restored(sums);
    if (json.contains("before_ending"))
      t.progress.before_ending = before_ending_of(json["before_ending"]);
    t.learner.read_progress(json);
    if (t.early) t.early->restore(json.at("early_stopping"));
  } catch (const nlohmann::json::exception&) {
    throw Error(path + ": its progress cannot be read; start the run anew");
  }
  t.saved = SaveMark{t.progress.epoch, t.progress.step};
  commit_best(t.folder, t.progress.best_epoch);  // a kill may have come before that
  forget_other_best(t);
  prune_saves(t.folder, t.keep.keep_last - 1);
  const auto weights = t.learner.weights();
  const bool replaced = file.find(trained_prefix + weights.front().first) != nullptr;
  load_tensors(weights, replaced ? trained_prefix : "", file, path);
  load_tensors(t.learner.state(), "", file, path);
  if (t.early && t.early->settings().restore_best && t.early->best_epoch() > 0) {
    t.remembered = copies_of(t.learner.weights());
    load_tensors(*t.remembered, remembered_prefix, file, path);
  }
}

}  // namespace mlday
