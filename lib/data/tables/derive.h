// Columns that are made of a table's own before anything is learned: parts of dates, buckets of
// numbers, joined texts; and the rows that a condition keeps.
#pragma once

#include "data/tables/table.h"

namespace mlday {

/// A table whose columns are all its own, and the settings that go with them.
struct DerivedTable {
  TextRows text;
  TableSettings settings;
};

/// Whether the settings ask for anything of the kind.
bool derives(const TableSettings& settings);

/// A Setting's or a cell's Error where a column is not there, or a cell no date or number. Rows to
/// predict are all kept (`filters` false).
DerivedTable derived(const TableSettings& settings, const TableText& table, bool filters);

}  // namespace mlday
