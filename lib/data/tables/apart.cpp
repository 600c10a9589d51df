#include "data/tables/apart.h"

#include <algorithm>

#include "data/image.h"

namespace mlday {
namespace {

FieldFacts picture_field(const ApartColumn& column) {
  const auto& settings = column.settings;
  auto size = settings.image_size;
  if (!size) {
    const auto first = read_picture(column.cells.front(), {});
    size = Size2{first.size(1), first.size(2)};
  }
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

FieldFacts field_of(const ApartColumn& column) {
  if (column.is_picture()) return picture_field(column);
  return {.name = column.name, .shape = {varies}, .vocabulary = vocabulary_of({}, column.settings)};
}

void fit_text(const ApartColumn& column, const std::vector<std::int64_t>& rows, FieldFacts& field) {
  std::vector<std::string> texts;
  for (const auto row : rows) {
    texts.push_back(column.cells[static_cast<std::size_t>(row)]);
    field.longest = std::max(
        field.longest, static_cast<std::int64_t>(words_of(texts.back(), column.settings).size()));
  }
  field.vocabulary = vocabulary_of(texts, column.settings);
}

std::function<torch::Tensor(std::int64_t)> reader_of(const ApartColumn& column,
                                                     const FieldFacts& field) {
  const auto cell = [cells = &column.cells](std::int64_t row) -> const std::string& {
    return cells->at(static_cast<std::size_t>(row));
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
