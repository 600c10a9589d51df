// Pooling of each channel to one value, over a sequence [C, L] or a picture [C, H, W] (Keras'
// GlobalAveragePooling1D and 2D).
#include <cmath>

#include "models/layers/fit.h"
#include "models/layers/options.h"
#include "models/module.h"

namespace mlday {
namespace {

template <Pooling pooling>
class GlobalModule : public LayerModule {
 public:
  Field forward(const Fields& inputs) override {
    const auto& input = inputs[0];
    const auto places = input.values.flatten(2);
    if (input.is_padded()) return pooled_up_to_ends(places, input);
    return pooling == Pooling::average ? places.mean(2) : std::get<0>(places.max(2));
  }
  fused::PictureOperationPtr fuse_pictures(const Shape& input) override {
    const bool is_of_picture = input.size() == 3;
    return is_of_picture && pooling == Pooling::average ? fused::global_average_pool() : nullptr;
  }

 private:
  static torch::Tensor pooled_up_to_ends(const torch::Tensor& places, const Field& input) {
    const auto beyond = steps_beyond(input, places.size(2)).unsqueeze(1);
    if (pooling == Pooling::maximum)
      return std::get<0>(places.masked_fill(beyond, -INFINITY).max(2));
    const auto counts = input.lengths.to(places.device()).to(places.scalar_type()).unsqueeze(1);
    return places.masked_fill(beyond, 0).sum(2) / counts;
  }
};

template <Pooling pooling, auto require_input>
struct Global : Layer {
  Shape output(const Shape& input) const override {
    require_input(input);
    if (input[0] == varies)
      throw Error("it pools each channel over the steps, and its input, " + shape_text(input) +
                  ", has the steps first: put `permute: [2, 1]` before it");
    return {input[0]};
  }
  Reach reach() const override { return {.everything = true}; }
  /// The sequence's channels are counted, its steps pooled.
  bool takes_varying() const override { return true; }
  std::shared_ptr<LayerModule> build(const Shape&) const override {
    return std::make_shared<GlobalModule<pooling>>();
  }
};

using AveragedLine = Global<Pooling::average, require_line>;
using AveragedPicture = Global<Pooling::average, require_picture>;
using LargestOfLine = Global<Pooling::maximum, require_line>;
using LargestOfPicture = Global<Pooling::maximum, require_picture>;

template <class Settings>
Spec<Settings> global_spec(const std::string& name, const std::string& summary,
                           const std::string& in_keras) {
  return Spec<Settings>(name, summary).also_called({in_keras}).inherits(layer_spec);
}

const std::string of_line =
    " of each channel of a sequence: a vector of channels; steps x features want `permute: [2, 1]` "
    "before it.";
const std::string of_picture = " of each channel of a picture: a vector of channels.";
const auto avg1d_spec =
    global_spec<AveragedLine>("global_avg_pool1d", "The mean" + of_line, "GlobalAveragePooling1D");
const auto avg2d_spec = global_spec<AveragedPicture>("global_avg_pool2d", "The mean" + of_picture,
                                                     "GlobalAveragePooling2D");
const auto max1d_spec = global_spec<LargestOfLine>(
    "global_max_pool1d", "The largest value" + of_line, "GlobalMaxPooling1D");
const auto max2d_spec = global_spec<LargestOfPicture>(
    "global_max_pool2d", "The largest value" + of_picture, "GlobalMaxPooling2D");

}  // namespace

Kind<Layer> global_avg_pool1d() { return kind_of<Layer>(avg1d_spec); }
Kind<Layer> global_avg_pool2d() { return kind_of<Layer>(avg2d_spec); }
Kind<Layer> global_max_pool1d() { return kind_of<Layer>(max1d_spec); }
Kind<Layer> global_max_pool2d() { return kind_of<Layer>(max2d_spec); }

Choice<Layer> make::global_avg_pool2d(const std::string& name) {
  return made<AveragedPicture>("global_avg_pool2d", name);
}

}  // namespace mlday
