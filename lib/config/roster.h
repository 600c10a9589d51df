// A visible list of kinds (optimizers, layers, loaders, ...), and a choice of one with its
// settings.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "config/spec.h"

namespace mlday {

/// A kind's settings as the config chose them. `Base` is what all kinds of the roster can do.
template <class Base>
class Choice {
 public:
  Choice() = default;
  Choice(std::string kind, std::shared_ptr<const Base> settings, Mark mark = {})
      : kind_(std::move(kind)), settings_(std::move(settings)), mark_(std::move(mark)) {}

  const std::string& kind() const { return kind_; }
  /// Where the config chose it; no source for a choice made in code.
  const Mark& mark() const { return mark_; }
  const std::shared_ptr<const Base>& settings() const { return settings_; }
  explicit operator bool() const { return settings_ != nullptr; }
  const Base& operator*() const { return *settings_; }
  const Base* operator->() const { return settings_.get(); }

 private:
  std::string kind_;
  std::shared_ptr<const Base> settings_;
  Mark mark_;
};

/// What a roster's one line names: a kind's spec, and how to make its settings.
template <class Base>
struct Kind {
  struct Made {
    std::shared_ptr<Base> settings;
    void* fields;  ///< the same object as the spec's own type
  };
  const AnySpec* spec;
  Made (*make)();
};

template <class Base, class T>
Kind<Base> kind_of(const Spec<T>& spec) {
  return {&spec, [] {
            auto settings = std::make_shared<T>();
            void* fields = settings.get();
            return typename Kind<Base>::Made{std::move(settings), fields};
          }};
}

/// What all rosters share, independent of what their kinds do.
class AnyRoster {
 public:
  AnyRoster(std::string noun, std::string selector, std::string default_kind)
      : noun_(std::move(noun)),
        selector_(std::move(selector)),
        default_kind_(std::move(default_kind)) {}

  /// "optimizer", for messages and help.
  const std::string& noun() const { return noun_; }
  /// The key that says the kind; empty where the kind itself is the key, as for layers.
  const std::string& selector() const { return selector_; }
  const std::string& default_kind() const { return default_kind_; }
  const std::vector<const AnySpec*>& specs() const { return specs_; }
  const AnySpec* find(const std::string& kind) const;
  /// The kind that is written otherwise here ("Conv2D") or called otherwise elsewhere ("Dense").
  const AnySpec* find_other_spelling(const std::string& kind) const;
  /// What to say where an entry names the kind in another way than `selector: kind`; or empty.
  std::string hint_for_choice(const Node::Entry& entry) const;

 protected:
  /// The kind a node asks for and the node with that kind's settings alone.
  struct Picked {
    int index = -1;  ///< -1: reported as a problem
    Node settings;
    Mark mark;
  };
  Picked pick(const Node&, Reader&) const;
  void report_absent(const Mark& section, const Reader&) const;
  void report_no_list(const Node&, const Reader&) const;
  /// The settings with the kind's name put back, as the resolved config shows them.
  Node named(const Picked&, Node settings) const;

  std::string noun_, selector_, default_kind_;
  std::vector<const AnySpec*> specs_;

 private:
  Picked pick_by_selector(const Node&, Reader&) const;
  Picked pick_by_key(const Node&, Reader&) const;
  Picked pick_named(const Node& kind, Reader&) const;
  Node settings_beside(const Node& node, const Node::Entry& chosen, const AnySpec&, Reader&) const;
  std::string known_kinds() const;
};

template <class Base>
class Roster : public AnyRoster {
 public:
  Roster(std::string noun, std::string selector, std::string default_kind,
         std::vector<Kind<Base>> kinds)
      : AnyRoster(std::move(noun), std::move(selector), std::move(default_kind)),
        kinds_(std::move(kinds)) {
    for (const auto& kind : kinds_) specs_.push_back(kind.spec);
  }

  const std::vector<Kind<Base>>& kinds() const { return kinds_; }

  Node read(const Node& node, Choice<Base>& choice, Reader& reader) const {
    const Picked picked = pick(node, reader);
    if (picked.index < 0) return node;
    const auto& kind = kinds_[static_cast<std::size_t>(picked.index)];
    auto made = kind.make();
    reader.next_chosen = {this, picked.mark};
    std::optional<Reader::Step> step;
    if (selector_.empty() && !kind.spec->spread()) step.emplace(reader, kind.spec->name());
    Node resolved = kind.spec->read(picked.settings, made.fields, reader);
    choice = Choice<Base>(kind.spec->name(), std::move(made.settings), picked.mark);
    return named(picked, std::move(resolved));
  }

  /// For a key that is not there: the default kind, or a problem that lists the kinds.
  Node read_absent(const Mark& section, Choice<Base>& choice, Reader& reader) const {
    if (!default_kind_.empty()) return read(Node::scalar(default_kind_), choice, reader);
    report_absent(section, reader);
    return Node{};
  }

  Node read_list(const Node& node, std::vector<Choice<Base>>& list, Reader& reader) const {
    if (!node.is_sequence()) {
      report_no_list(node, reader);
      return node;
    }
    Node resolved = Node::sequence();
    resolved.mark = node.mark;
    for (std::size_t i = 0; i < node.items.size(); ++i) {
      const Reader::Step step(reader, std::to_string(i));
      Choice<Base> choice;
      resolved.items.push_back(read(node.items[i], choice, reader));
      if (choice) list.push_back(std::move(choice));
    }
    return resolved;
  }

 private:
  std::vector<Kind<Base>> kinds_;
};

}  // namespace mlday
