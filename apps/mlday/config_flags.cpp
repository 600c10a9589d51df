#include "config_flags.h"

#include <cmath>
#include <cstdlib>

namespace mlday {

CLI::Validator finite_number() {
  return CLI::Validator(
      [](std::string& text) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        return *end == '\0' && !std::isfinite(value) ? text + " is no finite number"
                                                     : std::string();
      },
      "", "finite");
}

CLI::Validator above_0() {
  return CLI::Validator(
      [](std::string& text) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        return *end == '\0' && !(value > 0) ? text + " is not above 0" : std::string();
      },
      "", "above 0");
}

ConfigFlags::ConfigFlags(CLI::App& verb) : verb_(verb) {
  verb.add_option("--set", sets_, "Set a value of the config: optimizer.lr=3e-4 (repeatable)")
      ->allow_extra_args(false);
}

void ConfigFlags::add(const std::string& flag, const std::string& key, const std::string& help) {
  auto& named = named_.emplace_back(new Named{flag, key});
  named->option = verb_.add_option(flag, named->value, help);
}

std::vector<Setting> ConfigFlags::settings() const {
  std::vector<Setting> settings;
  for (const auto& set : sets_) settings.push_back({set, "--set"});
  for (const auto& named : named_)
    if (named->option->count() > 0)
      settings.push_back({named->key + "=" + named->value, named->flag});
  return settings;
}

}  // namespace mlday
