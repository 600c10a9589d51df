// A file of ratings, read into a few bytes for each of them: tens of millions fit into memory.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace mlday {

/// Which columns say who rated what, and what a rating may be.
struct RatingColumns {
  std::string user, item, rating = "rating";
  std::optional<std::string> timestamp;
  std::string separator = "auto";
  std::optional<std::array<double, 2>> range;
};

/// Names by number, in the order in which they first come.
class Numbering {
 public:
  Numbering() = default;
  explicit Numbering(std::vector<std::string> names);

  /// The number of a name, which is new where it is not known.
  std::int32_t add(std::string_view name);
  /// The number of a name; that behind the last where it is not known.
  std::int32_t find(std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>()(name);
    }
  };
  std::vector<std::string> names_;
  std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>> numbers_;
};

/// Ratings in the order of their file.
struct RatingRows {
  std::vector<std::int32_t> users, items;
  std::vector<float> ratings;
  std::vector<double> times;         ///< empty without a column of them
  std::vector<std::uint32_t> lines;  ///< of the file, from 1

  std::int64_t size() const { return static_cast<std::int64_t>(users.size()); }
};

/// Reads a file (which may be gzipped). Names that are not known become new ones, or with
/// `only_known` the number behind the last. An Error names the file and line of what is wrong.
RatingRows read_ratings(const std::filesystem::path& path, const RatingColumns& columns,
                        Numbering& users, Numbering& items, bool only_known);

}  // namespace mlday
