// What a key that its section does not know was probably meant to be.
#pragma once

#include <string>

#include "config/spec.h"

namespace mlday {

struct Guess {
  std::string hint;
  const Key* meant = nullptr;  ///< a key of the section itself
};

/// Of the section that is being read (the innermost frame). Tries, in this order: a slip of the
/// pen, the name in another framework, another level or section, another kind, a near name.
Guess guess_key(const Node::Entry& unknown, const AnySpec& section, const Reader& reader);

}  // namespace mlday
