// A dataset is `size()` and `get(i)`; everything else is a view of another dataset.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/error.h"

namespace mlday {

/// One example: its inputs and its targets, in the order of the data's facts. An input is [C, H, W]
/// uint8 for pictures (made float in [0, 1] when batched; in any memory order), else float or
/// int64; a target a scalar int64 class, several, or float values. All may be the dataset's own
/// memory: they are not written to.
struct Sample {
  std::vector<torch::Tensor> inputs, targets;

  Sample() = default;
  Sample(torch::Tensor input, torch::Tensor target)
      : inputs{std::move(input)}, targets{std::move(target)} {}

  /// The first input, which is the picture where there is one.
  const torch::Tensor& input() const { return inputs.front(); }
  torch::Tensor& input() { return inputs.front(); }
  const torch::Tensor& target() const { return targets.front(); }
};

/// How the samples' tensors of one field come together in a batch: rows of one size; rows filled up
/// with zeros to the longest, along their first dimension; or one after the other, along it too.
enum class Batching { stack, pad, list };

/// The rules of a sample's fields; a field that is not listed is stacked.
struct BatchingRules {
  std::vector<Batching> inputs, targets;
};

/// A sample that cannot be read; names the file.
class BadSample : public Error {
 public:
  using Error::Error;
};

class Dataset {
 public:
  virtual ~Dataset() = default;
  virtual std::int64_t size() const = 0;
  /// Reads sample `index`; may be called from several threads at once. Throws BadSample.
  virtual Sample get(std::int64_t index) const = 0;
  /// The class, known without reading the sample; -1 where samples have none.
  virtual std::int64_t label(std::int64_t) const { return -1; }
  /// What belongs together in a split: the physical sign that was photographed; by default itself.
  virtual std::int64_t group(std::int64_t index) const { return index; }
  /// How messages call the sample: its file.
  virtual std::string name(std::int64_t index) const = 0;
  /// Whether the name is that of a picture file of the sample's own.
  virtual bool is_picture_file() const { return false; }
  /// A checksum of what the sample holds where it lies, the same on every machine: of a picture
  /// the file's bytes, not its pixels. 0 where it cannot be read.
  virtual std::uint64_t content(std::int64_t index) const;
  virtual BatchingRules batching() const { return {}; }
};

using DatasetPtr = std::shared_ptr<const Dataset>;

/// Another dataset's samples; what derives from it changes what `get` gives.
class View : public Dataset {
 public:
  explicit View(DatasetPtr whole) : whole_(std::move(whole)) {}

  std::int64_t size() const override { return whole_->size(); }
  Sample get(std::int64_t index) const override { return whole_->get(index); }
  std::int64_t label(std::int64_t index) const override { return whole_->label(index); }
  std::int64_t group(std::int64_t index) const override { return whole_->group(index); }
  std::string name(std::int64_t index) const override { return whole_->name(index); }
  bool is_picture_file() const override { return whole_->is_picture_file(); }
  std::uint64_t content(std::int64_t index) const override { return whole_->content(index); }
  BatchingRules batching() const override { return whole_->batching(); }

 private:
  DatasetPtr whole_;
};

/// Checksums of the values of a tensor, or of several.
std::uint64_t checksum(const torch::Tensor& values);
std::uint64_t checksum(const std::vector<torch::Tensor>& tensors);

/// Of all of a sample's inputs and targets.
std::uint64_t content_of(const Sample& sample);

/// The same of a sample that is a file beside what else its target says; 0 where it cannot be read.
std::uint64_t file_checksum(const std::string& path, std::uint64_t beside);

/// The samples at these indices of another dataset, in this order.
class Subset : public Dataset {
 public:
  Subset(DatasetPtr whole, std::vector<std::int64_t> indices)
      : whole_(std::move(whole)), indices_(std::move(indices)) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(indices_.size()); }
  Sample get(std::int64_t index) const override;
  std::int64_t label(std::int64_t index) const override { return whole_->label(at(index)); }
  std::int64_t group(std::int64_t index) const override { return whole_->group(at(index)); }
  std::string name(std::int64_t index) const override { return whole_->name(at(index)); }
  bool is_picture_file() const override { return whole_->is_picture_file(); }
  std::uint64_t content(std::int64_t index) const override { return whole_->content(at(index)); }
  BatchingRules batching() const override { return whole_->batching(); }

 private:
  std::int64_t at(std::int64_t index) const { return indices_.at(static_cast<std::size_t>(index)); }

  DatasetPtr whole_;
  std::vector<std::int64_t> indices_;
};

}  // namespace mlday
