#pragma once
// The lists that decide which cipher suites and curves Windows offers: policy, local list, what is implemented
// (os.md 8.1 to 8.3). Each is read as far as it is known.

#include <string>
#include <string_view>
#include <vector>

#include "audit/effective_stacks.h"

namespace audit {

enum class Is { yes, no, unknown };

struct SuiteList {
  enum class State { absent, read, odd_type, unknown };
  State state = State::absent;
  std::string title;  ///< a noun phrase
  std::vector<std::string> names;
  bool other_type = false;  ///< readable, but not of the type that Windows writes
  Why why;                  ///< when unknown
  SharedLookup seen;        ///< never null once read
};

/// The list that counts: the policy unless it is empty, else the local one; with the steps that lead there.
/// Names with blanks around them are left out unless odd data is read at its best (os.md C3).
SuiteList list_in_use(const Machine& machine, Draft& draft);

/// The curves of Windows 10 and later that may be used; nothing when no list says so (os.md C6).
struct Curves {
  bool limited = false;
  std::vector<std::string> names;  ///< without those that FIPS mode removes
  Why why;                         ///< when the list is not known
};
Curves curves_in_use(const Machine& machine, bool fips, Draft& draft);

/// What this installation can do at all.
class Implemented {
 public:
  explicit Implemented(const Machine& machine);
  SharedLookup seen() const { return key_of_listing(found_); }
  /// `exact`: the curve counts too.
  Is has(const std::string& name, bool exact, Why& why) const;

 private:
  AskedOnce::Subkeys found_;
  std::vector<std::string_view> exact_;  ///< sorted, as the next
  std::vector<std::string_view> plain_;
};

}  // namespace audit
