// A layer of a network of pictures as an operation that computes without autograd, in whatever
// order of values suits the processor.
#pragma once

#include <memory>
#include <vector>

#include "fused/pictures/layout.h"

namespace mlday::fused {

/// What of its output an operation must find again in its backward.
enum class Keeps { nothing, sign, all };

/// What an operation is made for: evaluation, training where nobody wants the gradients of its
/// inputs, or training.
enum class Purpose { evaluation, first, training };

/// An operation made for a number of pictures and their layout.
class PictureWork {
 public:
  virtual ~PictureWork() = default;
  virtual const Layout& output() const = 0;
  virtual void forward(const std::vector<const float*>& inputs, float* output) = 0;
  /// The same in evaluation.
  virtual void infer(const std::vector<const float*>& inputs, float* output) {
    forward(inputs, output);
  }
  /// Writes the parameters' gradients, and the inputs' where those are not null. An operation in
  /// place finds `output_gradient` where it is to write the first of them.
  virtual void backward(const std::vector<const float*>& inputs, const float* output,
                        const float* output_gradient,
                        const std::vector<float*>& input_gradients) = 0;
};

class PictureOperation {
 public:
  virtual ~PictureOperation() = default;
  virtual std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs,
                                               Purpose purpose) = 0;
  virtual bool draws() const { return false; }
  virtual bool learns() const { return false; }
  /// The fewest pictures that it can be trained on, whatever their size.
  virtual std::int64_t least_pictures() const { return 1; }
  virtual Keeps keeps() const { return Keeps::nothing; }
  /// Of an operation whose output may lie where its first input lay: what that may have to keep.
  virtual Keeps in_place_after() const { return Keeps::all; }
  bool can_be_in_place_after(Keeps kept) const {
    return in_place_after() != Keeps::all && kept <= in_place_after();
  }
};

}  // namespace mlday::fused
