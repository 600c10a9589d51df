#include "data/arrays/gzip.h"

#include <zlib.h>

#include <memory>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace mlday {

std::string read_gzip(const std::filesystem::path& path, std::size_t limit) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(gzopen(path.c_str(), "rb"), gzclose_r);
  if (!file) throw Error("cannot read " + path.string());
  constexpr unsigned chunk = 1 << 20;
  std::vector<char> buffer(chunk);
  std::string content;
  for (;;) {
    const int count = gzread(file.get(), buffer.data(), chunk);
    int code = Z_OK;
    const char* reason = gzerror(file.get(), &code);
    // A file that ends within its compressed data reads as a short one.
    if (count < 0 || code != Z_OK)
      throw Error("cannot unpack " + path.string() + ": " +
                  (code == Z_BUF_ERROR ? "it is cut off" : reason));
    if (count == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(count));
    if (content.size() > limit)
      throw Error(path.string() + " unpacks to more than " +
                  with_commas(static_cast<std::int64_t>(limit)) + " bytes");
  }
}

}  // namespace mlday
