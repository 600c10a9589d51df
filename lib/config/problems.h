// What is wrong with a config: collected, so that one look shows all of it.
#pragma once

#include <string>
#include <vector>

#include "config/node.h"

namespace mlday {

struct Problem {
  enum class Severity { error, warning };

  Severity severity = Severity::error;
  Mark mark;
  std::string path;     ///< "optimizer.lr"; empty for the file as a whole
  std::string message;  ///< what is wrong
  std::string hint;     ///< what to do; may be empty
  std::string rule;     ///< a warning's name, as `check.expect` has it

  /// "file:3:5: error: ...", the line with a caret, the hint.
  std::string str() const;
};

class Problems {
 public:
  void error(Mark mark, std::string path, std::string message, std::string hint = "");
  /// An error after which what the text means is anyone's guess: reading it further would only
  /// bring forth errors that are none.
  void fatal(Mark mark, std::string path, std::string message, std::string hint = "");
  void add(Problem problem) { list_.push_back(std::move(problem)); }

  const std::vector<Problem>& list() const { return list_; }
  bool has_errors() const;
  bool is_fatal() const { return fatal_; }
  /// Source by source as they were first met, then by the place.
  std::vector<Problem> sorted() const;
  /// Throws one usage Error with every error in it, in that order; returns if none.
  void throw_errors() const;

 private:
  std::vector<Problem> list_;
  bool fatal_ = false;
};

}  // namespace mlday
