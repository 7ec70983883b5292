#include <algorithm>

#include "audit/evidence_text.h"
#include "audit/html_fix_tabs.h"
#include "audit/html_sections.h"
#include "audit/report_words.h"

namespace audit {

void put_fix(Html& out, const FindingRow& finding, const Anchors& anchors, ShownFixes& shown) {
  if (finding.fix.empty()) return;
  out.put("<div class=\"fix\"><p><strong>Fix</strong></p><ul>");
  for (const FixRow& fix : finding.fix) out.put("<li><code>{}</code></li>", fix_text(fix));
  for (const std::string& note : fix_notes(finding.fix)) out.put("<li>{}</li>", note);
  if (std::ranges::any_of(finding.fix, [](const FixRow& fix) { return fix.key.starts_with("HKCU\\"); }))
    out.put("<li>HKCU is the registry of {}: make the change as that user, or in that user's hive.</li>",
            scope_name(finding.scope));
  if (finding.fix_falls_short) {
    out.put("<li><strong>Not enough:</strong> these changes were tried: {}</li></ul></div>\n",
            *finding.fix_falls_short);
    return;
  }
  out.put("</ul>\n");

  std::string same;
  for (const FixRow& fix : finding.fix) same += fix_text(fix) + "\n";
  const auto [first, is_new] = shown.emplace(same, &finding);
  if (!is_new) {
    out.put("<p>As a file or script: the same as for <a href=\"{}\">{}, {}</a>.</p></div>\n",
            anchors.link(*first->second), first->second->rule, title_of(anchors.home_of(*first->second)));
    return;
  }
  out.put("<fieldset class=\"tabs\"><legend>As</legend>");
  const std::string name = fmt::format("fix-{}", shown.size());
  const std::vector<FixTab> tabs = fix_tabs(finding);
  for (std::size_t i = 0; i < tabs.size(); ++i) {
    if (i == 0)
      out.put("<label><input type=\"radio\" name=\"{}\" checked>{}</label>", name, tabs[i].title);
    else
      out.put("<label><input type=\"radio\" name=\"{}\">{}</label>", name, tabs[i].title);
  }
  out.put("\n");
  for (const FixTab& tab : tabs) out.put("<div data-as=\"{}\"><pre>{}</pre></div>", tab.title, tab.text);
  out.put("</fieldset></div>\n");
}

}  // namespace audit
