// What is wrong with a setting, told by who cannot see where it is written.
#pragma once

#include "core/error.h"

namespace mlday {

/// A setting that does not go with the data or the network: a column that a table has not. Who
/// knows the config says in which line `key`, a path like "dataset.group", is written.
class SettingError : public Error {
 public:
  SettingError(std::string key, const std::string& message)
      : Error(message, Exit::usage), key_(std::move(key)) {}

  const std::string& key() const { return key_; }

 private:
  std::string key_;
};

}  // namespace mlday
