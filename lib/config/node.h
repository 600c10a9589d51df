// A YAML document as a tree that remembers where every value came from.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mlday {

/// A text that holds YAML: a file, a `--set` argument, a checkpoint's own config.
struct Source {
  std::string name;  ///< shown before the line: "configs/day64_gtsrb.yaml", "--set optimizer.lr=x"
  std::string text;
};

/// Where a value stands. No source means that nobody wrote it: it is a default.
struct Mark {
  std::shared_ptr<const Source> source;
  int line = 0;  ///< from 1
  int column = 0;

  /// "file:line:column", or "default".
  std::string str() const;
};

/// What a plain scalar is by YAML 1.2's core schema (`1e-3` a number, `yes` a text, `~` null).
enum class ScalarType { null, boolean, integer, number, text };

struct Node {
  enum class Kind { null, scalar, sequence, map };
  struct Entry;

  Kind kind = Kind::null;
  Mark mark;
  std::string text;               ///< scalar: as written, without quotes
  bool quoted = false;            ///< scalar: quoted or a block, hence text whatever it looks like
  bool from_environment = false;  ///< scalar: a variable was put in, hence text
  bool replaces = false;          ///< map: tagged `!replace`, see compose.h
  std::vector<Node> items;
  std::vector<Entry> entries;

  static Node scalar(std::string text, bool quoted = false);
  static Node map();
  static Node sequence();

  bool is_null() const { return kind == Kind::null; }
  bool is_scalar() const { return kind == Kind::scalar; }
  bool is_sequence() const { return kind == Kind::sequence; }
  bool is_map() const { return kind == Kind::map; }
  /// Absent, `~`, `null`, or a plain scalar of no letter.
  bool is_nothing() const {
    return !is_map() && !is_sequence() && scalar_type() == ScalarType::null;
  }

  const Node* find(std::string_view key) const;
  Node* find(std::string_view key);
  /// Adds an entry, or replaces the value of the one with this key.
  void set(const std::string& key, Node value);

  /// Gives this origin to the value and all below it.
  void set_origin(const Mark& origin);

  ScalarType scalar_type() const;
  /// "the list", "the text `abc`", "the number `3`": how messages speak of it.
  std::string described() const;
};

struct Node::Entry {
  std::string key;
  Mark mark;
  Node value;
};

/// The key of a scalar that was overridden into a map: `optimizer: adam` with
/// `--set optimizer.lr=.1` is {"": adam, lr: .1}. A reader knows which key the short form stands
/// for.
inline constexpr std::string_view short_form_key = "";

}  // namespace mlday
