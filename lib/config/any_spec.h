// What all specs share, independent of the struct that they read into.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/constraint.h"
#include "config/node.h"
#include "config/reader.h"

namespace mlday {

class AnySpec;
class AnyRoster;

/// One YAML key of a section.
struct Key {
  std::string name, sentence;
  std::string type;
  Constraint constraint;
  bool required = false;
  bool changes_results = true;  ///< false: how to run or show it, left out of checkpoints
  enum class Holds { one, list, map } holds = Holds::one;  ///< sections or kinds below it
  std::vector<std::string> foreign_names;                  ///< what Keras or PyTorch call it

  /// Reads into the object and returns the value with all defaults, each with its origin.
  std::function<Node(const Node&, void* object, Reader&)> read;
  /// The value when the key is absent: the member's initializer.
  std::function<Node(void* object, Reader&, const Mark& section)> absent;
  std::function<const AnySpec&()> section;   ///< of a nested section, or of each of several
  std::function<const AnyRoster&()> roster;  ///< of a choice between kinds
  std::function<std::string()> schema;       ///< of a plain value, as JSON Schema
  /// Why the key has no place beside what was read before it; empty where it has. Null: it always
  /// has.
  std::function<std::string(const void* object)> no_place;
};

class AnySpec {
 public:
  AnySpec(std::string name, std::string summary)
      : name_(std::move(name)), summary_(std::move(summary)) {}
  virtual ~AnySpec() = default;

  const std::string& name() const { return name_; }
  const std::string& summary() const { return summary_; }
  const std::vector<Key>& keys() const { return keys_; }
  const Key* find(const std::string& name) const;
  /// What Keras or PyTorch call this kind; for messages.
  const std::vector<std::string>& foreign_names() const { return foreign_names_; }
  /// Keys that others have and this section does not, and what to do instead of giving them.
  struct Advice {
    std::vector<std::string> keys;
    std::string text;
  };
  const std::vector<Advice>& advice() const { return advice_; }
  /// The key that a bare value stands for (`dropout: .25`); empty if there is none.
  const std::string& short_form() const { return short_form_; }
  /// Whether the kind's keys stand beside its name (`{repeat: 2, layers: [...]}`).
  bool spread() const { return spread_; }

  /// Every key that has a default, with it.
  virtual Node defaults() const = 0;

  /// Reads a section into `object` (a T), reporting every problem; returns it with all defaults.
  Node read(const Node&, void* object, Reader&) const;

 protected:
  std::string name_, summary_, short_form_;
  bool spread_ = false;
  std::vector<Key> keys_;
  std::vector<std::string> foreign_names_;
  std::vector<Advice> advice_;

 private:
  Node expand_short_form(const Node&, Reader&) const;
  void report_missing(const Key&, const Mark& section, const Reader&) const;
};

/// A resolved section without the keys that change no result (`num_workers`, `log_every`, ...).
Node results_only(const Node& resolved, const AnySpec& spec);

/// A resolved section without what is as the defaults have it anyway.
Node without_defaults(const Node& resolved, const AnySpec& spec);

}  // namespace mlday
