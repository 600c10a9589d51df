// The binary version of CIFAR-10 (Krizhevsky, 2009): records of a label's byte and the three planes
// of a picture.
#pragma once

#include <string>
#include <vector>

namespace mlday {

inline constexpr std::size_t cifar_pixels = 3 * 32 * 32;
inline constexpr unsigned char cifar_classes = 10;

struct CifarRecord {
  unsigned char label = 0;       ///< below cifar_classes
  const char* pixels = nullptr;  ///< cifar_pixels bytes of the file's
};

/// The records of a whole file. An Error that begins with `name` where it is none.
std::vector<CifarRecord> cifar_records(const std::string& bytes, const std::string& name);

}  // namespace mlday
