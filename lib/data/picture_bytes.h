// Picture files' bytes before they are decoded: whether they are whole, and what the decoder would
// pass over.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace mlday {

/// Why a JPEG or PNG is not whole, by its segments or chunks from the start: what lies behind its
/// end (a film, a second picture) does not count. Empty where it is whole, or another format.
std::string damage(std::string_view bytes);

/// Netpbm's pictures that decoders read each in their own way, with one byte a value and 255 for
/// white: text (P1, P2, P3), and binary ones (P5, P6) whose largest value is another, rounded as
/// Pillow does. None for all others; empty where they are cut off.
std::optional<std::string> binary_netpbm(std::string_view bytes);

/// The first picture of an animated WebP as a WebP of its own; none where these bytes are no
/// animation. Empty where its first picture covers a part only.
std::optional<std::string> first_frame(std::string_view bytes);

}  // namespace mlday
