#pragma once
// The JSON names of a report's fields, once for writing and reading (audit/report.schema.json). An Io visits them in
// the order of the document: `Of<Row>` is `const Row` to the one that writes, `Row` to the one that reads.

#include "audit/report.h"

namespace audit {

// io(name, field): a text, number, flag, verdict, list, map, row, or null for an empty optional.
// io.or_null(name, text): an empty text is null. io.present(name, field): left out when it is empty.

template <class Io>
void fields(Io& io, typename Io::template Of<ErrorRow>& row) {
  io("code", row.code);
  io("path", row.path);
  io("member", row.member);
  io("offset", row.offset);
  io("expected", row.expected);
  io("found", row.found);
  io("message", row.message);
}

template <class Io>
void fields(Io& io, typename Io::template Of<NoteRow>& row) {
  io("code", row.code);
  io("message", row.message);
}

template <class Io>
void fields(Io& io, typename Io::template Of<EvidenceRow>& row) {
  io("key", row.key);
  io("stored_as", row.stored_as);
  io("name", row.name);
  io("state", row.state);
  io("type", row.type);
  io("data", row.data);
  io("raw", row.raw);
  io("written", row.written);
  io("hive", row.hive);
  io("key_offset", row.key_offset);
  io("value_offset", row.value_offset);
  io("line", row.line);
  io("deepest_key", row.deepest_key);
  io("second_reader", row.second_reader);
  io("second_reader_detail", row.second_reader_detail);
  io("anomalies", row.anomalies);
  io.present("file", row.file);
}

template <class Io>
void fields(Io& io, typename Io::template Of<ChainStep>& row) {
  io("text", row.text);
  io("evidence", row.evidence);
}

template <class Io>
void fields(Io& io, typename Io::template Of<EffectiveRow>& row) {
  io("scope", row.scope);
  io("stack", row.stack);
  io("protocol", row.protocol);
  io("state", row.state);
  io("basis", row.basis);
  io("reason", row.reason);
  io("chain", row.chain);
  io("decided_by", row.decided_by);
  io("confidence", row.confidence);
}

template <class Io>
void fields(Io& io, typename Io::template Of<SourceRow>& row) {
  io("title", row.title);
  io.or_null("href", row.href);
}

template <class Io>
void fields(Io& io, typename Io::template Of<FixBefore>& row) {
  io("state", row.state);
  io("type", row.type);
  io("raw", row.raw);
  io("deepest_key", row.deepest_key);
}

template <class Io>
void fields(Io& io, typename Io::template Of<FixRow>& row) {
  io("key", row.key);
  io("name", row.name);
  io.or_null("type", row.type);
  io.null_without("data", row.data, row.type);
  io.or_null("note", row.note);
  io.present("before", row.before);
}

template <class Io>
void fields(Io& io, typename Io::template Of<FindingRow>& row) {
  io("rule", row.rule);
  io("scope", row.scope);
  io("verdict", row.verdict);
  io("severity", row.severity);
  io("fails_gate", row.fails_gate);
  io("error_code", row.error_code);
  io("area", row.area);
  io("title", row.title);
  io("message", row.message);
  io("why", row.why);
  io("expected", row.expected);
  io("actual", row.actual);
  io("fingerprint", row.fingerprint);
  io("waived_by", row.waived_by);
  io("known", row.known);
  io("requirements", row.requirements);
  io.group("basis", [&](Io& basis) {
    basis("confidence", row.confidence);
    basis("sources", row.sources);
    basis("disagreement", row.disagreement);
  });
  io("fix", row.fix);
  io.present("fix_falls_short", row.fix_falls_short);
  io("caveats", row.caveats);
  io("evidence", row.evidence);
  io.present("evidence_left_out", row.evidence_left_out);
  io.present("observed", row.observed);
}

template <class Io>
void fields(Io& io, typename Io::template Of<FactRow>& row) {
  io("id", row.id);
  io("value", row.value);
  io("state", row.state);
  io("evidence", row.evidence);
}

template <class Io>
void fields(Io& io, typename Io::template Of<LogRow>& row) {
  io("path", row.path);
  io("size", row.size_bytes);
  io("sha256", row.sha256);
  io("outcome", row.outcome);
  io("reason", row.reason);
  io("entries_applied", row.entries_applied);
  io("pages_applied", row.pages_applied);
  io("bytes_applied", row.bytes_applied);
}

template <class Io>
void fields(Io& io, typename Io::template Of<AnomalyRow>& row) {
  io("code", row.code);
  io("offset", row.offset);
  io("message", row.message);
}

template <class Io>
void fields(Io& io, typename Io::template Of<AnomalyCount>& row) {
  io("code", row.code);
  io("count", row.count);
}

template <class Io>
void fields(Io& io, typename Io::template Of<HiveRow>& row) {
  io("role", row.role);
  io("path", row.path);
  io("user", row.user);
  io.present("sid", row.sid);
  io("sha256", row.sha256);
  io("size", row.size_bytes);
  io("state", row.state);
  io("sequence", row.sequence);
  io("written", row.written);
  io.or_null("dirty_because", row.dirty_because);
  io("logs", row.logs);
  io("anomalies", row.anomalies);
  io("anomalies_total", row.anomalies_total);
  io("anomaly_counts", row.anomaly_counts);
  io("errors", row.errors);
}

template <class Io>
void fields(Io& io, typename Io::template Of<OsRow>& row) {
  io.or_null("product", row.product);
  io("build", row.build);
  io("ubr", row.ubr);
  io.or_null("arch", row.arch);
  io.or_null("type", row.type);
  io("basis", row.basis);
}

template <class Io>
void fields(Io& io, typename Io::template Of<PlaceRow>& row) {
  io("scope", row.scope);
  io.or_null("control_set", row.control_set);
  io("evidence", row.evidence);
  io("subkeys", row.subkeys);
}

template <class Io>
void fields(Io& io, typename Io::template Of<InstallationRow>& row) {
  io("label", row.label);
  io("os", row.os);
  io("control_set", row.control_set);
  io("notes", row.notes);
  io("errors", row.errors);
  io("facts", row.facts);
  io("hives", row.hives);
  io("effective", row.effective);
  io("findings", row.findings);
  io("places", row.places);
  io("totals", row.totals);
}

template <class Io>
void fields(Io& io, typename Io::template Of<TargetRow>& row) {
  io("target", row.target);
  io("name", row.name);
  io("kind", row.kind);
  io("notes", row.notes);
  io("errors", row.errors);
  io("installations", row.installations);
}

template <class Io>
void fields(Io& io, typename Io::template Of<RequirementRow>& row) {
  io("id", row.id);
  io("product", row.product);
  io("text", row.text);
  io("confidence", row.confidence);
  io("sources", row.sources);
  io("disagreement", row.disagreement);
  io("instead", row.instead);
}

template <class Io>
void fields(Io& io, typename Io::template Of<WaiverRow>& row) {
  io("rule", row.rule);
  io("target", row.target);
  io("scope", row.scope);
  io("value", row.value);
  io("expires", row.expires);
  io("owner", row.owner);
  io("approver", row.approver);
  io("ticket", row.ticket);
  io("reason", row.reason);
  io("state", row.state);
  io("findings", row.findings);
  io("fails_gate", row.fails_gate);
}

template <class Io>
void fields(Io& io, typename Io::template Of<BaselineFindingRow>& row) {
  io("rule", row.rule);
  io("target", row.target);
  io("scope", row.scope);
  io("severity", row.severity);
  io("title", row.title);
  io("actual", row.actual);
  io("fingerprint", row.fingerprint);
  io("state", row.state);
  io("message", row.message);
}

template <class Io>
void fields(Io& io, typename Io::template Of<BaselineRow>& row) {
  io("path", row.path);
  io("now", row.now);
  io("profile", row.profile);
  io("known", row.known);
  io("new", row.appeared);
  io("findings", row.findings);
}

template <class Io>
void fields(Io& io, typename Io::template Of<Report>& row) {
  io.constant("schema", "hiveaudit-report/1");
  io.group("tool", [&](Io& tool) {
    tool.constant("name", "hiveaudit");
    tool("version", row.tool_version);
  });
  io("verb", row.verb);
  io("profile", row.profile);
  io("profile_title", row.profile_title);
  io("gate", row.gate);
  io("now", row.now);
  io.group("provenance", [&](Io& provenance) {
    provenance("rules_sha256", row.rules_sha256);
    provenance("options", row.options);
  });
  io("targets", row.targets);
  io("requirements", row.requirements);
  io("left_to_check", row.left_to_check);
  io("waivers", row.waivers);
  io.present("baseline", row.baseline);
  io("totals", row.totals);
  io("second_reader_not_asked", row.second_reader_not_asked);
  io("exit_code", row.exit_code);
}

}  // namespace audit
