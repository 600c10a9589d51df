#include "data/ratings/rating_rows.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "config/setting_error.h"
#include "core/plain_text.h"
#include "core/text.h"
#include "data/arrays/gzip.h"

namespace mlday {

Numbering::Numbering(std::vector<std::string> names) : names_(std::move(names)) {
  for (std::size_t i = 0; i < names_.size(); ++i)
    numbers_.emplace(names_[i], static_cast<std::int32_t>(i));
}

std::int32_t Numbering::add(std::string_view name) {
  const auto known = numbers_.find(name);
  if (known != numbers_.end()) return known->second;
  const auto number = static_cast<std::int32_t>(names_.size());
  names_.emplace_back(name);
  numbers_.emplace(name, number);
  return number;
}

std::int32_t Numbering::find(std::string_view name) const {
  const auto known = numbers_.find(name);
  return known == numbers_.end() ? static_cast<std::int32_t>(names_.size()) : known->second;
}

namespace {

/// Goes through a text line by line without a copy of it. A cell in quotes may hold separators, but
/// no line end.
class Lines {
 public:
  Lines(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {}

  /// The next line that is not empty, from 1; 0 at the end.
  std::uint32_t next(std::string_view& line) {
    while (at_ < text_.size()) {
      const auto end = std::min(text_.find('\n', at_), text_.size());
      line = text_.substr(at_, end - at_);
      at_ = end + 1;
      ++number_;
      if (!trimmed(line).empty()) return number_;
    }
    return 0;
  }

  void cells(std::string_view line, char separator, std::vector<std::string_view>& cells) const {
    cells.clear();
    for (std::size_t at = 0; at <= line.size();) {
      auto end = line.find(separator, at);
      if (at < line.size() && line[at] == '"') {
        const auto close = line.find('"', at + 1);
        if (close == std::string_view::npos || (close + 1 < line.size() && line[close + 1] == '"'))
          throw fault("a quoted cell of a table of ratings holds no quotes and no line end");
        cells.push_back(line.substr(at + 1, close - at - 1));
        end = line.find(separator, close);
      } else {
        cells.push_back(trimmed(line.substr(at, std::min(end, line.size()) - at)));
      }
      if (end == std::string_view::npos) return;
      at = end + 1;
    }
  }

  Error fault(const std::string& what) const {
    return usage_error(file_ + ":" + std::to_string(number_) + ": " + what);
  }
  const std::string& file() const { return file_; }

 private:
  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::uint32_t number_ = 0;
};

char separator_of(std::string_view header, const std::string& setting) {
  if (setting == "tab") return '\t';
  if (setting != "auto") return setting.front();
  char best = ',';
  for (const char sign : {',', ';', '\t', '|'})
    if (std::count(header.begin(), header.end(), sign) >
        std::count(header.begin(), header.end(), best))
      best = sign;
  return best;
}

/// Where the columns stand.
class Places {
 public:
  Places(const RatingColumns& columns, const std::vector<std::string_view>& names,
         const std::string& file)
      : user(place(columns.user, "dataset.user", names, file)),
        item(place(columns.item, "dataset.item", names, file)),
        rating(place(columns.rating, "dataset.rating", names, file)) {
    if (columns.timestamp) time = place(*columns.timestamp, "dataset.timestamp", names, file);
    count = names.size();
  }

  std::size_t user, item, rating, count = 0;
  std::optional<std::size_t> time;

 private:
  static std::size_t place(const std::string& column, const std::string& key,
                           const std::vector<std::string_view>& names, const std::string& file) {
    const auto found = std::find(names.begin(), names.end(), column);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    throw SettingError(key, key + ": " + file + " has no column `" + column + "`; it has " +
                                join_words({names.begin(), names.end()}));
  }
};

double number_in(std::string_view cell, const std::string& column, const Lines& lines) {
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (error != std::errc() || end != cell.data() + cell.size() || !std::isfinite(value))
    throw lines.fault("the column `" + column + "` holds `" + in_one_line(cell) +
                      "`, which is no number: mend it, or take the line out");
  return value;
}

std::string_view name_in(std::string_view cell, const std::string& column, const Lines& lines) {
  if (cell.empty())
    throw lines.fault("the column `" + column + "` is empty: mend it, or take the line out");
  if (!is_utf8(cell)) throw lines.fault("`" + in_one_line(cell) + "` is not in UTF-8");
  return cell;
}

void require_range(double rating, const RatingColumns& columns, const Lines& lines) {
  if (!columns.range || (rating >= (*columns.range)[0] && rating <= (*columns.range)[1])) return;
  throw lines.fault("a rating of " + rounded(rating, 7) +
                    " lies outside of dataset.rating_range, " + rounded((*columns.range)[0], 7) +
                    " to " + rounded((*columns.range)[1], 7) + ": mend it, or widen the range");
}

}  // namespace

RatingRows read_ratings(const std::filesystem::path& path, const RatingColumns& columns,
                        Numbering& users, Numbering& items, bool only_known) {
  const auto text = plain_text(read_gzip(path), path.string());
  Lines lines(text, path.string());
  std::string_view line;
  std::vector<std::string_view> cells;
  if (lines.next(line) == 0) throw usage_error(path.string() + " is empty");
  const auto separator = separator_of(line, columns.separator);
  lines.cells(line, separator, cells);
  const Places places(columns, cells, path.string());
  RatingRows rows;
  const auto number = [&](std::string_view name, Numbering& names) {
    return only_known ? names.find(name) : names.add(name);
  };
  while (const auto at = lines.next(line)) {
    lines.cells(line, separator, cells);
    if (cells.size() != places.count)
      throw lines.fault("this line has " + counted(std::ssize(cells), "cell") + ", and the first " +
                        std::to_string(places.count));
    const double rating = number_in(cells[places.rating], columns.rating, lines);
    require_range(rating, columns, lines);
    rows.users.push_back(number(name_in(cells[places.user], columns.user, lines), users));
    rows.items.push_back(number(name_in(cells[places.item], columns.item, lines), items));
    rows.ratings.push_back(static_cast<float>(rating));
    if (places.time)
      rows.times.push_back(number_in(cells[*places.time], *columns.timestamp, lines));
    rows.lines.push_back(at);
  }
  if (rows.size() == 0) throw usage_error(path.string() + " holds no ratings below its first line");
  if (rows.size() > std::numeric_limits<std::int32_t>::max())
    throw usage_error(path.string() + " holds more than 2^31 ratings, which is too many");
  return rows;
}

}  // namespace mlday
