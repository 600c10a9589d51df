#include <algorithm>
#include <cmath>

#include "data/pictures.h"

namespace mlday {
namespace {

class Normalized : public Dataset {
 public:
  Normalized(DatasetPtr whole, std::vector<double> mean, std::vector<double> deviation)
      : whole_(std::move(whole)), mean_(std::move(mean)), deviation_(std::move(deviation)) {}

  std::int64_t size() const override { return whole_->size(); }
  Sample get(std::int64_t index) const override {
    auto sample = whole_->get(index);
    const auto bytes = sample.input.contiguous();
    auto floats = torch::empty(bytes.sizes(), torch::kFloat32);
    const auto channels = static_cast<std::size_t>(bytes.size(0));
    const auto plane = static_cast<std::size_t>(bytes[0].numel());
    for (std::size_t c = 0; c < channels; ++c) {
      const auto* in = bytes.data_ptr<std::uint8_t>() + c * plane;
      auto* out = floats.data_ptr<float>() + c * plane;
      for (std::size_t i = 0; i < plane; ++i)
        out[i] = static_cast<float>((in[i] / 255.0 - mean_[c]) / deviation_[c]);
    }
    sample.input = floats;
    return sample;
  }
  std::int64_t label(std::int64_t index) const override { return whole_->label(index); }
  std::int64_t group(std::int64_t index) const override { return whole_->group(index); }
  std::string name(std::int64_t index) const override { return whole_->name(index); }
  bool is_picture_file() const override { return whole_->is_picture_file(); }

 private:
  DatasetPtr whole_;
  std::vector<double> mean_, deviation_;
};

}  // namespace

ChannelStatistics channel_statistics(const Dataset& pictures) {
  // Sums of whole numbers: the same whatever the order.
  std::vector<std::int64_t> sum, squares;
  std::int64_t values = 0;
  for (std::int64_t i = 0; i < pictures.size(); ++i) {
    const auto input = pictures.get(i).input.contiguous();
    const auto channels = static_cast<std::size_t>(input.size(0));
    const auto plane = input[0].numel();
    sum.resize(channels);
    squares.resize(channels);
    const auto* bytes = input.data_ptr<std::uint8_t>();
    for (std::size_t c = 0; c < channels; ++c)
      for (std::int64_t p = 0; p < plane; ++p) {
        const std::int64_t value = *bytes++;
        sum[c] += value;
        squares[c] += value * value;
      }
    values += plane;
  }
  ChannelStatistics statistics;
  for (std::size_t c = 0; c < sum.size(); ++c) {
    const double count = static_cast<double>(values), mean = static_cast<double>(sum[c]) / count;
    const double variance = static_cast<double>(squares[c]) / count - mean * mean;
    statistics.mean.push_back(mean / 255);
    statistics.deviation.push_back(std::sqrt(std::max(variance, 0.0)) / 255);
  }
  return statistics;
}

DatasetPtr normalized_view(DatasetPtr dataset, const std::vector<double>& mean,
                           const std::vector<double>& deviation) {
  auto divisors = deviation;
  for (auto& divisor : divisors)
    if (divisor == 0) divisor = 1;  // a channel of one value becomes zeros
  return std::make_shared<Normalized>(std::move(dataset), mean, std::move(divisors));
}

}  // namespace mlday
