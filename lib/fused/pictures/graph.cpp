#include "fused/pictures/graph.h"

#include <algorithm>
#include <map>

#include "fused/pictures/program.h"

namespace mlday::fused {
namespace {

class Pictures : public Stage {
 public:
  Pictures(PictureGraph graph, const std::vector<std::int64_t>& picture, std::int64_t outputs)
      : graph_(std::move(graph)), picture_(picture), outputs_(outputs) {}

  std::int64_t outputs() const override { return outputs_; }
  Order order() const override { return Order::rows; }
  bool draws() const override {
    return std::any_of(graph_.nodes().begin(), graph_.nodes().end(),
                       [](const auto& node) { return node.operation->draws(); });
  }
  std::int64_t least_rows() const override {
    std::int64_t least = 1;
    for (const auto& node : graph_.nodes())
      least = std::max(least, node.operation->least_pictures());
    return least;
  }
  void watch(PictureTap tap) override { tap_ = std::move(tap); }

  void forward(const Values& input, float* output) override {
    program_for(input.rows, true).forward(input.at, output, tap_);
  }
  void infer(const Values& input, float* output) override {
    program_for(input.rows, false).forward(input.at, output, tap_);
  }
  void backward(const Values& input, const float*, const float* output_gradient, float*) override {
    program_for(input.rows, true).backward(input.at, output_gradient, tap_);
  }

 private:
  Program& program_for(std::int64_t rows, bool trains) {
    const std::pair key{rows, trains};
    if (const auto found = programs_.find(key); found != programs_.end()) return found->second;
    constexpr std::size_t most = 4;  // batches are of one size, but for an epoch's last
    if (programs_.size() >= most) programs_.clear();
    const dnnl::memory::dims dims{rows, picture_[0], picture_[1], picture_[2]};
    return programs_.try_emplace(key, graph_, dims, trains, arena_).first->second;
  }

  PictureGraph graph_;
  std::vector<std::int64_t> picture_;
  std::int64_t outputs_;
  Arena arena_;
  std::map<std::pair<std::int64_t, bool>, Program> programs_;  ///< by rows, and whether it trains
  PictureTap tap_;
};

}  // namespace

PictureGraph::Value PictureGraph::add(const std::string& name, PictureOperationPtr operation,
                                      std::vector<Value> inputs) {
  nodes_.push_back({name, std::move(operation), std::move(inputs)});
  return nodes_.size();
}

StagePtr pictures(PictureGraph graph, const std::vector<std::int64_t>& picture,
                  std::int64_t outputs) {
  return std::make_unique<Pictures>(std::move(graph), picture, outputs);
}

}  // namespace mlday::fused
