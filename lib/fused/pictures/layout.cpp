#include "fused/pictures/layout.h"

#include <tuple>

namespace mlday::fused {

dnnl::engine& cpu_engine() {
  static dnnl::engine engine(dnnl::engine::kind::cpu, 0);
  return engine;
}

dnnl::stream& cpu_stream() {
  thread_local dnnl::stream stream(cpu_engine());
  return stream;
}

Layout plain_layout(const dnnl::memory::dims& dims) {
  return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::nchw};
}

Layout any_layout(const dnnl::memory::dims& dims) {
  return {dims, dnnl::memory::data_type::f32, dnnl::memory::format_tag::any};
}

Layout planes_layout(const dnnl::memory::dims& dims) {
  const auto [n, c, h, w] = std::tuple(dims[0], dims[1], dims[2], dims[3]);
  return {dims, dnnl::memory::data_type::f32, dnnl::memory::dims{1, h * w * n, w * n, n}};
}

std::int64_t room_of(const Layout& layout) {
  return static_cast<std::int64_t>(layout.get_size() / sizeof(float));
}

dnnl::memory at(const Layout& layout, const float* data) {
  return {layout, cpu_engine(), const_cast<float*>(data)};
}

Copy::Copy(const Layout& from, const Layout& to)
    : from_(from),
      to_(to),
      run_(dnnl::reorder::primitive_desc(cpu_engine(), from, cpu_engine(), to)) {}

void Copy::run(const float* from, float* to) {
  auto source = at(from_, from), target = at(to_, to);
  run_.execute(cpu_stream(), source, target);
}

Reordered::Reordered(const Layout& from, const Layout& to) {
  if (from == to) return;
  copy_.emplace(from, to);
  room_ = dnnl::memory(to, cpu_engine());
}

const float* Reordered::of(const float* values) {
  if (!copy_) return values;
  auto* room = static_cast<float*>(room_.get_data_handle());
  copy_->run(values, room);
  return room;
}

ReorderedOutput::ReorderedOutput(const Layout& from, const Layout& to) {
  if (from == to) return;
  copy_.emplace(from, to);
  room_ = dnnl::memory(from, cpu_engine());
}

float* ReorderedOutput::room_for(float* wanted) {
  return copy_ ? static_cast<float*>(room_.get_data_handle()) : wanted;
}

void ReorderedOutput::finish(float* wanted) {
  if (copy_) copy_->run(static_cast<const float*>(room_.get_data_handle()), wanted);
}

Steps steps_of(const Layout& layout) {
#if DNNL_VERSION_MAJOR >= 3
  const auto dims = layout.get_dims(), strides = layout.get_strides();
  const auto blocks = layout.get_inner_blks();
  const bool is_blocked = !blocks.empty();
  const auto block = is_blocked ? blocks[0] : 1;
#else
  const auto& dims = layout.data.dims;
  const auto& blocking = layout.data.format_desc.blocking;
  const auto& strides = blocking.strides;
  const auto block = blocking.inner_nblks > 0 ? blocking.inner_blks[0] : 1;
#endif
  return {.count = dims[0],
          .channels = dims[1],
          .height = dims[2],
          .width = dims[3],
          .block = block,
          .n_step = strides[0],
          .c_step = strides[1],
          .h_step = strides[2],
          .w_step = strides[3]};
}

}  // namespace mlday::fused
