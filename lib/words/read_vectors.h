// The text form of word vectors, read by several threads.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace mlday {

struct VectorTable {
  std::vector<std::string> words;
  std::vector<float> values;  ///< [words, numbers]
  std::size_t numbers = 0;
};

/// As WordVectors reads it.
VectorTable read_vectors(const std::filesystem::path& file);

}  // namespace mlday
