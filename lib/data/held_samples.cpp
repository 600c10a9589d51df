#include "data/held_samples.h"

#include <algorithm>
#include <cstring>

namespace mlday {
namespace {

constexpr std::int64_t most_bytes = 256'000'000;

/// Bytes of a sample as a batch has it.
std::int64_t bytes_of(const Sample& sample) {
  std::int64_t bytes = 0;
  for (const auto* side : {&sample.inputs, &sample.targets})
    for (const auto& tensor : *side)
      bytes += tensor.numel() * std::max<std::int64_t>(tensor.element_size(), sizeof(float));
  return bytes;
}

bool are_stacked(const std::vector<Batching>& rules) {
  return std::all_of(rules.begin(), rules.end(),
                     [](Batching rule) { return rule == Batching::stack; });
}

torch::Tensor rows_of(const torch::Tensor& all, const std::int64_t* indices, std::int64_t count) {
  auto shape = all.sizes().vec();
  const auto bytes = all.nbytes() / static_cast<std::size_t>(shape[0]);
  shape[0] = count;
  auto rows = torch::empty(shape, all.scalar_type());
  const auto* from = static_cast<const char*>(all.data_ptr());
  auto* to = static_cast<char*>(rows.data_ptr());
  for (std::int64_t i = 0; i < count; ++i, to += bytes)
    std::memcpy(to, from + static_cast<std::size_t>(indices[i]) * bytes, bytes);
  return rows;
}

Fields rows_of(const Fields& all, const std::int64_t* indices, std::int64_t count) {
  Fields rows;
  for (const auto& field : all) rows.add(rows_of(field.values, indices, count));
  return rows;
}

}  // namespace

std::optional<HeldSamples> HeldSamples::of(const DataParts& data) {
  const auto& train = *data.train;
  const auto rules = train.batching();
  if (data.augmented || data.mixed || !data.in_memory || !are_stacked(rules.inputs) ||
      !are_stacked(rules.targets) || bytes_of(train.get(0)) * train.size() > most_bytes)
    return std::nullopt;
  const auto order = sample_order(train.size());
  return HeldSamples(collate(train, order.data(), train.size()));
}

Batch HeldSamples::batch(const std::int64_t* indices, std::int64_t count) const {
  return {rows_of(all_.inputs, indices, count), rows_of(all_.targets, indices, count)};
}

}  // namespace mlday
