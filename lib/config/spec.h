// `Spec<T>`: the one declaration of a settings struct's YAML keys, from which everything else is
// derived: reading and checking, defaults, help, the resolved config.
#pragma once

#include <functional>
#include <string>
#include <type_traits>
#include <vector>

#include "config/any_spec.h"
#include "config/codec.h"
#include "config/constraint.h"
#include "config/node.h"
#include "config/reader.h"

namespace mlday {

template <class Base>
class Roster;
template <class Base>
class Choice;

template <class T>
class Spec : public AnySpec {
 public:
  using AnySpec::AnySpec;

  Node defaults() const override {
    Node node = Node::map();
    if constexpr (std::is_default_constructible_v<T>) {  // not the abstract base of several kinds
      T object{};
      Problems none;
      Reader reader(none);
      for (const auto& key : keys_)
        if (!key.required) node.set(key.name, key.absent(&object, reader, {}));
    }
    return node;
  }

  /// A key with a default: the member's initializer.
  template <class V, class C>
  Spec& key(std::string name, V C::*member, Constraint constraint, std::string sentence) {
    Key key;
    key.type = Codec<V>::name();
    key.schema = [constraint] { return Codec<V>::schema(constraint); };
    key.read = [member, constraint](const Node& node, void* object, Reader& reader) {
      V& value = static_cast<T*>(object)->*member;
      Codec<V>::read(node, value, constraint, reader);
      Node resolved = Codec<V>::write(value);
      resolved.set_origin(node.mark);
      return resolved;
    };
    key.absent = [member](void* object, Reader&, const Mark&) {
      return Codec<V>::write(static_cast<T*>(object)->*member);
    };
    key.constraint = std::move(constraint);
    return add(std::move(key), std::move(name), std::move(sentence));
  }

  /// A key that must be given.
  template <class V, class C>
  Spec& required(std::string name, V C::*member, Constraint constraint, std::string sentence) {
    key(std::move(name), member, std::move(constraint), std::move(sentence));
    keys_.back().required = true;
    return *this;
  }

  /// A nested section that is always there, by its defaults if by nothing else.
  template <class S, class C>
  Spec& section(std::string name, S C::*member, const Spec<S>& (*spec)(), std::string sentence) {
    Key key;
    key.type = "section";
    key.section = [spec]() -> const AnySpec& { return spec(); };
    key.read = [member, spec](const Node& node, void* object, Reader& reader) {
      return spec().read(node, &(static_cast<T*>(object)->*member), reader);
    };
    key.absent = [member, spec](void* object, Reader& reader, const Mark&) {
      return spec().read(Node::map(), &(static_cast<T*>(object)->*member), reader);
    };
    return add(std::move(key), std::move(name), std::move(sentence));
  }

  /// A nested section that means something by being there (`early_stopping`).
  template <class S, class C>
  Spec& optional_section(std::string name, std::optional<S> C::*member, const Spec<S>& (*spec)(),
                         std::string sentence) {
    Key key;
    key.type = "section or null";
    key.section = [spec]() -> const AnySpec& { return spec(); };
    key.read = [member, spec](const Node& node, void* object, Reader& reader) {
      if (node.is_nothing()) return node;
      auto& value = static_cast<T*>(object)->*member;
      value.emplace();
      return spec().read(node, &*value, reader);
    };
    key.absent = [](void*, Reader&, const Mark&) { return Node{}; };
    return add(std::move(key), std::move(name), std::move(sentence));
  }

  /// Sections in a list (`branches: [[...], [...]]`).
  template <class S, class C>
  Spec& section_list(std::string name, std::vector<S> C::*member, const Spec<S>& (*spec)(),
                     std::string sentence) {
    Key key;
    key.type = "list";
    key.holds = Key::Holds::list;
    key.section = [spec]() -> const AnySpec& { return spec(); };
    key.read = [member, spec](const Node& node, void* object, Reader& reader) {
      if (!node.is_sequence()) {
        reader.mismatch(node, "a list");
        return node;
      }
      auto& list = static_cast<T*>(object)->*member;
      Node resolved = Node::sequence();
      resolved.mark = node.mark;
      for (std::size_t i = 0; i < node.items.size(); ++i) {
        const Reader::Step step(reader, std::to_string(i));
        resolved.items.push_back(spec().read(node.items[i], &list.emplace_back(), reader));
      }
      return resolved;
    };
    key.absent = [](void*, Reader&, const Mark&) { return Node::sequence(); };
    return add(std::move(key), std::move(name), std::move(sentence));
  }

  /// Sections under names that the config chooses (`blocks: {entry: [...], middle: [...]}`), in its
  /// order.
  template <class S, class C>
  Spec& section_map(std::string name, std::vector<std::pair<std::string, S>> C::*member,
                    const Spec<S>& (*spec)(), std::string sentence) {
    Key key;
    key.type = "map";
    key.holds = Key::Holds::map;
    key.section = [spec]() -> const AnySpec& { return spec(); };
    key.read = [member, spec](const Node& node, void* object, Reader& reader) {
      if (!node.is_map()) {
        reader.mismatch(node, "a map of names");
        return node;
      }
      auto& list = static_cast<T*>(object)->*member;
      Node resolved = Node::map();
      resolved.mark = node.mark;
      for (const auto& entry : node.entries) {
        const Reader::Step step(reader, entry.key);
        auto& section = list.emplace_back(entry.key, S{}).second;
        resolved.set(entry.key, spec().read(entry.value, &section, reader));
      }
      return resolved;
    };
    key.absent = [](void*, Reader&, const Mark&) { return Node::map(); };
    return add(std::move(key), std::move(name), std::move(sentence));
  }

  /// One of a roster's kinds with its own settings (`optimizer: {name: adam, lr: 1e-3}`).
  template <class Base, class C>
  Spec& choice(std::string name, Choice<Base> C::*member, const Roster<Base>& (*roster)(),
               std::string sentence) {
    Key key;
    key.type = "choice";
    key.roster = [roster]() -> const AnyRoster& { return roster(); };
    key.read = [member, roster](const Node& node, void* object, Reader& reader) {
      return roster().read(node, static_cast<T*>(object)->*member, reader);
    };
    key.absent = [member, roster](void* object, Reader& reader, const Mark& section) {
      return roster().read_absent(section, static_cast<T*>(object)->*member, reader);
    };
    return add(std::move(key), std::move(name), std::move(sentence));
  }

  /// The key before has no place where this says why.
  Spec& unless(std::string (*no_place)(const T&)) {
    keys_.back().no_place = [no_place](const void* object) {
      return no_place(*static_cast<const T*>(object));
    };
    return *this;
  }

  /// A list of a roster's kinds (`layers: [relu, {dropout: .5}]`).
  template <class Base, class C>
  Spec& list(std::string name, std::vector<Choice<Base>> C::*member,
             const Roster<Base>& (*roster)(), std::string sentence) {
    Key key;
    key.type = "list";
    key.holds = Key::Holds::list;
    key.required = true;
    key.roster = [roster]() -> const AnyRoster& { return roster(); };
    key.read = [member, roster](const Node& node, void* object, Reader& reader) {
      return roster().read_list(node, static_cast<T*>(object)->*member, reader);
    };
    key.absent = [](void*, Reader&, const Mark&) { return Node::sequence(); };
    return add(std::move(key), std::move(name), std::move(sentence));
  }

  /// The keys of a base struct of T, which all kinds of a roster share.
  template <class B>
  Spec& inherits(const Spec<B>& (*base)()) {
    for (Key key : base().keys()) {
      key.read = [read = key.read](const Node& node, void* object, Reader& reader) {
        return read(node, static_cast<B*>(static_cast<T*>(object)), reader);
      };
      key.absent = [absent = key.absent](void* object, Reader& reader, const Mark& section) {
        return absent(static_cast<B*>(static_cast<T*>(object)), reader, section);
      };
      keys_.push_back(std::move(key));
    }
    const auto& advice = base().advice();
    advice_.insert(advice_.end(), advice.begin(), advice.end());
    return *this;
  }

  /// The last key, a list of kinds, may be absent: then it is empty.
  Spec& may_be_absent() {
    keys_.back().required = false;
    return *this;
  }

  /// The last key's names elsewhere; they are recognized in the error, not accepted.
  Spec& elsewhere(std::vector<std::string> names) {
    keys_.back().foreign_names = std::move(names);
    return *this;
  }

  /// The kind's names elsewhere; they too are recognized in the error, not accepted.
  Spec& also_called(std::vector<std::string> names) {
    foreign_names_ = std::move(names);
    return *this;
  }

  /// Keys that others have and this section does not, and what to do instead.
  Spec& not_here(std::vector<std::string> keys, std::string advice) {
    advice_.push_back({std::move(keys), std::move(advice)});
    return *this;
  }

  /// The last key says how to run or show the experiment and changes no figure of it.
  Spec& no_effect_on_results() {
    keys_.back().changes_results = false;
    return *this;
  }

  Spec& short_form(std::string key) {
    short_form_ = std::move(key);
    return *this;
  }

  Spec& keys_beside_name() {
    spread_ = true;
    return *this;
  }

 private:
  Spec& add(Key key, std::string name, std::string sentence) {
    key.name = std::move(name);
    key.sentence = std::move(sentence);
    keys_.push_back(std::move(key));
    return *this;
  }
};

}  // namespace mlday
