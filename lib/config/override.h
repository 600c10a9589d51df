// `--set key=value`: one value of a config replaced from the command line.
#pragma once

#include <string>

#include "config/node.h"
#include "config/problems.h"

namespace mlday {

/// Sets the value at a dotted path (`model.layers.3.dropout=.5`; numbers count list items from 0;
/// the value is YAML, so `{name: sgd, lr: .1}` sets a section). `origin` names the argument in
/// messages, e.g. "--set". What does not fit is a problem that points at the argument.
void apply_override(Node& root, const std::string& argument, const std::string& origin,
                    Problems& problems);

}  // namespace mlday
