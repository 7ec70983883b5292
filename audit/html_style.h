#pragma once
// The pages' style sheet, and its SHA-256 in base64 for their Content-Security-Policy. A test recomputes the hash and
// prints what it should be.

#include <string_view>

namespace audit {

inline constexpr std::string_view kHtmlStyleHash = "n4th8P+8bGt7DocJb76ZramV6XY81HiBPB/dXEsWWrQ=";

// clang-format off
inline constexpr std::string_view kHtmlStyle = R"css(
:root{color-scheme:light dark;--bg:#fff;--soft:#f4f6f8;--line:#cfd6dd;--fg:#1a1f24;--muted:#505a64;--link:#0b4fb3;
--bad:#a8201a;--bad-bg:#fdecea;--warn:#7a4a00;--warn-bg:#fff4dd;--good:#12602b;--good-bg:#e8f5ec;--note:#3f4d5c;--note-bg:#eef1f5}
@media (prefers-color-scheme:dark){:root{--bg:#15181c;--soft:#1e2329;--line:#3a434d;--fg:#e7eaed;--muted:#a9b3bd;--link:#93bdff;
--bad:#ff9d94;--bad-bg:#3a1d1b;--warn:#ffcd7d;--warn-bg:#352812;--good:#8adb9f;--good-bg:#15301d;--note:#b9c4cf;--note-bg:#232a32}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;overflow-wrap:anywhere}
header,main{max-width:76rem;margin:0 auto;padding:0 1.5rem}
header{display:flex;justify-content:space-between;gap:1rem;padding-top:1rem;color:var(--muted);font-size:.9rem}
.brand{font-weight:700;letter-spacing:.02em;color:var(--fg)}
main{padding-bottom:4rem}
h1{font-size:1.9rem;line-height:1.2;margin:.6rem 0 1rem}
h2{font-size:1.45rem;margin:3rem 0 .25rem;padding-top:1rem;border-top:2px solid var(--line)}
h3{font-size:1.15rem;margin:2rem 0 .6rem}
h4{font-size:1rem;margin:0 0 .4rem}
a{color:var(--link)}
a:focus-visible,summary:focus-visible,input:focus-visible,select:focus-visible,button:focus-visible{outline:3px solid var(--link);outline-offset:2px}
code{font:.92em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
small{font-size:.82em;color:var(--muted);font-weight:400}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:.5rem;background:var(--bg);padding:.5rem 1rem;z-index:2}
.running{display:none}
nav ul{display:flex;flex-wrap:wrap;gap:.2rem 1.2rem;list-style:none;margin:.6rem 0 1rem;padding:0}
.way{background:var(--note-bg);border-radius:.3rem;padding:.6rem 1rem}
.weakest{margin:.4rem 0}
.verdict{display:flex;flex-wrap:wrap;align-items:center;gap:.3rem .9rem;margin:0;padding:1rem 1.25rem;border-radius:.5rem;border:1px solid currentColor}
.verdict strong{font-size:1.5rem;line-height:1.2}
.verdict .shape{font-size:1.3rem;line-height:1;font-weight:700;border:3px solid currentColor;border-radius:.4rem;padding:.25rem .5rem}
.verdict>span:last-child{color:var(--fg)}
.bad.verdict,.bad.outlook{background:var(--bad-bg);color:var(--bad)}
.warn.verdict,.warn.outlook{background:var(--warn-bg);color:var(--warn)}
.good.verdict,.good.outlook{background:var(--good-bg);color:var(--good)}
.note.verdict{background:var(--note-bg);color:var(--note)}
.gate,.os,.legend{color:var(--muted);margin:.6rem 0 1rem}
.legend{font-size:.9rem}
.outlook{margin:.6rem 0;padding:.6rem 1rem;border-left:4px solid currentColor;border-radius:.25rem}
.outlook p{margin:0}
.outlook ul{margin:.2rem 0 0;color:var(--fg)}
.errors{background:var(--warn-bg);border-left:4px solid var(--warn);border-radius:.25rem;padding:.1rem 1.25rem .4rem;margin:1.5rem 0}
.errors h2{border:0;margin:.6rem 0;padding:0;font-size:1.15rem;color:var(--warn)}
table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}
caption{text-align:left;color:var(--muted);font-size:.9rem;padding:.2rem 0}
th,td{border:1px solid var(--line);padding:.4rem .6rem;text-align:left;vertical-align:top}
thead th{background:var(--soft)}
tbody th{font-weight:600}
thead th{white-space:nowrap}
.checks tbody th{min-width:11rem}
.matrix .scope{background:var(--note-bg);font-size:.9rem}
.matrix td{white-space:nowrap}
.matrix th{min-width:10rem}
.matrix thead th+th{min-width:0}
.matrix td a{color:inherit;text-decoration:none;display:block}
.matrix td a:hover{text-decoration:underline}
.matrix th small{display:block}
.matrix td small{display:block;color:inherit}
.matrix .shape{display:inline-block;width:1em;font-weight:700}
.matrix td.none,.matrix td.unknown{color:var(--muted)}
.matrix td.key{font-weight:600}
.matrix td.key.on{background:var(--good-bg);color:var(--good)}
.matrix td.key.off,.matrix td.key.none{background:var(--bad-bg);color:var(--bad)}
.matrix td.key.ask,.matrix td.key.unknown{background:var(--warn-bg);color:var(--warn)}
td.bad{color:var(--bad);font-weight:600}
td.warn{color:var(--warn);font-weight:600}
td.good{color:var(--good);font-weight:600}
th .bad{color:var(--bad)}
th .warn{color:var(--warn)}
th .good{color:var(--good)}
th .note{color:var(--note)}
th.count,td.count{text-align:right;font-variant-numeric:tabular-nums}
thead th.count{width:4.6rem;white-space:normal;font-size:.85rem;overflow-wrap:normal}
.wide{min-width:11rem}
td[data-label=For]{overflow-wrap:break-word}
td.count.none{color:var(--muted)}
.finding{border:1px solid var(--line);border-left:5px solid var(--note);border-radius:.4rem;padding:.9rem 1.1rem;margin:0 0 1rem;content-visibility:auto;contain-intrinsic-size:auto 22rem}
.finding.bad{border-left-color:var(--bad)}
.finding.warn{border-left-color:var(--warn)}
.finding:target,tr:target,dt:target{outline:3px solid var(--link);outline-offset:1px}
.finding h4 a{color:inherit;text-decoration:none}
.finding h4 a:hover{text-decoration:underline}
.finding p{margin:.2rem 0 .6rem}
.pair{display:flex;flex-wrap:wrap;gap:.5rem}
.pair>div{flex:1 1 20rem;min-width:0;background:var(--soft);border-radius:.3rem;padding:.4rem .7rem}
.pair dd{margin:0}
.fix{margin:.5rem 0}
.finding .fix p{margin:0}
.fix ul{margin:.1rem 0 .3rem;padding-left:1.2rem}
.tabs{border:0;padding:0;margin:.4rem 0;min-width:0}
.tabs>legend{float:left;padding:.25rem .6rem .25rem 0;color:var(--muted)}
.tabs>label{display:inline-block;position:relative;padding:.25rem .75rem}
.tabs>div{clear:both}
.tabs>div::before{content:attr(data-as);display:block;font-weight:600;padding-top:.4rem}
.tabs pre{margin:0;padding:.6rem .8rem;background:var(--soft);border-radius:.3rem;white-space:pre-wrap;overflow-wrap:anywhere;font:.85em/1.45 ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono",monospace}
@supports selector(:has(a)){@media screen{.tabs>label{cursor:pointer;border-bottom:3px solid var(--line);color:var(--muted)}
.tabs>label>input{position:absolute;opacity:0;inset:0;margin:0;width:100%;height:100%;cursor:pointer}
.tabs>label:has(:checked){border-color:var(--link);color:var(--fg);font-weight:600}
.tabs>label:has(:focus-visible){outline:3px solid var(--link);outline-offset:-1px}
.tabs>div,.tabs>div::before{display:none}
.tabs:has(>label:nth-of-type(1)>:checked)>div:nth-of-type(1),.tabs:has(>label:nth-of-type(2)>:checked)>div:nth-of-type(2),
.tabs:has(>label:nth-of-type(3)>:checked)>div:nth-of-type(3),.tabs:has(>label:nth-of-type(4)>:checked)>div:nth-of-type(4){display:block}}}
.copy{font:inherit;font-size:.8rem;color:var(--link);background:none;border:1px solid var(--line);border-radius:.3rem;padding:0 .5rem;margin:0 .3rem;cursor:pointer}
pre+.copy{margin:.3rem 0}
.links{columns:22rem}
.badge{display:inline-block;border-radius:.3rem;padding:.05rem .5rem;margin-right:.3rem;font-size:.85rem;background:var(--note-bg);color:var(--note)}
.bad .badge{background:var(--bad-bg);color:var(--bad)}
.warn .badge{background:var(--warn-bg);color:var(--warn)}
dl{display:grid;grid-template-columns:minmax(6rem,max-content) minmax(0,1fr);gap:.3rem 1rem;margin:.4rem 0}
dt{color:var(--muted)}
dd{margin:0}
dd ul,li ul,td ul{margin:0;padding-left:1.2rem}
.why dl{grid-template-columns:minmax(10rem,max-content) minmax(0,1fr)}
details{margin:.4rem 0}
summary{cursor:pointer;color:var(--link)}
.proof{background:var(--soft);border-radius:.3rem;padding:.4rem .6rem;margin:0 0 .4rem;font-size:.92rem}
.reader.agrees{color:var(--good)}
.reader.disagrees,.reader.failed{color:var(--bad);font-weight:600}
.hive{border:1px solid var(--line);border-radius:.4rem;padding:.7rem 1rem;margin:0 0 .8rem}
.state{font-size:.85rem;border-radius:.3rem;padding:.05rem .5rem;background:var(--warn-bg);color:var(--warn)}
.state.clean,.state.recovered{background:var(--good-bg);color:var(--good)}
.filter{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:center;margin:2rem 0 0;padding:.8rem 1rem;border:1px solid var(--line);border-radius:.4rem}
.filter fieldset{display:flex;flex-wrap:wrap;gap:.2rem .9rem;border:0;margin:0;padding:0;min-width:0}
.filter legend{float:left;padding:0 .4rem 0 0}
.filter label{white-space:nowrap}
.filter select{max-width:14rem}
.filter[hidden],[data-kind][hidden],.group[hidden]{display:none}
.filter input[type=search],.filter select,.filter button{font:inherit;color:inherit;background:var(--soft);border:1px solid var(--muted);border-radius:.3rem;padding:.25rem .5rem}
.filter button{cursor:pointer}
#filter-count{font-weight:600}
@media screen and (max-width:50rem){header,main{padding-left:1rem;padding-right:1rem}
table,tbody,tr,tbody th,tbody td,caption{display:block}
thead{position:absolute;left:-99rem}
tr{margin:0 0 .6rem}
.matrix td,.matrix th{white-space:normal;min-width:0}
tbody td{display:flex;gap:1rem;border-top:0}
tbody td::before{content:attr(data-label);flex:0 0 5.5rem;color:var(--muted);font-weight:400}
.matrix td small{display:inline}
td.count{text-align:left}
.wide{min-width:0}
.checks tbody th{min-width:0}
dl,.why dl{grid-template-columns:minmax(0,1fr);gap:.1rem}
dd{margin-bottom:.4rem}}
@page{margin:12mm 14mm 16mm;@bottom-right{content:counter(page) " / " counter(pages);font:8pt sans-serif}}
@media print{:root{font-size:9pt;color-scheme:light;--bg:#fff;--soft:#fff;--line:#999;--fg:#000;--muted:#333;--link:#000;--bad:#8a0f0a;--bad-bg:#fff;
--warn:#5c3800;--warn-bg:#fff;--good:#0b4a1f;--good-bg:#fff;--note:#222;--note-bg:#fff}
main,header{max-width:none;padding:0 1px}
.skip,.filter,.copy,nav,.tabs>label,.tabs>legend{display:none}
body{display:table;table-layout:fixed;width:100%}
th,td{padding:.15rem .4rem}
table{font-size:.95rem;margin:.2rem 0 .6rem}
h2{margin-top:1.5rem}
.matrix th,.checks tbody th,.wide{min-width:0}
.tabs pre{font-size:.85rem}
.running{display:table-header-group;break-inside:avoid;font-size:8pt;line-height:2;color:var(--muted)}
.tabs>div{break-inside:avoid}
a{text-decoration:none}
.finding{content-visibility:visible;box-decoration-break:clone}
.hive,.proof,.pair,.fix>ul,tr{break-inside:avoid}
.pair{break-before:avoid}
.tabs>div::before{break-after:avoid}
article[data-kind][hidden],.group[hidden]{display:block}
tr[data-kind][hidden]{display:table-row}
h2,h3,h4{break-after:avoid}
thead{display:table-header-group}
details::details-content{content-visibility:visible;block-size:auto}}
)css";
// clang-format on

}  // namespace audit
