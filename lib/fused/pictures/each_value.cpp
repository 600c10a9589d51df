// Operations on each value alone, in place where they can be, and the sum of two values.
#include <ATen/Parallel.h>

#include <algorithm>

#include "core/vector_width.h"
#include "fused/dropped.h"
#include "fused/pictures/operation.h"
#include "fused/pictures/operations.h"

namespace mlday::fused {
namespace {

constexpr std::int64_t grain = 1 << 15;

/// (What is no number stays none, as in PyTorch: else a broken weight would hide.)
MLDAY_FOR_EACH_VECTOR_WIDTH void rectify(const float* x, float* y, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) y[i] = x[i] < 0 ? 0 : x[i];
}
MLDAY_FOR_EACH_VECTOR_WIDTH void rectify_gradient(const float* y, const float* dy, float* dx,
                                                  std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) dx[i] = y[i] <= 0 ? 0 : dy[i];
}
MLDAY_FOR_EACH_VECTOR_WIDTH void add(const float* a, const float* b, float* sum,
                                     std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) sum[i] = a[i] + b[i];
}

/// What keeps its input's layout.
class FlatWork : public PictureWork {
 public:
  explicit FlatWork(const Layout& layout) : layout_(layout), room_(room_of(layout)) {}
  const Layout& output() const override { return layout_; }

 protected:
  template <class Work>
  void each_piece(const Work& work) const {
    at::parallel_for(0, room_, grain,
                     [&](std::int64_t begin, std::int64_t end) { work(begin, end - begin); });
  }

 private:
  Layout layout_;
  std::int64_t room_;
};

class ReluWork : public FlatWork {
 public:
  using FlatWork::FlatWork;
  void forward(const std::vector<const float*>& inputs, float* output) override {
    each_piece([&](std::int64_t at, std::int64_t n) { rectify(inputs[0] + at, output + at, n); });
  }
  void backward(const std::vector<const float*>&, const float* output, const float* gradient,
                const std::vector<float*>& input_gradients) override {
    if (!input_gradients[0]) return;
    each_piece([&](std::int64_t at, std::int64_t n) {
      rectify_gradient(output + at, gradient + at, input_gradients[0] + at, n);
    });
  }
};

class ReluOfPictures : public PictureOperation {
 public:
  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs, Purpose) override {
    return std::make_unique<ReluWork>(inputs[0]);
  }
  Keeps keeps() const override { return Keeps::sign; }
  Keeps in_place_after() const override { return Keeps::nothing; }
};

/// Drops what the layer itself would, wherever that lies.
class DropoutWork : public FlatWork {
 public:
  DropoutWork(double p, const Layout& layout) : FlatWork(layout), p_(p), steps_(steps_of(layout)) {}

  void forward(const std::vector<const float*>& inputs, float* output) override {
    dropped_ = Dropped::draw(p_);
    run(inputs[0], output);
  }
  void infer(const std::vector<const float*>& inputs, float* output) override {
    if (inputs[0] == output) return;
    each_piece(
        [&](std::int64_t at, std::int64_t n) { std::copy_n(inputs[0] + at, n, output + at); });
  }
  void backward(const std::vector<const float*>&, const float*, const float* gradient,
                const std::vector<float*>& input_gradients) override {
    if (input_gradients[0]) run(gradient, input_gradients[0]);
  }

 private:
  void run(const float* in, float* out) const {
    const auto blocks = (steps_.channels + steps_.block - 1) / steps_.block;
    const auto places = steps_.height * steps_.width;
    const auto grain_of_blocks = std::max<std::int64_t>(1, grain / (places * steps_.block));
    at::parallel_for(
        0, steps_.count * blocks, grain_of_blocks, [&](std::int64_t begin, std::int64_t end) {
          for (auto i = begin; i < end; ++i) {
            const auto n = i / blocks, c = i % blocks * steps_.block;
            const auto at = n * steps_.n_step + i % blocks * steps_.c_step;
            const auto first = static_cast<std::uint32_t>((n * steps_.channels + c) * places);
            for (std::int64_t h = 0; h < steps_.height; ++h)
              for (std::int64_t w = 0; w < steps_.width; ++w) {
                const auto here = at + h * steps_.h_step + w * steps_.w_step;
                drop(dropped_, in + here, out + here, steps_.block,
                     first + static_cast<std::uint32_t>(h * steps_.width + w),
                     static_cast<std::uint32_t>(places));
              }
          }
        });
  }

  double p_;
  Steps steps_;
  Dropped dropped_;
};

class DropoutOfPictures : public PictureOperation {
 public:
  explicit DropoutOfPictures(double p) : p_(p) {}
  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs, Purpose) override {
    return std::make_unique<DropoutWork>(p_, inputs[0]);
  }
  bool draws() const override { return true; }
  Keeps in_place_after() const override { return Keeps::sign; }

 private:
  double p_;
};

class SumWork : public FlatWork {
 public:
  SumWork(const Layout& a, const Layout& b) : FlatWork(a), other_(b, a), other_gradient_(a, b) {}

  void forward(const std::vector<const float*>& inputs, float* output) override {
    const auto* other = other_.of(inputs[1]);
    each_piece(
        [&](std::int64_t at, std::int64_t n) { add(inputs[0] + at, other + at, output + at, n); });
  }
  void backward(const std::vector<const float*>&, const float*, const float* gradient,
                const std::vector<float*>& input_gradients) override {
    if (input_gradients[1]) {
      auto* room = other_gradient_.room_for(input_gradients[1]);
      each_piece(
          [&](std::int64_t at, std::int64_t n) { std::copy_n(gradient + at, n, room + at); });
      other_gradient_.finish(input_gradients[1]);
    }
    if (input_gradients[0] && input_gradients[0] != gradient)
      each_piece([&](std::int64_t at, std::int64_t n) {
        std::copy_n(gradient + at, n, input_gradients[0] + at);
      });
  }

 private:
  Reordered other_;
  ReorderedOutput other_gradient_;
};

class SumOfPictures : public PictureOperation {
 public:
  std::unique_ptr<PictureWork> prepare(const std::vector<Layout>& inputs, Purpose) override {
    return std::make_unique<SumWork>(inputs[0], inputs[1]);
  }
  Keeps in_place_after() const override { return Keeps::nothing; }
};

}  // namespace

PictureOperationPtr picture_relu() { return std::make_shared<ReluOfPictures>(); }
PictureOperationPtr picture_dropout(double p) { return std::make_shared<DropoutOfPictures>(p); }
PictureOperationPtr sum_of_pictures() { return std::make_shared<SumOfPictures>(); }

}  // namespace mlday::fused
