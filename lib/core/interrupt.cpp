#include "core/interrupt.h"

#include <csignal>

namespace mlday {
namespace {

volatile std::sig_atomic_t received = 0;

volatile std::sig_atomic_t save_wanted = 0;

extern "C" void on_save_request(int) { save_wanted = 1; }

extern "C" void on_signal(int signal) {
  if (received != 0) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
  received = signal;
}

}  // namespace

void catch_interrupts() {
  std::signal(SIGINT, on_signal);
  std::signal(SIGTERM, on_signal);
  // A reader that went away (`mlday train ... | head`) is no reason to lose an hour's training.
  std::signal(SIGPIPE, SIG_IGN);
}

int interrupt_signal() { return received; }

void catch_save_requests() { std::signal(SIGUSR1, on_save_request); }

bool take_save_request() {
  const bool wanted = save_wanted != 0;
  save_wanted = 0;
  return wanted;
}

}  // namespace mlday
