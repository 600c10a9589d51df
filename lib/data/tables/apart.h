// Columns of a table that are inputs of their own: pictures and texts.
#pragma once

#include <functional>

#include "data/tables/table.h"

namespace mlday {

/// Column number `at` of these rows. An Error where a picture has no file.
ApartColumn apart_column(const TableText& table, const std::vector<std::size_t>& rows,
                         std::size_t at, const ColumnSettings& settings);

/// What is known of the column before any sample was split off: a text knows no words yet.
FieldFacts field_of(const ApartColumn& column, const DataFacts* known);

/// Learns a text's vocabulary and longest text from these rows.
void fit_text(const ApartColumn& column, const std::vector<std::int64_t>& rows, FieldFacts& field);

/// Gives each row's tensor: a picture [C, H, W] of bytes, or a text's words [words] int64.
std::function<torch::Tensor(std::int64_t row)> reader_of(const ApartColumn& column,
                                                         const FieldFacts& field);

}  // namespace mlday
