#include "data/arrays/stored_array.h"

#include "core/error.h"
#include "core/text.h"

namespace mlday {

std::size_t bytes_of(NumberType type) {
  switch (type) {
    case NumberType::int8:
    case NumberType::uint8:
      return 1;
    case NumberType::int16:
    case NumberType::uint16:
      return 2;
    case NumberType::int32:
    case NumberType::uint32:
    case NumberType::float32:
      return 4;
    default:
      return 8;
  }
}

void check_claim(double claimed, const std::filesystem::path& path, const std::string& name,
                 bool compressed) {
  constexpr double best_ratio = 1032;  // deflate's
  const auto there =
      static_cast<double>(std::filesystem::file_size(path)) * (compressed ? best_ratio : 1);
  if (claimed > there)
    throw Error(path.string() + " claims " + rounded(claimed, 4) + " bytes for `" + name +
                "`, more than it can hold: it is cut off or broken");
}

}  // namespace mlday
