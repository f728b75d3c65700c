/* Makes every fsync and fdatasync of a process 10 ms slower, as a shop's worn disk is, and counts them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

int slow_fsyncs = 0;

static int slowly(const char *name, int descriptor) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    struct timespec ten_ms = {0, 10000000};
    int result = real(descriptor);
    __atomic_fetch_add(&slow_fsyncs, 1, __ATOMIC_RELAXED);
    nanosleep(&ten_ms, 0);
    return result;
}

int fsync(int descriptor) { return slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
