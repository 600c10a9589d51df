#include "data/file_settings.h"

#include <array>
#include <cmath>
#include <optional>

#include "config/reader.h"
#include "core/text.h"

namespace mlday {
namespace {

struct Unit {
  const char* name;
  double bytes;
};

constexpr std::array<Unit, 4> units{{{"TB", 1e12}, {"GB", 1e9}, {"MB", 1e6}, {"kB", 1e3}}};

std::optional<std::int64_t> bytes_of(const std::string& text) {
  for (const auto& unit : units)
    if (text.ends_with(unit.name)) {
      const auto count = to_double(trimmed(std::string_view(text).substr(0, text.size() - 2)));
      constexpr double most = 1e15;
      if (!count || *count < 0 || *count * unit.bytes > most) return std::nullopt;
      return std::llround(*count * unit.bytes);
    }
  return std::nullopt;
}

}  // namespace

std::string Codec<ByteCount>::schema(const Constraint&) {
  return R"({"type":"string","pattern":"^[0-9.]+ *(kB|MB|GB|TB)$"})";
}

bool Codec<ByteCount>::read(const Node& node, ByteCount& value, const Constraint&, Reader& reader) {
  const auto bytes = node.is_scalar() ? bytes_of(node.text) : std::nullopt;
  if (!bytes) {
    const bool bare = node.is_scalar() && to_double(node.text);
    reader.mismatch(node, "a number of bytes, such as `2 GB`",
                    bare ? "say of what: `" + node.text + " GB`, MB or kB" : "");
    return false;
  }
  value.bytes = *bytes;
  return true;
}

Node Codec<ByteCount>::write(const ByteCount& value) {
  const auto bytes = static_cast<double>(value.bytes);
  for (const auto& unit : units)
    if (bytes >= unit.bytes) return Node::scalar(exact(bytes / unit.bytes) + " " + unit.name);
  return Node::scalar(exact(bytes / 1e3) + " kB");
}

const Spec<FileSettings>& file_spec() {
  static const auto spec =
      Spec<FileSettings>("dataset", "")
          .key(
              "cache", &FileSettings::cache, one_of({"auto", "memory", "none"}),
              "Where pictures are between epochs: in memory as bytes, or only in their files; auto "
              "keeps them where all of them fit into cache_limit.")
          .no_effect_on_results()
          .key("cache_limit", &FileSettings::cache_limit, anything(),
               "How much memory `cache: auto` may take, such as 500 MB.")
          .no_effect_on_results()
          .key("on_bad_sample", &FileSettings::on_bad_sample, one_of({"error", "skip"}),
               "A sample that cannot be read ends the run, or is left out and counted.");
  return spec;
}

}  // namespace mlday
