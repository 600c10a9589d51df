// The flags that set values of a config, the same for every verb that reads one.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>
#include <vector>

#include "run/engine.h"

namespace mlday {

/// Refuses nan and infinity, which pass CLI11's own ranges.
CLI::Validator finite_number();
/// For flags of numbers that must be above 0; what is no number is told by its type.
CLI::Validator above_0();

/// `--set`, and named flags that stand for one key each. Precedence: default < file < --set < flag.
class ConfigFlags {
 public:
  /// Adds `--set key=value`.
  explicit ConfigFlags(CLI::App& verb);
  /// Adds a flag for one key, such as `--seed` for training.seed.
  void add(const std::string& flag, const std::string& key, const std::string& help);
  /// What was given, in the order of precedence.
  std::vector<Setting> settings() const;

 private:
  struct Named {
    std::string flag, key, value;
    CLI::Option* option = nullptr;  ///< the verb owns it
  };

  CLI::App& verb_;
  std::vector<std::string> sets_;
  std::vector<std::unique_ptr<Named>> named_;  ///< CLI11 keeps pointers to the values
};

}  // namespace mlday
