// Random numbers that are the same on every machine: named streams grown from one seed.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace mlday {

/// The seed of a named stream, e.g. `stream_seed(42, "shuffle", epoch)`. Streams of different names
/// or numbers are independent, so adding a stream never changes another one's numbers.
std::uint64_t stream_seed(std::uint64_t seed, std::string_view name, std::uint64_t a = 0,
                          std::uint64_t b = 0);

/// SplitMix64 (Steele, Lea, Flood, 2014): small, fast, and with distributions of its own, because
/// those of the standard library differ between implementations.
class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  /// 64 random bits.
  std::uint64_t next();
  /// Uniform in [0, 1).
  double uniform();
  /// Uniform in [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// Standard normal (Box and Muller, 1958).
  double normal();
  /// Uniform in 0 .. count-1, without bias; count >= 1.
  std::uint64_t below(std::uint64_t count);
  /// A random order of 0 .. count-1 (Fisher and Yates).
  std::vector<std::int64_t> permutation(std::int64_t count);

 private:
  std::uint64_t state_;
};

}  // namespace mlday
