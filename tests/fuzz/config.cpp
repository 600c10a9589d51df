// Fuzzes the way from a config's text to its settings. An input is a config and, each after a NUL,
// a config that it extends and `--set` arguments. Beyond not crashing: what is written reads back.
#include <cstdio>
#include <cstdlib>

#include "config/compose.h"
#include "config/override.h"
#include "config/sample.h"
#include "core/error.h"
#include "core/text.h"

using namespace mlday;

namespace {

void require(bool holds, const char* what, const std::string& text) {
  if (holds) return;
  std::fprintf(stderr, "%s:\n%s\n", what, text.c_str());
  std::abort();
}

/// Every problem can be shown, and errors are thrown as one.
void show(const Problems& problems) {
  for (const auto& problem : problems.list())
    require(!problem.message.empty(), "a problem without a message", problem.str());
  try {
    problems.throw_errors();
    require(!problems.has_errors(), "errors were not thrown", "");
  } catch (const Error& error) {
    require(error.exit() == Exit::usage, "not a usage error", error.what());
  }
}

/// The tree of a text that is known to be good.
Node composed(const std::string& text) {
  Problems problems;
  Node node = compose(sample::source_of(text), "", problems);
  require(!problems.has_errors(), "what was written is refused", text);
  return node;
}

/// Whether two trees mean the same, however they were written.
bool same(const Node& a, const Node& b) {
  if (a.is_map() != b.is_map() || a.is_sequence() != b.is_sequence() ||
      a.items.size() != b.items.size() || a.entries.size() != b.entries.size())
    return false;
  for (std::size_t i = 0; i < a.items.size(); ++i)
    if (!same(a.items[i], b.items[i])) return false;
  for (std::size_t i = 0; i < a.entries.size(); ++i)
    if (a.entries[i].key != b.entries[i].key || !same(a.entries[i].value, b.entries[i].value))
      return false;
  if (a.is_map() || a.is_sequence()) return true;
  if (a.scalar_type() != b.scalar_type()) return false;
  return a.scalar_type() == ScalarType::null || a.text == b.text;
}

/// What is written of a tree reads back as that tree, with and without comments.
void check_round_trip(const Node& tree) {
  for (const bool origins : {false, true}) {
    const auto text = emit_yaml(tree, origins);
    require(same(composed(text), tree), "what was written reads otherwise", text);
  }
}

/// A resolved config resolves to itself, whole or without its defaults.
void check_resolved(const Node& tree) {
  check_round_trip(tree);
  const auto text = emit_yaml(tree);
  for (const Node& part : {tree, without_defaults(tree, sample::config_spec())}) {
    const auto again = sample::read_node(composed(emit_yaml(part)));
    require(again.errors() == 0, "a resolved config is refused", emit_yaml(part));
    require(emit_yaml(again.tree) == text, "a resolved config resolves otherwise", text);
  }
  emit_yaml(results_only(tree, sample::config_spec()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto parts = split(std::string_view(reinterpret_cast<const char*>(data), size), '\0');
  Problems problems;
  Node given = compose(sample::source_of(parts[0]), "", problems);
  if (!problems.has_errors()) check_round_trip(given);
  if (parts.size() > 1) given = merged(compose(sample::source_of(parts[1]), "", problems), given);
  for (std::size_t i = 2; i < parts.size(); ++i) apply_override(given, parts[i], "--set", problems);
  const auto outcome = sample::read_node(given, problems);
  show(outcome.problems);
  if (outcome.errors() == 0) check_resolved(outcome.tree);
  return 0;
}
