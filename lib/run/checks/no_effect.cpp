// A setting that somebody wrote and that nothing reads is a misunderstanding.
#include "core/text.h"
#include "run/checks/checks.h"

namespace mlday {
namespace {

struct Idle {
  const char* path;
  bool (*is_idle)(const ResolvedConfig&);
  const char* reason;
};

std::string text_at(const ResolvedConfig& config, const char* path) {
  return node_at(config.tree, path).text;
}

bool never_validates(const ResolvedConfig& config) {
  return !config.experiment.dataset->validation.validates();
}
bool draws_no_split(const ResolvedConfig& config) {
  return !config.experiment.dataset->validation.is_drawn();
}
bool has_no_folds(const ResolvedConfig& config) {
  return !config.experiment.dataset->validation.folds;
}
bool draws_nothing(const ResolvedConfig& config) {
  return text_at(config, "dataset.stand_in.kind") == "none";
}
bool cache_is_decided(const ResolvedConfig& config) {
  return text_at(config, "dataset.cache") != "auto";
}
bool has_no_momentum(const ResolvedConfig& config) {
  return config.experiment.optimizer.kind() == "sgd" &&
         text_at(config, "optimizer.momentum") == "0";
}

bool keeps_momentum(const ResolvedConfig& config) {
  return text_at(config, "annealer.cycle_momentum") == "false";
}
bool keeps_its_height(const ResolvedConfig& config) {
  return config.experiment.annealer.kind() == "cyclic" &&
         text_at(config, "annealer.mode") != "exp_range";
}

bool begins_in_full(const ResolvedConfig& config) {
  return to_double(text_at(config, "annealer.warmup.start_factor")) == 1.0;
}
bool keeps_more_than_there_are(const ResolvedConfig& config) {
  return config.experiment.checkpoint.keep_best > config.experiment.training.epochs;
}

bool learns_without_gradients(const ResolvedConfig& config) {
  return config.experiment.task->brings_learner();
}

bool is_no_sgd(const ResolvedConfig& config) { return text_at(config, "task.method") == "als"; }
bool is_no_als(const ResolvedConfig& config) { return text_at(config, "task.method") == "sgd"; }
bool is_explicit(const ResolvedConfig& config) {
  return text_at(config, "task.implicit") == "false";
}
bool is_implicit(const ResolvedConfig& config) {
  return text_at(config, "task.implicit") == "true";
}
bool fits_no_biases(const ResolvedConfig& config) {
  return is_no_als(config) || is_implicit(config) || text_at(config, "task.biases") == "false";
}
bool ranks_nothing(const ResolvedConfig& config) { return text_at(config, "task.k") == "0"; }

constexpr const char* without_gradients = "the task learns without gradients";
constexpr Idle idle_settings[] = {
    {"training.ema_decay", learns_without_gradients, without_gradients},
    {"task.lr", is_no_sgd, "task.method is als"},
    {"task.lr_decay", is_no_sgd, "task.method is als"},
    {"task.weighted", is_no_als, "task.method is sgd"},
    {"task.alpha", is_explicit, "task.implicit is false"},
    {"task.biases", is_implicit, "task.implicit has none"},
    {"task.bias_regularization", fits_no_biases, "als fits no biases here"},
    {"task.bias_passes", fits_no_biases, "als fits no biases here"},
    {"task.relevant_from", ranks_nothing, "task.k is 0"},
    {"training.accumulate_grad_batches", learns_without_gradients, without_gradients},
    {"training.gradient_clip", learns_without_gradients, without_gradients},
    {"training.on_nan", learns_without_gradients, without_gradients},
    {"dataset.validation.by", draws_no_split, "dataset.validation draws no part"},
    {"dataset.validation.stratified", draws_no_split, "dataset.validation draws no part"},
    {"dataset.validation.seed", draws_no_split, "dataset.validation draws no part"},
    {"dataset.validation.fold", has_no_folds, "dataset.validation.folds is not set"},
    {"training.validate_every", never_validates, "nothing validates (dataset.validation)"},
    {"dataset.stand_in.images", draws_nothing, "dataset.stand_in is none"},
    {"dataset.cache_limit", cache_is_decided, "dataset.cache is not auto"},
    {"optimizer.dampening", has_no_momentum, "optimizer.momentum is 0"},
    {"optimizer.rule", has_no_momentum, "optimizer.momentum is 0"},
    {"annealer.base_momentum", keeps_momentum, "annealer.cycle_momentum is false"},
    {"annealer.max_momentum", keeps_momentum, "annealer.cycle_momentum is false"},
    {"annealer.warmup.start_factor", begins_in_full, "a warmup from 1 begins with the full rate"},
    {"checkpoint.keep_best", keeps_more_than_there_are, "training.epochs is less"},
    {"annealer.gamma", keeps_its_height, "annealer.mode is not exp_range"},
};

}  // namespace

void check_no_effect(const ResolvedConfig& config, Problems& problems) {
  for (const auto& setting : idle_settings) {
    const std::string path = setting.path;
    const std::string section = path.substr(0, path.rfind('.'));
    const Node* value = node_at(config.tree, section).find(path.substr(section.size() + 1));
    if (value && value->mark.source && setting.is_idle(config))
      warn(config, problems, "no-effect", path, "`" + path + "` has no effect: " + setting.reason,
           "take it out, or set what it depends on");
  }
}

/// An epoch's last update takes what is left of it.
void check_accumulation(const ResolvedConfig& config, Problems& problems) {
  const auto asked = config.experiment.training.accumulate_grad_batches;
  const auto size = config.experiment.dataset->batch_size.of(config.training_samples);
  const auto batches = (config.training_samples + size - 1) / size;
  if (asked <= batches || asked == 1) return;
  const std::string path = "training.accumulate_grad_batches";
  warn(config, problems, "accumulation-too-long", path,
       "`" + path + "` is " + std::to_string(asked) + ", but an epoch has only " +
           counted(batches, "batch") + ": an update takes all of them, and no more",
       "take a smaller number, or smaller batches");
}

}  // namespace mlday
