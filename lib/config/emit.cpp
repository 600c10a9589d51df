// Nodes to YAML text.
#include <yaml-cpp/emitter.h>

#include <algorithm>

#include "config/yaml.h"

namespace mlday {
namespace {

/// `${` would be read back as an environment variable.
std::string with_escaped_variables(std::string text) {
  for (std::size_t at = 0; (at = text.find("${", at)) != std::string::npos; at += 3)
    text.insert(at, "$");
  return text;
}

/// Bare at the start of a line, these would begin or end a document.
bool is_marker(const std::string& text) {
  return text.starts_with("---") || text.starts_with("...");
}

void emit(YAML::Emitter& out, const Node& node, bool origins) {
  switch (node.kind) {
    case Node::Kind::null:
      out << YAML::Null;
      break;
    case Node::Kind::scalar:
      if (node.scalar_type() == ScalarType::null) {
        out << YAML::Null;  // the emitter would quote the word
        break;
      }
      if (node.quoted || is_marker(node.text) || node.text.find('\r') != std::string::npos)
        out << YAML::DoubleQuoted;
      out << with_escaped_variables(node.text);
      break;
    case Node::Kind::sequence: {
      const bool flat = std::all_of(node.items.begin(), node.items.end(), [](const Node& item) {
        return item.is_scalar() || item.is_null();
      });
      out << (flat ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
      for (const auto& item : node.items) emit(out, item, origins && !flat);
      out << YAML::EndSeq;
      if (!flat) return;
      break;
    }
    case Node::Kind::map:
      if (node.entries.empty()) out << YAML::Flow;
      out << YAML::BeginMap;
      for (const auto& entry : node.entries) {
        out << YAML::Key;
        if (entry.key == "<<" || is_marker(entry.key)) out << YAML::DoubleQuoted;  // << would merge
        out << entry.key << YAML::Value;
        emit(out, entry.value, origins);
      }
      out << YAML::EndMap;
      return;
  }
  if (origins) out << YAML::Comment(node.mark.str());
}

}  // namespace

std::string emit_yaml(const Node& node, bool origins) {
  YAML::Emitter out;
  out.SetNullFormat(YAML::LowerNull);
  emit(out, node, origins);
  return std::string(out.c_str()) + "\n";
}

}  // namespace mlday
