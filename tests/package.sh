#!/bin/sh
# tests/package.sh [ROOT]
#
# The Debian package: what it holds, what it depends on, and that the program in it runs from where it lies. With ROOT,
# a Debian 12 with nothing but its base system (debootstrap), it is installed there with apt and removed again. CMake
# makes the package; in a build by Meson there is none to look at. Ends with 77 when dpkg-dev is not installed.
set -eu
root=${1:-}
build=${HIVEAUDIT_BUILD:?names the build folder}
machines=$build/fixtures/machines
source_dir=${HIVEAUDIT_SOURCE:-$(cd "$(dirname "$0")/.." && pwd)}
if [ ! -f "$build/CPackConfig.cmake" ]; then
  echo "package: left to the build by CMake"
  exit 0
fi
if ! command -v dpkg-shlibdeps >/dev/null; then
  echo "skipped: dpkg-shlibdeps is not installed (dpkg-dev)"
  exit 77
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0
complain() {
  echo "package: $*"
  failed=1
}

(cd "$build" && cpack --config CPackConfig.cmake -B "$work/made") >"$work/log" 2>&1 || {
  cat "$work/log"
  exit 1
}
package=$(ls "$work"/made/*.deb)
version=$(cat "$source_dir/audit/version.txt")
case $(basename "$package") in
  hiveaudit_"$version"_*.deb) ;;
  *) complain "its name is $(basename "$package")" ;;
esac
field() { dpkg-deb --field "$package" "$1"; }
[ "$(field Package) $(field Version)" = "hiveaudit $version" ] || complain "it is $(field Package) $(field Version)"
for library in libc6 libstdc++6 libregf1 libbfio1 libpugixml1v5 libfmt9 libsimdjson14 libssl3 \
  libboost-program-options1.74.0; do
  field Depends | grep -q "\b$library\b" || complain "it does not depend on $library: $(field Depends)"
done
field Depends | grep -qE 'libgtest|hivex|-dev\b' && complain "it depends on what only building needs: $(field Depends)"
field Description | grep -q 'GPL-3.0-or-later' || complain "the description does not tell the licence"

dpkg-deb --extract "$package" "$work/tree"
for file in bin/hiveaudit share/man/man1/hiveaudit.1.gz share/bash-completion/completions/hiveaudit.bash \
  share/zsh/vendor-completions/_hiveaudit share/fish/vendor_completions.d/hiveaudit.fish share/doc/hiveaudit/copyright \
  share/doc/hiveaudit/changelog.gz share/doc/hiveaudit/hiveaudit.spdx.json share/hiveaudit/rules/rules.xsd \
  share/hiveaudit/report.schema.json; do
  [ -s "$work/tree/usr/$file" ] || complain "it has no /usr/$file"
done
[ "$(find "$work/tree" -type f | grep -vc "^$work/tree/usr/\(bin\|share\)/")" = 0 ] || complain "it has files elsewhere"
[ -z "$(find "$work/tree" ! -user "$(id -un)" -o -perm /022 ! -type l)" ] || complain "others may write to its files"
grep -q 'Apache-2.0' "$work/tree/usr/share/doc/hiveaudit/copyright" || complain "the copyright file names no licence"
if "$build/hiveaudit" --version | grep -q '^licence: GPL-3'; then
  field Depends | grep -q libwim || complain "it is under the GPL and does not depend on libwim"
fi
status=0
"$work/tree/usr/bin/hiveaudit" audit "$machines/win10-22h2-golden" --no-config -q >"$work/log" 2>&1 || status=$?
[ "$status" = 1 ] || complain "the program in it ended with $status: $(cat "$work/log")"

if [ -n "$root" ]; then
  rm -rf "$root/hiveaudit-test"
  mkdir "$root/hiveaudit-test"
  cp "$package" "$root/hiveaudit-test/hiveaudit.deb"
  cp -r "$machines/win10-22h2-golden" "$root/hiveaudit-test/machine"
  inside() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive HOME=/ "$@"; }
  inside apt-get install -y -q --no-install-recommends /hiveaudit-test/hiveaudit.deb >"$work/log" 2>&1 || {
    cat "$work/log"
    complain "apt cannot install it"
  }
  inside hiveaudit --version >"$work/version" || complain "it does not run on a bare Debian"
  # Debian may have mended a library since.
  "$build/hiveaudit" --version | sed "s/ [0-9.]* (/ (/" >"$work/here"
  sed "s/ [0-9.]* (/ (/" "$work/version" | diff "$work/here" - >"$work/log" || complain "on a bare Debian, --version differs: $(cat "$work/log")"
  status=0
  inside hiveaudit audit /hiveaudit-test/machine -q >"$work/log" 2>&1 || status=$?
  [ "$status" = 1 ] || complain "on a bare Debian it ended with $status: $(cat "$work/log")"
  inside apt-get purge -y -q hiveaudit >/dev/null 2>&1 || complain "it cannot be removed"
  left=$(find "$root/usr" -name '*hiveaudit*')
  [ -z "$left" ] || complain "it leaves behind: $left"
  rm -rf "$root/hiveaudit-test"
  [ "$failed" = 0 ] && echo "package: installed on a bare Debian, ran and removed"
fi
[ "$failed" = 0 ] && echo "package: $(basename "$package"), $(stat -c %s "$package") bytes; $(field Depends)"
exit "$failed"
