#include "audit/hive_place.h"

#include <gtest/gtest.h>

namespace {

TEST(HivePlaceTest, APlaceIsWhatFollowsTheLastFolderThatWindowsKeepsHivesIn) {
  for (const auto& [path, place] : {
           std::pair{"/mnt/disk/Users/alice/NTUSER.DAT", "Users\\alice\\NTUSER.DAT"},
           {"case/C/users/Bob/ntuser.man", "users\\Bob\\ntuser.man"},
           {"/home/Users/case/Documents and Settings/Default User/NTUSER.DAT",
            "Documents and Settings\\Default User\\NTUSER.DAT"},
           {"m/WINDOWS/system32/config/default", "WINDOWS\\system32\\config\\default"},
           {"m/Windows/ServiceProfiles/LocalService/NTUSER.DAT", "Windows\\ServiceProfiles\\LocalService\\NTUSER.DAT"},
           {"C:\\Users\\alice\\NTUSER.DAT", "Users\\alice\\NTUSER.DAT"},
           {"golden.iso:Users/alice/NTUSER.DAT", "Users\\alice\\NTUSER.DAT"},
           {"disk.vhdx[volume-1]:Windows/System32/config/SYSTEM", "Windows\\System32\\config\\SYSTEM"},
           {"NTUSER.DAT", ""},
           {"/cases/alice/NTUSER.DAT", ""},
           {"/home/Users/cases/alice/NTUSER.DAT", ""},
           {"/home/Users/alice-NTUSER.DAT", ""},
           {"/mnt/Users/alice/NTUSER.DAT.reg", ""},
           {"/mnt/Windows/NTUSER.DAT", ""},
           {"", ""},
       }) {
    EXPECT_EQ(audit::place_in_windows(path), place) << path;
  }
}

TEST(HivePlaceTest, AScopeIsToldByTheFolderAndNotByItsNameAlone) {
  const auto scope = [](const char* role, const char* user, const char* path) {
    audit::HiveRow row;
    row.role = role;
    row.user = user;
    row.path = path;
    return audit::scope_of(row);
  };
  EXPECT_EQ(scope("DEFAULT", "LocalSystem", "m/Windows/System32/config/DEFAULT"), "LocalSystem");
  EXPECT_EQ(scope("USER", "LocalSystem", "m/Users/LocalSystem/NTUSER.DAT"), "user:LocalSystem");
  EXPECT_EQ(scope("USER", "LocalService", "m/Users/LocalService/NTUSER.DAT"), "user:LocalService");
  EXPECT_EQ(scope("USER", "LocalService", "m/Documents and Settings/LocalService/NTUSER.DAT"), "LocalService");
  EXPECT_EQ(scope("USER", "LocalService", "m/Windows/ServiceProfiles/LocalService/NTUSER.DAT"), "LocalService");
  EXPECT_EQ(scope("USER", "Default", "m/Users/Default/NTUSER.DAT"), "default-user");
  EXPECT_EQ(scope("USER", "Default User-2", "m/Users/Default User/NTUSER.DAT"), "user:Default User-2");
  EXPECT_EQ(audit::scope_of({}), "");
}

}  // namespace
