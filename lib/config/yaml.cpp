#include "config/yaml.h"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "config/yaml_faults.h"
#include "config/yaml_text.h"
#include "core/error.h"
#include "core/file.h"
#include "core/text.h"

namespace mlday {
namespace {

constexpr std::size_t largest_file = 16u << 20;
constexpr std::size_t deepest_level = 100;
constexpr std::int64_t most_nodes = 200'000;

/// Ends the reading at once: what follows would make no sense, or be too much.
struct Stop {
  Mark mark;
  std::string message, hint;
};

std::int64_t count_nodes(const Node& node) {
  std::int64_t count = 1;
  for (const auto& item : node.items) count += count_nodes(item);
  for (const auto& entry : node.entries) count += count_nodes(entry.value);
  return count;
}

/// Builds the tree from yaml-cpp's events. Its node tree would lose anchors and accept duplicates.
class Builder : public YAML::EventHandler {
 public:
  Builder(std::shared_ptr<const Source> source, Problems& problems)
      : source_(std::move(source)), problems_(problems) {}

  Node root;

  /// The list or map that is open, if any.
  const Node* innermost() const { return stack_.empty() ? nullptr : &stack_.back().node; }

  void OnDocumentStart(const YAML::Mark& at) override {
    if (has_stray_directive(source_->text, offset(at)))
      throw Stop{mark(at), "a line above begins with %, which makes it no part of the config",
                 "quote a text that begins with %, or begin the config itself with ---"};
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& at, YAML::anchor_t anchor) override {
    check_absence(at);
    Node node;
    node.mark = mark(at);
    if (!stack_.empty() && stack_.back().node.is_sequence()) node.mark = mark_of_absent_item(at);
    finish(std::move(node), anchor, at);
  }

  void OnAlias(const YAML::Mark& at, YAML::anchor_t anchor) override {
    const auto known = anchors_.find(anchor);
    if (known == anchors_.end())
      throw Stop{mark(at), "this alias stands inside what it refers to", "write the value out"};
    nodes_ += known->second.second;
    check_count(mark(at));
    add(known->second.first, at);
  }

  void OnScalar(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark(at), tag,
              {"", "?", "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:int",
               "tag:yaml.org,2002:float", "tag:yaml.org,2002:bool", "tag:yaml.org,2002:null"});
    if (tag == "!") check_closed(at);
    if (is_folded_and_kept(source_->text, offset(at)))
      throw Stop{mark(at),
                 "`>+` is not supported: the parser loses one of the line breaks it keeps",
                 "write `|+`, or `>` without the line breaks at the end"};
    Node node =
        Node::scalar(with_whole_characters(value), tag == "!" || tag == "tag:yaml.org,2002:str");
    node.mark = mark(at);
    if (has_noncharacter(node.text))
      throw Stop{node.mark, "a code that Unicode gives no character, such as U+FFFF",
                 "take it out"};
    if (!fits_tag(node, tag))
      throw Stop{node.mark, "the tag says otherwise than " + node.described(), "leave the tag out"};
    finish(std::move(node), anchor, at);
  }

  void OnSequenceStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value style) override {
    check_tag(mark(at), tag, {"", "?", "!", "tag:yaml.org,2002:seq"});
    open(Node::sequence(), at, anchor, style);
  }

  void OnMapStart(const YAML::Mark& at, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    check_tag(mark(at), tag, {"", "?", "!", "tag:yaml.org,2002:map", "!replace"});
    Node map = Node::map();
    map.replaces = tag == "!replace";
    open(std::move(map), at, anchor, style);
  }

  void OnSequenceEnd() override { close(); }

  void OnMapEnd() override {
    apply_merges();
    close();
  }

 private:
  struct Open {
    Node node;
    YAML::Mark at;
    YAML::anchor_t anchor;
    bool is_flow = false;  ///< in brackets
    bool has_key = false;
    bool is_merge = false;  ///< the key is `<<`
    std::string key;
    Mark key_mark;
    int key_at = 0;  ///< yaml-cpp's offset, which tells two places from each other
    std::vector<Node> merges;
    std::map<std::string, int> lines;  ///< of the keys so far
  };

  Mark mark(const YAML::Mark& at) const { return {source_, at.line + 1, at.column + 1}; }

  std::size_t offset(const YAML::Mark& at) const {
    const std::size_t byte_order_mark = source_->text.starts_with("\xef\xbb\xbf") ? 3 : 0;
    return std::min(static_cast<std::size_t>(at.pos) + byte_order_mark, source_->text.size());
  }

  /// The parser places an absent item at whatever comes next; the dash above it is meant.
  Mark mark_of_absent_item(const YAML::Mark& at) const {
    const std::string_view text = source_->text;
    std::size_t end = offset(at);
    if (end < text.size() && std::string_view("~nN,]").find(text[end]) != std::string_view::npos)
      return mark(at);
    for (int line = at.line + 1; line > 0; --line) {
      const auto newline = end == 0 ? std::string_view::npos : text.rfind('\n', end - 1);
      const auto begin = newline == std::string_view::npos ? 0 : newline + 1;
      const auto written = trimmed(text.substr(begin, end - begin));
      if (!written.empty() && !written.starts_with('#')) {
        const auto dash = text.substr(begin, end - begin).rfind('-');
        return dash == std::string_view::npos ? mark(at)
                                              : Mark{source_, line, static_cast<int>(dash) + 1};
      }
      end = begin == 0 ? 0 : newline;
    }
    return mark(at);
  }

  static void check_tag(const Mark& mark, const std::string& tag,
                        const std::set<std::string>& known) {
    if (known.contains(tag)) return;
    constexpr std::string_view yaml = "tag:yaml.org,2002:";
    throw Stop{mark,
               "the tag `" + (tag.starts_with(yaml) ? "!!" + tag.substr(yaml.size()) : tag) +
                   "` is not known here",
               "write the value without a tag"};
  }

  /// yaml-cpp takes a line without a colon at the end of a map for a key, and `[a,, b]` for three.
  void check_absence(const YAML::Mark& at) const {
    if (stack_.empty()) return;
    const Open& parent = stack_.back();
    const bool is_value = parent.node.is_map() && parent.has_key;
    const auto place = offset(at);
    if (parent.is_flow && !is_value && place < source_->text.size() && source_->text[place] == ',')
      throw Stop{mark(at), "nothing stands before this comma", "take it out, or write null"};
    if (!parent.is_flow && is_value && at.pos == parent.key_at)
      throw Stop{mark(at), "a key without a colon",
                 "end it with `:`; indent what goes on from the line above"};
  }

  /// yaml-cpp takes the end of the file for the end of a quote, and leaves out empty lines before.
  void check_closed(const YAML::Mark& at) const {
    const auto& text = source_->text;
    std::size_t i = content_at(text, offset(at));
    if (i == text.size() || (text[i] != '"' && text[i] != '\'')) return;
    const char quote = text[i];
    while (++i < text.size()) {
      if (quote == '"' && text[i] == '\\') {
        ++i;
      } else if (text[i] == quote) {
        if (quote == '"' || i + 1 >= text.size() || text[i + 1] != quote)
          return check_end_of_quote(mark(at), i);
        ++i;
      }
    }
    throw Stop{mark(at), "this quote is never closed", std::string("end the text with ") + quote};
  }

  void check_end_of_quote(const Mark& mark, std::size_t end) const {
    if (empty_lines_before(source_->text, end) > 1)
      throw Stop{mark, "a text in quotes that ends in several empty lines is not supported",
                 "write them as \\n in double quotes"};
  }

  void check_count(const Mark& mark) const {
    if (nodes_ > most_nodes)
      throw Stop{mark, "the document has more than " + with_commas(most_nodes) + " values",
                 "aliases that repeat aliases grow without end; write a smaller document"};
  }

  void open(Node node, const YAML::Mark& at, YAML::anchor_t anchor,
            YAML::EmitterStyle::value style) {
    node.mark = mark(at);
    if (stack_.size() >= deepest_level)
      throw Stop{node.mark,
                 "more than " + std::to_string(deepest_level) + " levels inside each other", ""};
    ++nodes_;
    stack_.push_back({std::move(node), at, anchor, style == YAML::EmitterStyle::Flow});
  }

  void close() {
    Open done = std::move(stack_.back());
    stack_.pop_back();
    --nodes_;
    finish(std::move(done.node), done.anchor, done.at);
  }

  void finish(Node node, YAML::anchor_t anchor, const YAML::Mark& at) {
    ++nodes_;
    check_count(node.mark);
    if (anchor) {
      const auto count = count_nodes(node);
      nodes_ += count;  // the copy that is kept
      check_count(node.mark);
      anchors_[anchor] = {node, count};
    }
    add(std::move(node), at);
  }

  /// An alias stands elsewhere than what it names.
  void add(Node node, const YAML::Mark& at) {
    if (stack_.empty()) {
      root = std::move(node);
      return;
    }
    Open& parent = stack_.back();
    if (parent.node.is_sequence())
      parent.node.items.push_back(std::move(node));
    else if (!parent.has_key)
      take_key(parent, node, at);
    else
      take_value(parent, std::move(node));
  }

  void take_key(Open& parent, const Node& node, const YAML::Mark& at) const {
    if (!node.is_scalar())
      throw Stop{mark(at), "a key must be a word, not " + node.described(),
                 "quote it if it is meant as text"};
    if (node.text.empty()) throw Stop{mark(at), "a key must be a word, not empty", ""};
    parent.has_key = true;
    parent.key = node.text;
    parent.key_mark = mark(at);
    parent.key_at = at.pos;
    parent.is_merge = node.text == "<<" && !node.quoted;
  }

  void take_value(Open& parent, Node node) {
    parent.has_key = false;
    if (parent.is_merge) {
      if (!parent.merges.empty())
        problems_.error(parent.key_mark, parent.key, "the key `<<` is given twice",
                        "merge several maps by a list: `<<: [*a, *b]`");
      parent.merges.push_back(std::move(node));
      return;
    }
    const auto [first, is_new] = parent.lines.emplace(parent.key, parent.key_mark.line);
    if (!is_new) {
      problems_.error(
          parent.key_mark, parent.key, "the key `" + parent.key + "` is given twice",
          "it stands already in line " + std::to_string(first->second) + "; keep one of the two");
      return;
    }
    // The parser places an absent value at whatever comes next.
    if (node.is_null() && node.mark.line != parent.key_mark.line) node.mark = parent.key_mark;
    parent.node.entries.push_back({parent.key, parent.key_mark, std::move(node)});
  }

  /// `<<`: keys that the map itself has win; of several merged maps, earlier ones.
  void apply_merges() {
    Open& map = stack_.back();
    for (const auto& merged : map.merges) {
      const std::vector<Node> single{merged};
      for (const auto& base : merged.is_sequence() ? merged.items : single) {
        if (!base.is_map())
          throw Stop{base.mark, "`<<` merges maps, not " + base.described(), "use `<<: *anchor`"};
        for (const auto& entry : base.entries)
          if (map.lines.emplace(entry.key, entry.mark.line).second)
            map.node.entries.push_back(entry);
      }
    }
  }

  std::shared_ptr<const Source> source_;
  Problems& problems_;
  std::vector<Open> stack_;
  std::map<YAML::anchor_t, std::pair<Node, std::int64_t>> anchors_;
  std::int64_t nodes_ = 0;
};

Node parse_document(const std::shared_ptr<const Source>& source, Problems& problems) {
  Builder builder(source, problems);
  std::istringstream stream(source->text);
  try {
    YAML::Parser parser(stream);
    parser.HandleNextDocument(builder);
    Problems ignored;
    Builder second(source, ignored);
    if (parser.HandleNextDocument(second))
      problems.fatal(
          second.root.mark, "", "a second document begins here",
          "a config is one document: remove the `---`, or indent this line as the first");
  } catch (const Stop& stop) {
    problems.fatal(stop.mark, "", stop.message, stop.hint);
  } catch (const YAML::Exception& error) {
    explain_complaint({source, error.mark.line + 1, error.mark.column + 1}, error.msg,
                      builder.innermost(), problems);
  }
  return std::move(builder.root);
}

}  // namespace

Node parse_yaml(const std::shared_ptr<const Source>& source, Problems& problems) {
  if (source->text.size() > largest_file) {
    problems.fatal({source, 0, 0}, "", "the file is larger than 16 MB", "this is no config");
    return {};
  }
  if (!is_text(source, problems)) return {};
  if (const auto lone = first_lone_return(source->text)) {
    problems.fatal(mark_at(source, *lone), "", "a line that ends in a carriage return alone",
                   "save it with the line ends of Unix or of Windows");
    return {};
  }
  return parse_document(source, problems);
}

std::shared_ptr<const Source> read_source(const std::filesystem::path& path) {
  try {
    return std::make_shared<Source>(Source{path.string(), read_file(path, largest_file)});
  } catch (const Error& error) {
    throw usage_error(error.what());
  }
}

}  // namespace mlday
