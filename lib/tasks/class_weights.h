// How much each class counts in the loss: all alike, more the rarer it is, or as a list says.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/codec.h"

namespace mlday {

struct ClassWeights {
  bool balanced = false;
  std::vector<double> given;

  bool are_alike() const { return !balanced && given.empty(); }
  /// Balanced: samples / (classes * samples of the class), as scikit-learn has it; a class without
  /// samples weighs nothing. Alike: empty.
  std::vector<double> of(const std::vector<std::int64_t>& class_counts) const;
};

template <>
struct Codec<ClassWeights> {
  static std::string name() { return "`none`, `balanced`, or list of numbers"; }
  static std::string schema(const Constraint&);
  static bool read(const Node&, ClassWeights&, const Constraint&, Reader&);
  static Node write(const ClassWeights&);
};

}  // namespace mlday
