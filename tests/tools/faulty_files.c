/* A layer below a program's file functions (LD_PRELOAD) in which one call goes wrong.
 *
 *   FAULTY_BELOW   a part of the paths that count: what changes such a file or its folder is a call
 *   FAULTY_CALL    the number of the call that goes wrong, from 1; 0: none does
 *   FAULTY_KIND    how: ENOSPC, EIO, EDQUOT (the call fails), short (a write takes half of the bytes), kill (the
 *                  process ends there); "ENOSPC+" means all calls from there on
 *   FAULTY_LOG     a file to which each call is added as a line
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { most_files = 4096 };
static char counts[most_files];    /* by descriptor: whether writes to it are calls */
static FILE* streams[64];          /* the same of streams */
static int calls;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static int is_below(const char* path) {
  const char* folder = getenv("FAULTY_BELOW");
  return folder && path && strstr(path, folder) != NULL;
}

static void note(int number, const char* what, const char* path) {
  const char* log = getenv("FAULTY_LOG");
  if (!log) return;
  char line[512];
  const int length = snprintf(line, sizeof line, "%d %s %s\n", number, what, path ? path : "");
  const int file = REAL(open)(log, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (file < 0) return;
  if (REAL(write)(file, line, (size_t)length) < 0) abort();
  close(file);
}

/* Counts a call. 0: it is to be made; 1: it failed with errno; 2: half of it is to be made. */
static int goes_wrong(const char* what, const char* path) {
  const char *number = getenv("FAULTY_CALL"), *kind = getenv("FAULTY_KIND");
  const int wanted = number ? atoi(number) : 0, call = __atomic_add_fetch(&calls, 1, __ATOMIC_SEQ_CST);
  note(call, what, path);
  if (wanted == 0 || !kind) return 0;
  const int goes_on = kind[strlen(kind) - 1] == '+';
  if (goes_on ? call < wanted : call != wanted) return 0;
  if (strncmp(kind, "kill", 4) == 0) raise(SIGKILL);
  if (strncmp(kind, "short", 5) == 0) return 2;
  errno = strncmp(kind, "EIO", 3) == 0 ? EIO : strncmp(kind, "EDQUOT", 6) == 0 ? EDQUOT : ENOSPC;
  return 1;
}

static int remember(int file, const char* path) {
  if (file >= 0 && file < most_files) counts[file] = (char)is_below(path);
  return file;
}

static int counted(int file) { return file >= 0 && file < most_files && counts[file]; }

static int open_file(int (*real)(const char*, int, ...), const char* path, int flags, mode_t mode) {
  const int writes = (flags & O_ACCMODE) != O_RDONLY;
  if (!writes || !is_below(path)) {
    const int file = real(path, flags, mode);
    if (file >= 0 && file < most_files) counts[file] = 0;
    return file;
  }
  return goes_wrong("open", path) == 1 ? -1 : remember(real(path, flags, mode), path);
}

#define OPEN(name)                                  \
  int name(const char* path, int flags, ...) {      \
    va_list list;                                   \
    va_start(list, flags);                          \
    const mode_t mode = (mode_t)va_arg(list, int);  \
    va_end(list);                                   \
    return open_file(REAL(name), path, flags, mode); \
  }
OPEN(open)
OPEN(open64)

#define MAKE(name)                                                 \
  int name(char* path, int flags) {                                \
    if (is_below(path) && goes_wrong("create", path) == 1) return -1; \
    return remember(REAL(name)(path, flags), path);                \
  }
MAKE(mkostemp)
MAKE(mkostemp64)

ssize_t write(int file, const void* data, size_t bytes) {
  if (counted(file)) {
    const int fault = goes_wrong("write", NULL);
    if (fault == 1) return -1;
    if (fault == 2 && bytes > 1) bytes /= 2;
  }
  return REAL(write)(file, data, bytes);
}

ssize_t writev(int file, const struct iovec* parts, int count) {
  if (counted(file) && goes_wrong("writev", NULL) == 1) return -1;
  return REAL(writev)(file, parts, count);
}

ssize_t copy_file_range(int from, off_t* at, int to, off_t* where, size_t bytes, unsigned flags) {
  if (counted(to) && goes_wrong("copy_file_range", NULL) == 1) return -1;
  return REAL(copy_file_range)(from, at, to, where, bytes, flags);
}

ssize_t sendfile(int to, int from, off_t* at, size_t bytes) {
  if (counted(to) && goes_wrong("sendfile", NULL) == 1) return -1;
  return ((ssize_t(*)(int, int, off_t*, size_t))dlsym(RTLD_NEXT, "sendfile"))(to, from, at, bytes);
}

int fsync(int file) {
  struct stat info;
  const int is_folder = fstat(file, &info) == 0 && S_ISDIR(info.st_mode);
  if ((counted(file) || is_folder) && goes_wrong(is_folder ? "fsync folder" : "fsync", NULL) == 1) return -1;
  return REAL(fsync)(file);
}

int ftruncate(int file, off_t length) {
  if (counted(file) && goes_wrong("ftruncate", NULL) == 1) return -1;
  return REAL(ftruncate)(file, length);
}

#define OF_PATHS(name)                                              \
  int name(const char* from, const char* to) {                      \
    if (is_below(to) && goes_wrong(#name, to) == 1) return -1;      \
    return REAL(name)(from, to);                                    \
  }
OF_PATHS(rename)
OF_PATHS(link)
OF_PATHS(symlink)

/* A full disk still removes files. */
#define OF_PATH(name)                                                                        \
  int name(const char* path) {                                                               \
    if (is_below(path) && goes_wrong(#name, path) == 1 && errno == EIO) return -1;           \
    return REAL(name)(path);                                                                 \
  }
OF_PATH(unlink)
OF_PATH(rmdir)
OF_PATH(remove)

int mkdir(const char* path, mode_t mode) {
  if (is_below(path) && goes_wrong("mkdir", path) == 1) return -1;
  return REAL(mkdir)(path, mode);
}

#define STREAM(name)                                                                    \
  FILE* name(const char* path, const char* how) {                                       \
    const int writes = is_below(path) && strpbrk(how, "wa+");                           \
    if (writes && goes_wrong("fopen", path) == 1) return NULL;                          \
    FILE* stream = REAL(name)(path, how);                                               \
    if (writes && stream) streams[(size_t)fileno(stream) % 64] = stream;                \
    return stream;                                                                      \
  }
STREAM(fopen)
STREAM(fopen64)

size_t fwrite(const void* data, size_t size, size_t count, FILE* stream) {
  if (streams[(size_t)fileno(stream) % 64] == stream && goes_wrong("fwrite", NULL) == 1) return 0;
  return REAL(fwrite)(data, size, count, stream);
}
