// mlday completion: what a shell may put after what was typed. The scripts ask `completion words`,
// so that verbs, flags and keys are known in one place.
#include <cstdio>
#include <memory>
#include <set>

#include "schema_keys.h"
#include "verbs.h"

namespace mlday {
namespace {

constexpr const char* bash_script = R"(# Bash completion for mlday: source <(mlday completion bash)
_mlday() {
  local line="${COMP_LINE:0:COMP_POINT}" words
  read -ra words <<<"$line"
  [[ $line == *" " ]] && words+=("")
  local word="${words[-1]}" candidates
  local mlday="${words[0]/#\~/$HOME}"
  candidates=$("$mlday" completion words -- "${words[@]:1}" 2>/dev/null)
  # Bash splits words at "=" and ":"; it wants only what follows the last of them.
  local cut="${word%"${word##*[=:]}"}"
  COMPREPLY=()
  local candidate
  while IFS= read -r candidate; do
    [[ -n $candidate ]] && COMPREPLY+=("${candidate#"$cut"}")
  done <<<"$candidates"
  if ((${#COMPREPLY[@]} == 0)); then
    compopt -o default
  elif [[ ${COMPREPLY[0]} == *= ]]; then
    compopt -o nospace
  fi
}
complete -F _mlday mlday
)";

constexpr const char* zsh_script = R"(#compdef mlday
# Zsh completion for mlday: source <(mlday completion zsh)
_mlday() {
  local -a candidates
  candidates=("${(@f)$(${~words[1]} completion words -- "${(@)words[2,CURRENT]}" 2>/dev/null)}")
  candidates=(${candidates:#})
  if (( ${#candidates} == 0 )); then
    _files
  elif [[ $candidates[1] == *= ]]; then
    compadd -S '' -a candidates
  else
    compadd -a candidates
  fi
}
compdef _mlday mlday
)";

constexpr const char* fish_script = R"(# Fish completion for mlday: mlday completion fish | source
function __mlday_words
    set -l words (commandline -opc) (commandline -ct)
    $words[1] completion words -- $words[2..-1] 2>/dev/null
end
complete -c mlday -a '(__mlday_words)'
)";

void print_matching(const std::set<std::string>& candidates, const std::string& prefix) {
  for (const auto& candidate : candidates)
    if (candidate.starts_with(prefix)) std::puts(candidate.c_str());
}

/// The innermost verb that the words name.
const CLI::App* verb_of(const CLI::App* app, const std::vector<std::string>& words) {
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const auto named =
        app->get_subcommands([&](const CLI::App* sub) { return sub->get_name() == words[i]; });
    if (!named.empty()) app = named.front();
  }
  return app;
}

/// Prints what may stand in place of the last word; nothing where a file is wanted.
void print_candidates(const CLI::App& app, const std::vector<std::string>& words) {
  const auto word = words.empty() ? "" : words.back();
  const auto before = words.size() < 2 ? "" : words[words.size() - 2];
  if (before == "--set") {
    std::set<std::string> keys;
    for (const auto& key : schema_keys())
      if (key != "extends") keys.insert(key + "=");
    return print_matching(keys, word);
  }
  const auto* verb = verb_of(&app, words);
  std::set<std::string> candidates;
  if (word.starts_with("-")) {
    for (const auto* option : verb->get_options())
      for (const auto& name : option->get_lnames()) candidates.insert("--" + name);
  } else {
    for (const auto* sub : verb->get_subcommands([](const CLI::App*) { return true; }))
      candidates.insert(sub->get_name());
    if (verb->get_name() == "help") candidates = schema_keys();
  }
  print_matching(candidates, word);
}

}  // namespace

std::function<int()> cmd_completion(CLI::App& app) {
  auto& verb = *app.add_subcommand("completion", "Print a completion script for a shell");
  auto shell = std::make_shared<std::string>();
  auto words = std::make_shared<std::vector<std::string>>();
  verb.add_option("SHELL", *shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "words"}));
  verb.add_option("WORDS", *words, "For `words`: what was typed so far");
  return [&app, shell, words] {
    if (*shell == "words")
      print_candidates(app, *words);
    else
      std::fputs(*shell == "bash"  ? bash_script
                 : *shell == "zsh" ? zsh_script
                                   : fish_script,
                 stdout);
    return 0;
  };
}

}  // namespace mlday
