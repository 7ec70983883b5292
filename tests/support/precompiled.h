// What most tests read, compiled once per test program. No file includes this: each names what it uses.
#include <gtest/gtest.h>

#include "hive/precompiled.h"
