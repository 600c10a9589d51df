// Sums over an epoch's samples, of which figures are made.
#pragma once

#include <torch/types.h>

#include <map>
#include <string>
#include <vector>

namespace mlday {

/// Sums by name, each one number or a list of numbers, in float64. What was computed on a device
/// stays there until somebody reads it, so that a training step waits for no device.
class Sums {
 public:
  void add(const std::string& name, double amount);
  /// Adds `times` what a tensor holds: one number [], or a list [n].
  void add(const std::string& name, const torch::Tensor& amount, double times = 1);
  /// Puts all of a tensor's numbers behind those that are there.
  void append(const std::string& name, const torch::Tensor& numbers);
  /// Moves a number towards `value`: keep * number + (1 - keep) * value; it begins at `start`.
  void smooth(const std::string& name, double start, double keep, const torch::Tensor& value);

  bool contains(const std::string& name) const { return sums_.contains(name); }
  /// Reads a number.
  double at(const std::string& name) const { return all(name).front(); }
  /// Reads a list.
  std::vector<double> all(const std::string& name) const;

  /// Forgets those whose names do not begin with `prefix`.
  void keep_only(const std::string& prefix);

  /// Everything as plain numbers, to be saved: a list's entries are called name_0, name_1, ...
  std::map<std::string, double> saved() const;
  static Sums restored(const std::map<std::string, double>& saved);

 private:
  struct Sum {
    std::vector<double> on_host;
    torch::Tensor on_device;  ///< to be added; undefined where nothing was computed there
    bool is_list = false;
  };
  std::map<std::string, Sum> sums_;
};

}  // namespace mlday
