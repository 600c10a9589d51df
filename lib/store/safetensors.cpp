#include "store/safetensors.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <limits>
#include <set>
#include <string_view>

#include "core/checksum.h"
#include "core/error.h"
#include "core/file.h"
#include "store/json.h"

namespace mlday {
namespace {

// (Ordered JSON looks for each key among all before it: fine to write, too slow to read.)
using Json = nlohmann::json;

constexpr std::uint64_t largest_header = 16u << 20;  // of some 100,000 tensors
constexpr int deepest_level = 3;                     // {tensor: {shape: [...]}}
constexpr std::size_t length_bytes = 8;
constexpr const char* checksum_key = "checksum";  // in the metadata

struct Mapping {
  void* data = nullptr;
  std::size_t bytes = 0;
  ~Mapping() {
    if (data) ::munmap(data, bytes);
  }
};

/// Reading mapped bytes that the file no longer has is a signal. Nothing is lost: what is written
/// goes into files of its own.
extern "C" void on_cut_file(int) {
  constexpr std::string_view text =
      "mlday: a file that was being read was cut short by another program: when that is done, try "
      "again\n";
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, text.data(), text.size());
  ::_exit(static_cast<int>(Exit::failed));
}

std::shared_ptr<Mapping> map_file(const std::filesystem::path& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  struct stat info {};
  if (file < 0 || ::fstat(file, &info) != 0) {
    const std::string why = std::strerror(errno);
    if (file >= 0) ::close(file);
    throw Error("cannot read " + path.string() + ": " + why);
  }
  auto mapping = std::make_shared<Mapping>();
  if (S_ISDIR(info.st_mode)) {
    ::close(file);
    throw Error(path.string() + " is a folder, not a file");
  }
  const auto bytes = static_cast<std::size_t>(info.st_size);
  if (S_ISREG(info.st_mode) && bytes > 0) {
    void* data = ::mmap(nullptr, bytes, PROT_READ, MAP_PRIVATE, file, 0);
    if (data != MAP_FAILED) mapping->data = data, mapping->bytes = bytes;
    std::signal(SIGBUS, on_cut_file);
  }
  ::close(file);
  return mapping;
}

/// How many brackets are open at once: a tree of very many would fill the memory.
int depth_of(std::string_view json) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if (c == '{' || c == '[') deepest = std::max(deepest, ++depth);
    if (c == '}' || c == ']') --depth;
  }
  return deepest;
}

/// Whether it is a list of whole numbers: nlohmann's conversion would take 2.5 for 2, and what it
/// makes of 1e20 is undefined.
bool is_list_of_sizes(const Json& json) {
  return json.is_array() && std::all_of(json.begin(), json.end(),
                                        [](const Json& size) { return size.is_number_integer(); });
}

/// Elements times element size, or none where that does not fit 64 bits or a size is negative.
std::optional<std::uint64_t> bytes_of_shape(const std::vector<std::int64_t>& shape,
                                            std::uint64_t element) {
  std::uint64_t bytes = element;
  for (const auto extent : shape) {
    if (extent < 0) return std::nullopt;
    const auto size = static_cast<std::uint64_t>(extent);
    if (size != 0 && bytes > std::numeric_limits<std::uint64_t>::max() / size) return std::nullopt;
    bytes *= size;
  }
  return bytes;
}

/// What weights are often kept in besides; empty where the bytes look like none of that.
std::string other_format(std::string_view bytes) {
  const bool is_pickle = bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5 &&
                         (bytes[2] == '}' || bytes[2] == '\x8a' || bytes[2] == 'c' ||
                          bytes[2] == ']' || bytes[2] == '\x95');
  // A zip archive's first entry: its name stands behind 30 bytes.
  const auto entry = bytes.starts_with("PK\3\4")
                         ? bytes.substr(std::min<std::size_t>(30, bytes.size()), 40)
                         : std::string_view();
  if (entry.find(".npy") != std::string_view::npos)
    return "NumPy's .npz: make it one in Python (safetensors.numpy.save_file)";
  if (entry.find("metadata.json") == 0 || entry.find("config.json") == 0)
    return "Keras' own format: make it one in Python (safetensors.numpy.save_file)";
  if (bytes.starts_with("\x93NUMPY"))
    return "a NumPy array: make it one in Python (safetensors.numpy.save_file)";
  if (bytes.starts_with("PK\3\4") || is_pickle)
    return "PyTorch's own format (a pickle): make it one with scripts/pth_to_safetensors.py";
  if (bytes.starts_with("\x89HDF\r\n"))
    return "HDF5, as Keras keeps weights: make it one in Python (safetensors.numpy.save_file)";
  if (bytes.starts_with("\x1f\x8b")) return "gzipped: unpack it";
  return "";
}

/// Of all that is in a file, in an order that does not depend on who wrote it.
std::uint64_t sum_of(const std::map<std::string, std::string>& metadata,
                     std::vector<TensorView> tensors) {
  std::sort(tensors.begin(), tensors.end(),
            [](const TensorView& a, const TensorView& b) { return a.name < b.name; });
  std::uint64_t sum = 0;
  const auto add = [&](std::string_view bytes) { sum = checksum(bytes, sum); };
  for (const auto& [key, text] : metadata) {
    add(key);
    add(text);
  }
  for (const auto& view : tensors) {
    add(view.name + " " + view.dtype);
    for (const auto extent : view.shape) add(std::to_string(extent));
    add({static_cast<const char*>(view.data), view.bytes});
  }
  return sum;
}

}  // namespace

std::size_t bytes_of_dtype(const std::string& dtype) {
  static const std::map<std::string, std::size_t> sizes{
      {"F64", 8}, {"F32", 4}, {"F16", 2}, {"BF16", 2}, {"I64", 8}, {"U64", 8}, {"I32", 4},
      {"U32", 4}, {"I16", 2}, {"U16", 2}, {"I8", 1},   {"U8", 1},  {"BOOL", 1}};
  const auto known = sizes.find(dtype);
  return known == sizes.end() ? 0 : known->second;
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path& path) {
  const auto broken = [&](const std::string& why) {
    return Error(path.string() + " is not a whole safetensors file: " + why);
  };
  const auto mapping = map_file(path);
  mapping_ = mapping;
  const std::string_view content(static_cast<const char*>(mapping->data), mapping->bytes);
  if (const auto format = other_format(content); !format.empty())
    throw Error(path.string() + " is no safetensors file, but " + format);
  if (mapping->bytes < length_bytes) throw broken("it is too short to have a header");
  const auto* bytes = static_cast<const char*>(mapping->data);
  std::uint64_t header_bytes = 0;
  std::memcpy(&header_bytes, bytes, length_bytes);
  if (header_bytes > largest_header || header_bytes > mapping->bytes - length_bytes)
    throw broken("its header is longer than the file or than 16 MB (cut off, or another format)");
  const char* header = bytes + length_bytes;
  const char* data = header + header_bytes;
  const std::uint64_t data_bytes = mapping->bytes - length_bytes - header_bytes;

  if (depth_of({header, header_bytes}) > deepest_level)
    throw broken("its header is nested too deeply");

  std::vector<std::pair<std::uint64_t, TensorView>> found;
  try {
    const auto json = Json::parse(header, data);
    if (!json.is_object()) throw broken("its header is no JSON object");
    for (const auto& [name, entry] : json.items()) {
      if (name == "__metadata__") {
        metadata_ = entry.get<std::map<std::string, std::string>>();
        if (const auto kept = metadata_.extract(checksum_key)) checksum_ = kept.mapped();
        continue;
      }
      const auto& shape = entry.at("shape");
      const auto& range = entry.at("data_offsets");
      if (!is_list_of_sizes(shape) || !is_list_of_sizes(range) || range.size() != 2)
        throw broken("tensor `" + name + "` has a shape or offsets that are no whole numbers");
      TensorView view{name, entry.at("dtype").get<std::string>(),
                      shape.get<std::vector<std::int64_t>>(), nullptr, 0};
      const auto offsets = range.get<std::array<std::uint64_t, 2>>();
      const auto element = bytes_of_dtype(view.dtype);
      if (offsets[0] > offsets[1] || offsets[1] > data_bytes)
        throw broken("tensor `" + name + "` reaches beyond the end of the file (cut off?)");
      view.bytes = offsets[1] - offsets[0];
      view.data = data + offsets[0];
      // (Of a type that is not read only the place counts.)
      if (element > 0 && bytes_of_shape(view.shape, element) != view.bytes)
        throw broken("tensor `" + name + "` has a shape that does not fit its bytes");
      found.emplace_back(offsets[0], std::move(view));
    }
  } catch (const nlohmann::json::exception&) {
    throw broken("its header is not the JSON that the format asks for");
  }

  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    // An empty tensor begins where the next one does.
    return std::pair(a.first, a.second.bytes) < std::pair(b.first, b.second.bytes);
  });
  std::uint64_t end = 0;
  for (auto& [offset, view] : found) {
    if (offset != end) throw broken("tensor `" + view.name + "` leaves a gap or overlaps another");
    end = offset + view.bytes;
    tensors_.push_back(std::move(view));
  }
  if (end != data_bytes) throw broken("bytes are left over after the last tensor");
}

const TensorView* SafetensorsFile::find(const std::string& name) const {
  for (const auto& view : tensors_)
    if (view.name == name) return &view;
  return nullptr;
}

const std::string& SafetensorsFile::wrong_checksum() const {
  if (wrong_checksum_) return *wrong_checksum_;
  const auto is = checksum_.empty() ? "" : checksum_text(sum_of(metadata_, tensors_));
  wrong_checksum_ = is == checksum_ ? ""
                                    : "its content is not what was written (checksum " + is +
                                          ", not " + checksum_ + ")";
  return *wrong_checksum_;
}

void write_safetensors(const std::filesystem::path& path, const std::vector<TensorView>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  // Larger elements first keeps every tensor aligned to its element size.
  auto order = tensors;
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) {
    return bytes_of_dtype(a.dtype) > bytes_of_dtype(b.dtype);
  });
  OrderedJson json = OrderedJson::object();
  if (!metadata.empty()) {
    json["__metadata__"] = metadata;
    json["__metadata__"][checksum_key] = checksum_text(sum_of(metadata, tensors));
  }
  std::set<std::string_view> names;
  std::uint64_t end = 0;
  for (const auto& view : order) {
    if (!names.insert(view.name).second)
      throw std::logic_error("two tensors are called " + view.name + " in " + path.string());
    json[view.name] = {
        {"dtype", view.dtype}, {"shape", view.shape}, {"data_offsets", {end, end + view.bytes}}};
    end += view.bytes;
  }
  std::string header = json_text(json);
  header.append((8 - header.size() % 8) % 8, ' ');
  const std::uint64_t header_bytes = header.size();

  AtomicFile file(path);
  file.write(&header_bytes, length_bytes);
  file.write(header);
  for (const auto& view : order) file.write(view.data, view.bytes);
  file.commit();
}

}  // namespace mlday
