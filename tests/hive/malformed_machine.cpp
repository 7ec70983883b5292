#include "tests/support/malformed_machine.h"

#include <fstream>
#include <iterator>
#include <span>
#include <stdexcept>
#include <utility>

#include "hive/reg_text.h"
#include "hive/reg_tree.h"
#include "tests/support/regf_patch.h"
#include "tests/support/source_dir.h"

namespace hiveaudit_tests {

using hive::regf::BuildKey;

namespace {

BuildKey load_tree() {
  const std::filesystem::path file = source_dir() / "fixtures/machines/win10-22h2-sound/SYSTEM.reg";
  std::ifstream in(file, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), {}};
  const auto keys = hive::parse_reg_text(text, false);
  if (!keys) throw std::runtime_error(file.string() + ": " + hive::to_text(keys.error()));
  const auto trees = hive::hive_trees(*keys);
  if (!trees || trees->size() != 1) throw std::runtime_error(file.string() + " is not one hive");
  return trees->front().root;
}

std::size_t rounded(std::size_t size, std::size_t unit) { return (size + unit - 1) / unit * unit; }

}  // namespace

Malformed& Malformed::telling(std::string part) {
  says = std::move(part);
  return *this;
}
Malformed& Malformed::at(std::uint64_t place) {
  offset = place;
  return *this;
}
Malformed& Malformed::still(hive::Presence presence) {
  decided = presence;
  return *this;
}
Malformed& Malformed::alone() {
  rest = false;
  return *this;
}

BuildKey machine_tree(bool tls12) {
  static const BuildKey kSound = load_tree();
  BuildKey root = kSound;
  for (const char* name : {"SSL 3.0", "TLS 1.0", "TLS 1.1", "TLS 1.2"}) {
    BuildKey& client = descend_to(root, std::string(kProtocols) + "\\" + name + "\\Client");
    const bool on = std::string_view(name) == "TLS 1.2" && tls12;
    client.set(dword_named(kSwitch, on ? 1 : 0));
    client.set(dword_named("DisabledByDefault", on ? 0 : 1));
  }
  return root;
}

Machine::Machine(const Edit& edit, const hive::regf::BuildOptions& options) {
  BuildKey root = machine_tree(false);
  if (edit) edit(root);
  built_ = hive::regf::build_located_hive(root, options);
}

std::uint32_t Machine::read(std::uint64_t offset) const {
  return hive::ByteReader(built_.bytes).u32(static_cast<std::size_t>(offset)).value();
}
Machine& Machine::set(std::uint64_t offset, std::uint32_t number) {
  poke(built_.bytes, offset, number);
  return *this;
}
Machine& Machine::set16(std::uint64_t offset, std::uint32_t number) {
  poke(built_.bytes, offset, static_cast<std::uint16_t>(number));
  return *this;
}
Machine& Machine::set8(std::uint64_t offset, std::uint32_t number) {
  poke(built_.bytes, offset, static_cast<std::uint8_t>(number));
  return *this;
}

std::uint32_t Machine::add_bin(std::size_t bytes) {
  std::vector<std::byte>& file = built_.bytes;
  const std::size_t start = file.size();
  const std::size_t size = rounded(32 + bytes, 4096);
  file.resize(start + size);
  poke(file, start, 0x6E69'6268U);  // "hbin"
  poke(file, start + 4, static_cast<std::uint32_t>(start - 4096));
  poke(file, start + 8, static_cast<std::uint32_t>(size));
  poke(file, 40, static_cast<std::uint32_t>(file.size() - 4096));
  const std::size_t used = 32 + rounded(bytes, 8);
  if (used < size) poke(file, start + used, static_cast<std::uint32_t>(size - used));
  return static_cast<std::uint32_t>(start - 4096 + 32);
}

std::vector<std::uint32_t> Machine::add_cells(const std::vector<std::vector<std::byte>>& bodies) {
  std::size_t total = 0;
  for (const auto& body : bodies) total += rounded(4 + body.size(), 8);
  std::uint32_t next = add_bin(total);
  std::vector<std::uint32_t> cells;
  for (const auto& body : bodies) {
    const auto size = static_cast<std::uint32_t>(rounded(4 + body.size(), 8));
    poke(built_.bytes, 4096 + next, 0U - size);
    std::copy(body.begin(), body.end(), built_.bytes.begin() + static_cast<std::ptrdiff_t>(4096 + next + 4));
    cells.push_back(next);
    next += size;
  }
  return cells;
}

std::uint32_t Machine::add_cell(const std::vector<std::byte>& body) { return add_cells({body}).front(); }

std::uint32_t Machine::add_list(std::string_view kind, const std::vector<std::uint32_t>& entries) {
  const std::size_t width = kind == "lh" || kind == "lf" ? 8 : 4;
  std::vector<std::byte> body(4 + entries.size() * width);
  body[0] = static_cast<std::byte>(kind[0]);
  body[1] = static_cast<std::byte>(kind[1]);
  poke(body, 2, static_cast<std::uint16_t>(entries.size()));
  for (std::size_t i = 0; i < entries.size(); ++i) poke(body, 4 + i * width, entries[i]);
  return add_cell(body);
}

Malformed Machine::broken(std::string code) {
  hive::regf::repair_checksum(built_.bytes);
  Malformed result;
  result.bytes = built_.bytes;
  result.code = std::move(code);
  return result;
}

std::vector<std::byte> key_body(std::string_view name, std::uint32_t parent) {
  std::vector<std::byte> body(76 + name.size());
  poke(body, 0, std::uint16_t{0x6B6E});  // "nk"
  poke(body, 2, std::uint16_t{0x20});    // the name is Latin-1
  poke(body, 16, parent);
  for (const std::uint64_t none : {28U, 40U, 44U, 48U}) poke(body, none, 0xFFFF'FFFFU);
  poke(body, 72, static_cast<std::uint16_t>(name.size()));
  for (std::size_t i = 0; i < name.size(); ++i) body[76 + i] = static_cast<std::byte>(name[i]);
  return body;
}

void put(std::vector<std::byte>& bytes, std::uint64_t offset, std::uint32_t number) { poke(bytes, offset, number); }

BuildKey& descend_to(BuildKey& root, std::string_view path) {
  BuildKey* key = &root;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('\\'), path.size());
    key = &key->child(std::string(path.substr(0, end)));
    path.remove_prefix(std::min(end + 1, path.size()));
  }
  return *key;
}

hive::Value dword_named(std::string name, std::uint32_t number) { return dword_value(std::move(name), number); }

}  // namespace hiveaudit_tests
