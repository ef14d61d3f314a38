/* What the files of the kernel share. */

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

enum { BIGRAM = 2 }; /* before a pair of neighbouring characters, which so never meets a word of the same two */
