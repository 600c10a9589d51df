#include "train/settings.h"

#include "core/text.h"

namespace mlday {
namespace {

const Spec<GradientClipSettings>& gradient_clip_spec() {
  static const auto spec =
      Spec<GradientClipSettings>("gradient_clip", "Limits for gradients, against leaps.")
          .key("norm", &GradientClipSettings::norm, positive(),
               "All gradients together are scaled down to this Euclidean norm.")
          .elsewhere({"clipnorm", "global_clipnorm", "max_norm"})
          .key("value", &GradientClipSettings::value, positive(),
               "Each element is cut to between minus and plus this.")
          .elsewhere({"clipvalue", "clip_value"})
          .short_form("norm");
  return spec;
}

}  // namespace

std::optional<std::int64_t> cuda_index(const std::string& device) {
  if (device == "cuda") return 0;
  constexpr std::string_view cuda = "cuda:";
  const auto index = device.starts_with(cuda) ? to_int(device.substr(cuda.size())) : std::nullopt;
  return index && *index >= 0 ? index : std::nullopt;
}

bool is_device_name(const std::string& text) {
  return text == "auto" || text == "cpu" || cuda_index(text);
}

std::string Codec<DeviceName>::schema(const Constraint&) {
  return R"({"type":"string","pattern":"^(auto|cpu|cuda(:[0-9]+)?)$"})";
}

bool Codec<DeviceName>::read(const Node& node, DeviceName& value, const Constraint&,
                             Reader& reader) {
  if (node.is_scalar() && is_device_name(node.text)) {
    value.text = node.text;
    return true;
  }
  const bool is_gpu = node.text.find("gpu") != std::string::npos ||
                      node.text.find("GPU") != std::string::npos || node.text.starts_with("cuda");
  reader.mismatch(node, name(),
                  is_gpu ? "a GPU is `cuda`; of several, `cuda:0`, `cuda:1`, ..." : "");
  return false;
}

const Spec<TrainingSettings>& training_spec() {
  static const auto spec =
      Spec<TrainingSettings>("training", "How long to train, from which seed, and where.")
          .not_here({"amp", "mixed_precision", "precision", "fp16"},
                    "leave it out: networks are trained in float32")
          .key("epochs", &TrainingSettings::epochs, between(1, 1e6),
               "Passes over the training data.")
          .elsewhere({"num_epochs", "n_epochs", "max_epochs"})
          .no_effect_on_results()
          .key("seed", &TrainingSettings::seed, at_least(0),
               "Decides split, initial weights, order and dropout.")
          .elsewhere({"random_state"})
          .key("accumulate_grad_batches", &TrainingSettings::accumulate_grad_batches, at_least(1),
               "Batches whose gradients make one update together; an epoch's last may be fewer.")
          .elsewhere({"gradient_accumulation_steps", "accumulate"})
          .section("gradient_clip", &TrainingSettings::gradient_clip, gradient_clip_spec,
                   "Limits for gradients.")
          .elsewhere(
              {"clip", "grad_clip", "max_grad_norm", "gradient_clip_val", "clipnorm", "clipvalue"})
          .key("ema_decay", &TrainingSettings::ema_decay, strictly_between(0, 1),
               "Keep an exponential moving average of the weights too, decaying so; evaluated as "
               "val_ema_..., saved beside them. null keeps none.")
          .elsewhere({"ema", "ema_momentum"})
          .key("on_nan", &TrainingSettings::on_nan, one_of({"stop", "skip", "rollback"}),
               "What to do where a loss or gradient is no number: an error; leave the batch out "
               "(at most 10 in a row); or go back to the last save and on with half the learning "
               "rate (at most 5 times).")
          .elsewhere({"terminate_on_nan", "nan_policy"})
          .key("fused", &TrainingSettings::fused, anything(),
               "Train nets of convolutions, of recurrent or of linear layers in one go on the CPU, "
               "which gives the same but for the last bits. `mlday inspect --fast` says whether a "
               "net is one.")
          .key("stop_after", &TrainingSettings::stop_after, anything(),
               "End training after this time or this many updates, whatever epochs says; the epoch "
               "that it ends in is cut short. null does not.")
          .elsewhere({"max_time", "max_steps"})
          .no_effect_on_results()
          .key("validate_every", &TrainingSettings::validate_every, at_least(1),
               "Validate after every so many epochs, and after the last.")
          .key("save_every", &TrainingSettings::save_every, anything(),
               "Save after every so many epochs (`5`), updates (`500 steps`) or minutes "
               "(`10 min`), and at the end.")
          .elsewhere({"save_freq", "every_n_epochs", "every_n_train_steps", "train_time_interval"})
          .no_effect_on_results()
          .key("log_every", &TrainingSettings::log_every, at_least(1),
               "Print every so many epochs, and the last.")
          .no_effect_on_results()
          .key("device", &TrainingSettings::device, anything(),
               "Where arithmetic happens; auto takes CUDA where there is one.")
          .no_effect_on_results()
          .key("threads", &TrainingSettings::threads, between(1, 4096),
               "Threads for arithmetic; null takes all that the process may use.")
          .no_effect_on_results();
  return spec;
}

const Spec<CheckpointSettings>& checkpoint_spec() {
  static const auto spec =
      Spec<CheckpointSettings>("checkpoint", "Which epoch's weights are the best.")
          .key("monitor", &CheckpointSettings::monitor, anything(),
               "The metric that decides; null takes what early stopping, else the annealer "
               "watches, else val_loss (loss without validation).")
          .key("mode", &CheckpointSettings::mode, one_of({"auto", "min", "max"}),
               "Which way is better; auto asks the metric.")
          .key("keep_best", &CheckpointSettings::keep_best, between(1, 1000),
               "So many of the best epochs' weights are kept: `best`, and as best_epoch_E all of "
               "them where there are several. An epoch that is validated only because training "
               "ends with it is not among those.")
          .elsewhere({"save_top_k"})
          .no_effect_on_results()
          .key("keep_last", &CheckpointSettings::keep_last, between(1, 1000),
               "So many of the newest saves are kept: `last`, and those before it as "
               "epoch_E_step_S, which --resume falls back to where `last` is broken.")
          .elsewhere({"save_last", "max_to_keep"})
          .no_effect_on_results()
          .short_form("monitor");
  return spec;
}

const Spec<EvaluationSettings>& evaluation_spec() {
  static const auto spec =
      Spec<EvaluationSettings>("evaluation", "How `mlday eval` looks at samples.")
          .key("crops", &EvaluationSettings::crops,
               one_of({"center", "ten", "multi_scale", "multi_crop"}),
               "Parts of each picture that predictions are averaged over: the middle; corners and "
               "middle, mirrored too; the middle at three scales; at each of these 5 x 5 places, "
               "mirrored too.");
  return spec;
}

}  // namespace mlday
