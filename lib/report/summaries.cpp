#include "report/summaries.h"

#include <cmath>
#include <cstdint>
#include <numeric>

#include "core/error.h"
#include "core/text.h"

namespace mlday {
namespace {

// Fields by message. Where a message's fields follow each other they are numbered from 1.
enum SummaryField { summary_value_field = 1 };
enum ValueField {
  tag_field = 1,
  simple_value_field,
  histo_field = 5,
  tensor_field = 8,
  metadata_field
};
enum MetadataField { plugin_data_field = 1, description_field = 3, data_class_field };
enum PluginDataField { plugin_name_field = 1, plugin_content_field };
enum HistogramField {
  min_field = 1,
  max_field,
  num_field,
  sum_field,
  sum_squares_field,
  bucket_limit_field,
  bucket_field
};
enum TensorField { dtype_field = 1, tensor_shape_field, string_val_field = 8 };
enum ShapeField { dim_field = 2 };
enum DimField { dim_size_field = 1 };
enum HParamsField { session_start_info_field = 3, session_end_info_field };
enum StartField { hparams_field = 1, start_time_field = 5 };
enum EndField { end_status_field = 1, end_time_field };
enum MapField { map_key_field = 1, map_value_field };
enum GoogleValueField { number_value_field = 2, string_value_field, bool_value_field };

enum DataType { dt_float = 1, dt_string = 7 };
enum SessionStatus { status_success = 1 };
enum DataClass { class_tensor = 2, class_blob_sequence = 3 };

/// With its data class, which the loaders then need not guess from the plugin's name.
ProtoMessage metadata_of(const std::string& plugin, DataClass data_class,
                         const std::string& description = "", const ProtoMessage& content = {}) {
  ProtoMessage data, metadata;
  data.text(plugin_name_field, plugin);
  if (!content.bytes().empty()) data.message(plugin_content_field, content);
  metadata.message(plugin_data_field, data);
  if (!description.empty()) metadata.text(description_field, description);
  return metadata.integer(data_class_field, data_class);
}

ProtoMessage vector_shape(std::size_t size) {
  ProtoMessage dim, shape;
  if (size > 0) dim.integer(dim_size_field, static_cast<std::int64_t>(size));
  return shape.message(dim_field, dim);
}

ProtoMessage tensor_summary(const std::string& tag, const ProtoMessage& metadata,
                            const ProtoMessage& tensor) {
  ProtoMessage value, summary;
  value.text(tag_field, tag).message(metadata_field, metadata).message(tensor_field, tensor);
  return summary.message(summary_value_field, value);
}

/// Only its metadata says something; its value is an empty vector.
ProtoMessage hparams_summary(const std::string& tag, int field, const ProtoMessage& info) {
  ProtoMessage content, tensor;
  content.message(field, info);
  tensor.integer(dtype_field, dt_float).message(tensor_shape_field, vector_shape(0));
  return tensor_summary(tag, metadata_of("hparams", class_tensor, "", content), tensor);
}

ProtoMessage google_value(const Hyperparameter& parameter) {
  ProtoMessage value;
  if (const auto* text = std::get_if<std::string>(&parameter.value))
    return value.text(string_value_field, *text);
  if (const auto* flag = std::get_if<bool>(&parameter.value))
    return value.integer(bool_value_field, *flag);
  const double number = std::get<double>(parameter.value);
  // The page's server turns values into JSON, which has no infinity and fails.
  if (!std::isfinite(number)) return value.text(string_value_field, exact(number));
  return value.real(number_value_field, number);
}

/// Big endian; in a PNG's first block (IHDR), which begins at byte 16, stand width and height.
std::uint32_t png_number(const std::string& png, std::size_t at) {
  std::uint32_t number = 0;
  for (std::size_t i = at; i < at + 4; ++i)
    number = number << 8 | static_cast<unsigned char>(png[i]);
  return number;
}

}  // namespace

ProtoMessage scalar_summary(const Metrics& figures) {
  ProtoMessage summary;
  for (const auto& [name, number] : figures.items()) {
    if (std::isnan(number)) continue;
    ProtoMessage value;
    value.text(tag_field, name).real32(simple_value_field, static_cast<float>(number));
    summary.message(summary_value_field, value);
  }
  return summary;
}

ProtoMessage histogram_summary(const Histogram& h) {
  ProtoMessage histo, value, summary;
  // A bucket reaches to its limit from the one before, and the loaders let the first begin at the
  // least value: the first edge is not needed.
  const std::vector<double> limits(h.edges.begin() + !h.edges.empty(), h.edges.end());
  histo.real(min_field, h.min)
      .real(max_field, h.max)
      .real(num_field, std::accumulate(h.counts.begin(), h.counts.end(), 0.))
      .real(sum_field, h.sum)
      .real(sum_squares_field, h.sum_squares)
      .reals(bucket_limit_field, limits)
      .reals(bucket_field, h.counts);
  value.text(tag_field, h.name).message(histo_field, histo);
  return summary.message(summary_value_field, value);
}

ProtoMessage picture_summary(const std::string& tag, const std::vector<std::string>& pngs,
                             const std::string& description) {
  constexpr std::size_t width_at = 16, height_at = 20, header_end = 24;
  if (pngs.empty() || pngs.front().size() < header_end || !pngs.front().starts_with("\x89PNG"))
    throw Error("the pictures \"" + tag + "\" for TensorBoard are no PNG files");
  ProtoMessage tensor;
  tensor.integer(dtype_field, dt_string)
      .message(tensor_shape_field, vector_shape(pngs.size() + 2))
      .text(string_val_field, std::to_string(png_number(pngs.front(), width_at)))
      .text(string_val_field, std::to_string(png_number(pngs.front(), height_at)));
  for (const auto& png : pngs) tensor.text(string_val_field, png);
  return tensor_summary(tag, metadata_of("images", class_blob_sequence, description), tensor);
}

ProtoMessage text_summary(const std::string& tag, const std::string& markdown) {
  ProtoMessage tensor;
  tensor.integer(dtype_field, dt_string)
      .message(tensor_shape_field, {})  // no dimension: one text, and no table of texts
      .text(string_val_field, markdown);
  return tensor_summary(tag, metadata_of("text", class_tensor), tensor);
}

ProtoMessage session_start_summary(const std::vector<Hyperparameter>& parameters, double seconds) {
  ProtoMessage info;
  for (const auto& parameter : parameters) {
    ProtoMessage entry;
    entry.text(map_key_field, parameter.name).message(map_value_field, google_value(parameter));
    info.message(hparams_field, entry);
  }
  info.real(start_time_field, seconds);
  return hparams_summary("_hparams_/session_start_info", session_start_info_field, info);
}

ProtoMessage session_end_summary(double seconds) {
  ProtoMessage info;
  info.integer(end_status_field, status_success).real(end_time_field, seconds);
  return hparams_summary("_hparams_/session_end_info", session_end_info_field, info);
}

}  // namespace mlday
