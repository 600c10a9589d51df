#include "data/dataset.h"

#include "core/checksum.h"
#include "core/file.h"
#include "core/rng.h"

namespace mlday {

std::uint64_t content_of(const Sample& sample) {
  return stream_seed(checksum(sample.inputs), "target",
                     sample.targets.empty() ? 0 : checksum(sample.targets));
}

std::uint64_t Dataset::content(std::int64_t index) const { return content_of(get(index)); }

std::uint64_t checksum(const torch::Tensor& values) {
  const auto dense = values.contiguous();
  return checksum({static_cast<const char*>(dense.data_ptr()), dense.nbytes()});
}

std::uint64_t checksum(const std::vector<torch::Tensor>& tensors) {
  auto sum = checksum(tensors.front());
  for (std::size_t i = 1; i < tensors.size(); ++i)
    sum = stream_seed(sum, "field", checksum(tensors[i]));
  return sum;
}

std::uint64_t file_checksum(const std::string& path, std::uint64_t beside) try {
  return checksum(read_file(path), beside);
} catch (const Error&) {
  return 0;
}

Sample Subset::get(std::int64_t index) const { return whole_->get(at(index)); }

}  // namespace mlday
