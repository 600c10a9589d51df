#include "tasks/class_weights.h"

#include <numeric>

#include "config/reader.h"

namespace mlday {

std::vector<double> ClassWeights::of(const std::vector<std::int64_t>& class_counts) const {
  if (!balanced) return given;
  const auto classes = static_cast<double>(class_counts.size());
  const auto samples =
      static_cast<double>(std::accumulate(class_counts.begin(), class_counts.end(), 0LL));
  std::vector<double> weights;
  for (const auto count : class_counts)
    weights.push_back(count == 0 ? 0 : samples / (classes * static_cast<double>(count)));
  return weights;
}

std::string Codec<ClassWeights>::schema(const Constraint& constraint) {
  return R"({"anyOf":[{"enum":["none","balanced"]},)" +
         Codec<std::vector<double>>::schema(constraint) + "]}";
}

bool Codec<ClassWeights>::read(const Node& node, ClassWeights& value, const Constraint& constraint,
                               Reader& reader) {
  value = {};
  if (node.is_sequence())
    return Codec<std::vector<double>>::read(node, value.given, constraint, reader);
  value.balanced = node.is_scalar() && node.text == "balanced";
  if (value.balanced || (node.is_scalar() && node.text == "none")) return true;
  reader.mismatch(node, "`none`, `balanced`, or a list of numbers, one for each class");
  return false;
}

Node Codec<ClassWeights>::write(const ClassWeights& value) {
  if (value.are_alike()) return Node::scalar("none");
  return value.balanced ? Node::scalar("balanced") : Codec<std::vector<double>>::write(value.given);
}

}  // namespace mlday
