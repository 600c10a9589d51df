// Which of a table's columns are inputs and targets, by the settings or by what a checkpoint knows.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "data/tables/table.h"

namespace mlday {

class ColumnNames {
 public:
  /// All must live as long as this; `known` may be null.
  ColumnNames(const TableSettings& settings, const TableText& table, const DataFacts* known);

  /// Throws where the settings name columns that are not there, twice, or with idle keys.
  void check() const;
  std::vector<std::string> inputs() const;
  std::vector<std::string> targets() const;

  bool has(const std::string& name) const { return place_.contains(name); }
  /// Where a column stands that the config's key `key` names.
  std::size_t at(const std::string& name, const std::string& key) const;
  std::string type_in_settings(const std::string& name) const;

 private:
  [[noreturn]] void refuse(const std::string& key, const std::string& what) const;
  [[noreturn]] void refuse_missing_target(const std::string& name) const;

  const TableSettings& settings_;
  const TextRows& text_;
  const std::string& origin_;
  const DataFacts* known_;
  std::map<std::string, std::size_t> place_;
};

}  // namespace mlday
