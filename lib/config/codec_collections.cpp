// Lists and maps of values.
#include "config/codec.h"
#include "config/reader.h"

namespace mlday {

bool read_items(const Node& node, const std::string& expected, Reader& reader,
                const std::function<bool(const Node&)>& read) {
  if (!node.is_sequence()) {
    reader.mismatch(node, expected, "write it as [a, b, ...]");
    return false;
  }
  bool all = true;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    const Reader::Step step(reader, std::to_string(i));
    if (!read(node.items[i])) all = false;
  }
  return all;
}

std::string Codec<std::map<std::string, std::string>>::schema(const Constraint& constraint) {
  return R"({"type":"object","additionalProperties":)" + Codec<std::string>::schema(constraint) +
         "}";
}

bool Codec<std::map<std::string, std::string>>::read(const Node& node,
                                                     std::map<std::string, std::string>& value,
                                                     const Constraint& constraint, Reader& reader) {
  if (!node.is_map()) {
    reader.mismatch(node, "a map of texts by name, such as {old.: new.}");
    return false;
  }
  bool all = true;
  for (const auto& entry : node.entries) {
    const Reader::Step step(reader, entry.key);
    all = Codec<std::string>::read(entry.value, value[entry.key], constraint, reader) && all;
  }
  return all;
}

Node Codec<std::map<std::string, std::string>>::write(
    const std::map<std::string, std::string>& value) {
  Node node = Node::map();
  for (const auto& [name, text] : value) node.set(name, Codec<std::string>::write(text));
  return node;
}

bool Codec<Figures>::read(const Node& node, Figures& value, const Constraint& constraint,
                          Reader& reader) {
  if (!node.is_map()) {
    reader.mismatch(node, "a map of figures by name, such as {val_accuracy: 0.99}");
    return false;
  }
  bool all = true;
  for (const auto& entry : node.entries) {
    const Reader::Step step(reader, entry.key);
    double figure = 0;
    if (Codec<double>::read(entry.value, figure, constraint, reader))
      value.emplace_back(entry.key, figure);
    else
      all = false;
  }
  return all;
}

Node Codec<Figures>::write(const Figures& value) {
  Node node = Node::map();
  for (const auto& [name, figure] : value) node.set(name, Codec<double>::write(figure));
  return node;
}

}  // namespace mlday
