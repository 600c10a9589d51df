// MATLAB's MAT files of version 5 (MathWorks, "MAT-File Format"): elements with their lengths,
// which may be compressed. Everything is held against the bytes that are there.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlday {

/// An element: what kind of values it has, and their bytes.
struct MatElement {
  std::uint32_t type = 0;
  std::string_view bytes;
};

/// The elements of some bytes, one after the other.
class MatElements {
 public:
  /// `name` begins the Error where an element reaches beyond the bytes.
  MatElements(std::string_view bytes, bool big_endian, std::string name)
      : bytes_(bytes), big_endian_(big_endian), name_(std::move(name)) {}

  bool at_end() const { return at_ >= bytes_.size(); }
  MatElement next();

 private:
  std::uint32_t word(std::size_t at) const;

  std::string_view bytes_;
  bool big_endian_;
  std::string name_;
  std::size_t at_ = 0;
};

/// What a variable is, from the beginning of its element.
struct MatVariable {
  std::string name;
  int type = 0;  ///< MATLAB's class: 6 is double, 7 single, 8 to 15 are integers
  bool is_complex = false;
  bool is_logical = false;            ///< true and false, as bytes
  std::vector<std::int64_t> extents;  ///< as MATLAB has them: the first runs fastest
};

/// A file of version 5, whole in memory.
class MatFile {
 public:
  /// An Error that begins with `name` where they are no such file.
  MatFile(std::string bytes, std::string name);

  const std::vector<MatVariable>& variables() const { return variables_; }
  /// The numbers of variable `i`, which is one of real numbers, as native values of its class.
  /// An Error where they are not as many as its extents say.
  std::string numbers(std::size_t i) const;

 private:
  /// The elements of variable `i`, unpacked into `room` where they are compressed: all of them, or
  /// the first few.
  MatElements open(std::size_t i, std::string& room, bool whole) const;

  std::string bytes_, name_;
  bool big_endian_ = false;
  std::vector<MatElement> elements_;
  std::vector<MatVariable> variables_;
};

/// Bytes of one number of such a class; 0 where it has none.
std::size_t bytes_of_mat_class(int type);

}  // namespace mlday
