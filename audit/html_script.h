#pragma once
// The pages' script, and its SHA-256 in base64 for their Content-Security-Policy (html_style.h). It filters, copies and
// opens what is folded; everything can be read without it.

#include <string_view>

namespace audit {

inline constexpr std::string_view kHtmlScriptHash = "fAw08LQI1Ljxurmbjti8TXlHGrbfFbwVcqhIPkBqCQs=";

// clang-format off
inline constexpr std::string_view kHtmlScript = R"js(
'use strict';
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];

  const copied = async node => {
    try {
      await navigator.clipboard.writeText(node.textContent);
    } catch {
      getSelection().selectAllChildren(node);
      document.execCommand('copy');
    }
  };
  for (const node of all('.hex,.tabs pre')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.addEventListener('click', async () => {
      await copied(node);
      button.textContent = 'Copied';
    });
    node.after(button);
  }

  let opened = [];
  addEventListener('beforeprint', () => {
    opened = all('details:not([open])');
    for (const node of opened) node.open = true;
  });
  addEventListener('afterprint', () => {
    for (const node of opened) node.open = false;
  });

  // A link to what is folded away opens it; one to what is filtered out ends the filter.
  const arrive = clear => {
    let target = null;
    try {
      target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    } catch {
      // A lone percent sign names no place.
    }
    if (!target) return;
    if (target.closest('[hidden]')) clear();
    for (let node = target.closest('details'); node; node = node.parentElement.closest('details')) node.open = true;
    target.scrollIntoView();
  };

  const filter = document.querySelector('.filter');
  if (!filter) {
    addEventListener('hashchange', () => arrive(() => {}));
    return;
  }
  const fields = all('input,select', filter);
  const count = document.getElementById('filter-count');
  const severities = ['info', 'low', 'medium', 'high', 'critical'];
  const checks = all('[data-kind]').map(node => ({ node, target: node.closest('[data-target]').dataset.target, ...node.dataset }));
  const groups = all('.group');
  const chosen = () => {
    const state = new URLSearchParams();
    for (const field of fields)
      if (field.type === 'checkbox' ? field.checked : field.value.trim()) state.append(field.name, field.value.trim());
    return state;
  };
  const show = () => {
    const state = chosen();
    const text = (state.get('text') || '').toLowerCase();
    const status = state.getAll('status');
    const least = severities.indexOf(state.get('severity'));
    const differs = (name, value) => state.has(name) && state.get(name) !== value;
    let shown = 0;
    for (const check of checks) {
      const out = (status.length && !status.includes(check.status)) || severities.indexOf(check.severity) < least ||
        differs('stack', check.stack) || differs('target', check.target) || differs('user', check.user || 'HKLM') ||
        (text && !(check.words ??= check.node.textContent.toLowerCase()).includes(text));
      if (check.node.hidden !== Boolean(out)) check.node.hidden = Boolean(out);
      if (!out) ++shown;
    }
    for (const group of groups) group.hidden = !group.querySelector('[data-kind]:not([hidden])');
    count.textContent = shown ? shown + ' of ' + checks.length + ' checks shown' : 'No matches: none of ' + checks.length + ' checks fits';
    return state;
  };
  const changed = () => {
    const state = String(show());
    history.replaceState(null, '', state ? '#?' + state : location.href.split('#')[0]);
  };
  const restore = state => {
    for (const field of fields) {
      if (field.type === 'checkbox') field.checked = state.getAll(field.name).includes(field.value);
      else field.value = state.get(field.name) || '';
    }
    show();
  };
  const follow = () => {
    if (location.hash.startsWith('#?')) restore(new URLSearchParams(location.hash.slice(2)));
    else if (location.hash) arrive(() => restore(new URLSearchParams()));
  };
  filter.addEventListener('input', changed);
  filter.querySelector('button').addEventListener('click', () => {
    restore(new URLSearchParams());
    changed();
  });
  addEventListener('hashchange', follow);
  filter.hidden = false;
  follow();
})();
)js";
// clang-format on

}  // namespace audit
