// The safetensors format (huggingface.co/docs/safetensors): an 8-byte little-endian header length,
// a JSON header, then the tensors' bytes. It holds data only, so reading one can run nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace mlday {

/// A tensor in memory or in a mapped file: row-major, little-endian, not owned.
struct TensorView {
  std::string name;
  std::string
      dtype;  ///< as the format has it: "F64", "F32", "F16", "BF16", "I64", "U8", "BOOL", ...
  std::vector<std::int64_t> shape;
  const void* data = nullptr;
  std::size_t bytes = 0;
};

/// Bytes of one element; 0 for a dtype that the format does not know.
std::size_t bytes_of_dtype(const std::string& dtype);

/// A file opened for reading. Its header is checked as a whole before anything is used: sizes,
/// offsets that follow each other without gap or overlap, shapes that fit their
/// bytes. (A dtype that the format does not know is told by who wants its tensor.)
class SafetensorsFile {
 public:
  explicit SafetensorsFile(const std::filesystem::path& path);

  /// In the order of the file; views stay valid as long as this object lives.
  const std::vector<TensorView>& tensors() const { return tensors_; }
  const std::map<std::string, std::string>& metadata() const { return metadata_; }
  /// Null where there is none of that name.
  const TensorView* find(const std::string& name) const;
  /// Why the content is not what mlday wrote; empty where it is, and where no checksum was kept
  /// with it. Reads the whole file, once.
  const std::string& wrong_checksum() const;

 private:
  std::shared_ptr<const void> mapping_;
  std::vector<TensorView> tensors_;
  std::map<std::string, std::string> metadata_;
  std::string checksum_;  ///< as it was when all was written; may be empty
  mutable std::optional<std::string> wrong_checksum_;
};

/// Writes a whole file or none (core/file.h). The same content gives the same bytes. Where there is
/// metadata, a checksum (XXH3) of all else is put into it.
void write_safetensors(const std::filesystem::path& path, const std::vector<TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata);

}  // namespace mlday
