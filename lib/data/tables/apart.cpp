#include "data/tables/apart.h"

#include <algorithm>

#include "core/error.h"
#include "data/image.h"

namespace mlday {
namespace {

/// The size of the first picture that can be read, for all of them.
Size2 size_of_first(const ApartColumn& column) {
  std::string failure;
  for (const auto& path : column.cells) {
    try {
      const auto picture = read_picture(path, {});
      return {picture.size(1), picture.size(2)};
    } catch (const BadSample& error) {
      if (failure.empty()) failure = error.what();
    }
  }
  throw Error("none of the pictures can be read: " + failure);
}

FieldFacts picture_field(const ApartColumn& column, const DataFacts* known) {
  const auto& settings = column.settings;
  auto size = settings.image_size;
  for (const auto& field : known ? known->inputs : std::vector<FieldFacts>()) {
    const auto& shape = field.uncropped.empty() ? field.shape : field.uncropped;
    if (!size && field.is_picture() && field.name == column.name)
      size = Size2{shape.at(1), shape.at(2)};
  }
  if (!size) size = size_of_first(column);
  return {.name = column.name,
          .shape = {settings.channels == "grey" ? 1 : 3, size->height, size->width},
          .channels = settings.channels};
}

}  // namespace

const ApartColumn* Table::apart_called(const std::string& name) const {
  const auto found = std::find_if(apart.begin(), apart.end(),
                                  [&](const ApartColumn& column) { return column.name == name; });
  return found == apart.end() ? nullptr : &*found;
}

ApartColumn apart_column(const TableText& table, const std::vector<std::size_t>& rows,
                         std::size_t at, const ColumnSettings& settings) {
  ApartColumn column{table.text.names[at], settings, {}};
  for (const auto row : rows) {
    const auto& cell = table.text.rows[row][at];
    if (column.is_picture() && cell.empty())
      throw usage_error(table.origin + ":" + std::to_string(table.text.lines[row]) +
                        ": no picture in the column `" + column.name + "`");
    column.cells.push_back(column.is_picture() ? (table.folder / cell).string() : cell);
  }
  return column;
}

FieldFacts field_of(const ApartColumn& column, const DataFacts* known) {
  if (column.is_picture()) return picture_field(column, known);
  if (column.settings.is_bag())  // (its terms are known once it is fitted)
    return {.name = column.name, .shape = {1}, .bag = column.settings.as.list[0]};
  return {.name = column.name, .shape = {varies}, .vocabulary = vocabulary_of({}, column.settings)};
}

void fit_text(const ApartColumn& column, const std::vector<std::int64_t>& rows, FieldFacts& field) {
  std::vector<std::string> texts;
  for (const auto row : rows) texts.push_back(column.cells[static_cast<std::size_t>(row)]);
  if (field.is_bag())
    return fit_bag(texts, column.settings, column.settings, column.settings.min_count, field);
  for (const auto& text : texts)
    field.longest =
        std::max(field.longest, static_cast<std::int64_t>(words_of(text, column.settings).size()));
  field.vocabulary = vocabulary_of(texts, column.settings);
}

std::function<torch::Tensor(std::int64_t)> reader_of(const ApartColumn& column,
                                                     const FieldFacts& field) {
  const auto cell = [cells = &column.cells](std::int64_t row) -> const std::string& {
    return cells->at(static_cast<std::size_t>(row));
  };
  if (field.is_bag())
    return [cell, bag = bag_of(field, column.settings, column.settings)](std::int64_t row) {
      return bag(cell(row));
    };
  if (!column.is_picture())
    return [cell, encoder = TextEncoder(field.vocabulary, column.settings)](std::int64_t row) {
      return encoder.encode(cell(row));
    };
  const auto& made = field.uncropped.empty() ? field.shape : field.uncropped;
  return [cell, format = PictureFormat{made.at(1), made.at(2), column.settings.interpolation,
                                       field.channels == "grey"}](std::int64_t row) {
    return read_picture(cell(row), format);
  };
}

}  // namespace mlday
