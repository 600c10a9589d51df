// The state of reading a config: where the reader stands, and the problems it has met.
#pragma once

#include <string>
#include <vector>

#include "config/node.h"
#include "config/problems.h"

namespace mlday {

class AnySpec;
class AnyRoster;

class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}

  /// Goes into a key, a list's item, or a section; the way back is the destructor.
  class Step {
   public:
    Step(Reader& reader, std::string key) : reader_(reader) {
      reader_.path_.push_back(std::move(key));
    }
    ~Step() { reader_.path_.pop_back(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    Reader& reader_;
  };

  /// Where a section's kind was chosen, and from what; null and nowhere for a plain section.
  struct Chosen {
    const AnyRoster* roster = nullptr;
    Mark mark;
  };
  /// A section around the place.
  struct Frame {
    const AnySpec* spec;
    Chosen chosen;
    Mark mark;
    std::string path;
  };
  std::vector<Frame> frames;  ///< outermost first
  Chosen next_chosen;         ///< of the section that is read next, told by its roster

  std::string path() const;
  std::string path_of(const std::string& key) const;
  /// A problem at this place; where nobody wrote what is wrong, at the section that lacks it.
  void error(const Mark& mark, std::string message, std::string hint = "") const;
  /// "expected X, not Y".
  void mismatch(const Node& node, const std::string& expected, std::string hint = "") const;

 private:
  Problems& problems_;
  std::vector<std::string> path_;
};

}  // namespace mlday
