// check_html.mjs PAGE.html...: valid HTML, no request, no script error, no axe violation, light and dark.
// With `X.json` beside `X.html`, every finding of the JSON must be visible in the page, also without script.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { HtmlValidate } from 'html-validate';
import { chromium } from 'playwright-core';

const pages = process.argv.slice(2);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const htmlvalidate = new HtmlValidate({
  extends: ['html-validate:recommended'],
  rules: {
    // Anchors keep the letters of user names; browsers and HTML allow any character that is no space.
    'valid-id': ['error', { relaxed: true }],
    // The page's own hashed style and script are its design, lines of a table row are long.
    'long-title': 'off',
    'no-inline-style': 'error',
    // Boxes of one question share its name, as HTML has it.
    'form-dup-name': ['error', { shared: ['radio', 'checkbox', 'button', 'reset', 'submit'] }],
  },
});

let failed = 0;
const complain = (file, text) => {
  ++failed;
  console.error(`${file}: ${text}`);
};

async function load(browser, file, options, check) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(120000);
  const own = pathToFileURL(resolve(file)).href;
  let requests = 0;
  page.on('request', request => {
    if (request.url().split('#')[0] === own) return;
    ++requests;
    complain(file, `asks for ${request.url()}`);
  });
  page.on('pageerror', error => complain(file, `script error: ${error.message}`));
  page.on('console', message => {
    if (['error', 'warning'].includes(message.type())) complain(file, `console: ${message.text()}`);
  });
  page.on('dialog', dialog => {
    complain(file, `foreign script ran: ${dialog.message()}`);
    dialog.dismiss();
  });
  await page.goto(own);
  await check(page);
  await context.close();
  return requests;
}

async function axe(page, file, scheme) {
  // Through the debugger, as the page's own policy rightly forbids foreign script.
  await page.evaluate(() => document.querySelectorAll('details').forEach(node => { node.open = true; }));
  // What is off the screen is judged too.
  await page.$$eval('.finding', nodes => nodes.forEach(node => { node.style.contentVisibility = 'visible'; }));
  await page.evaluate(axeSource);
  const result = await page.evaluate(() => globalThis.axe.run(document));
  for (const violation of result.violations)
    complain(file, `axe ${scheme}: ${violation.id} (${violation.impact}) at ${violation.nodes.slice(0, 3).map(n => n.target).join(' | ')}`);
}

/// The findings in the JSON report beside the page; nothing when there is none.
function findingsOf(file) {
  const json = file.replace(/\.html$/, '.json');
  if (!existsSync(json)) return null;
  return JSON.parse(readFileSync(json, 'utf8')).targets.flatMap(t => t.installations).flatMap(i => i.findings);
}

/// What the page's filter calls it.
function statusOf(finding) {
  if (finding.verdict === 'fail') {
    if (finding.waived_by !== null) return 'waived';
    if (finding.known) return 'known';
    return ['medium', 'high', 'critical'].includes(finding.severity) ? 'fail' : 'warning';
  }
  return { informational: 'note', not_checked: 'not-checked', not_applicable: 'not-applicable' }[finding.verdict] ?? finding.verdict;
}

async function everythingShows(page, file, how) {
  const shown = await page.$$eval('[data-kind]', nodes => nodes.map(n => [n.dataset.status, n.checkVisibility()]));
  const hidden = shown.filter(([, visible]) => !visible).length;
  if (hidden) complain(file, `${how}: ${hidden} checks cannot be seen`);
  const findings = findingsOf(file);
  if (findings === null) return;
  if (findings.length !== shown.length) complain(file, `${how}: ${shown.length} checks on the page, ${findings.length} in the JSON`);
  for (const status of new Set(findings.map(statusOf))) {
    const wanted = findings.filter(f => statusOf(f) === status).length;
    const there = shown.filter(([kind]) => kind === status).length;
    if (wanted !== there) complain(file, `${how}: ${there} of ${wanted} ${status}`);
  }
}

/// Each tab shows its own panel and no other one, with the keyboard, too.
async function tabsWork(page, file, how) {
  // What comes into sight is laid out anew, and a tab that moves cannot be clicked.
  await page.$$eval('.finding', nodes => nodes.forEach(node => { node.style.contentVisibility = 'visible'; }));
  const shown = set => set.$$eval(':scope > div', nodes => nodes.map(n => n.checkVisibility()));
  for (const set of (await page.$$('.tabs')).slice(0, 3)) {
    const tabs = await set.$$(':scope > label');
    for (let i = 0; i < tabs.length; ++i) {
      if (i === 0) await tabs[0].click();
      else await page.keyboard.press('ArrowRight');
      const panels = await shown(set);
      if (panels.length !== tabs.length || panels.some((visible, at) => visible !== (at === i)))
        complain(file, `${how}: tab ${i} shows panels ${panels}`);
    }
    await tabs[0].click();
  }
}

/// Links to the pages beside this one lead to a file, and to a place in it.
async function pagesLink(page, file) {
  const links = await page.$$eval('a[href*=".html"]', nodes => nodes.filter(a => !/^https?:/.test(a.getAttribute('href'))).map(a => a.href));
  const texts = new Map();
  for (const link of new Set(links)) {
    const [address, place] = link.split('#');
    const path = fileURLToPath(address);
    if (!texts.has(path)) texts.set(path, existsSync(path) ? readFileSync(path, 'utf8') : '');
    if (!texts.get(path).includes(` id="${decodeURIComponent(place)}"`)) complain(file, `a link to nowhere: ${link}`);
  }
}

async function linksLand(page, file) {
  const lost = await page.$$eval('a[href^="#"]', links => links.map(a => decodeURIComponent(a.getAttribute('href').slice(1)))
    .filter(id => !document.getElementById(id)));
  if (lost.length) complain(file, `links to nowhere: ${lost.slice(0, 5).join(', ')}`);
  const first = await page.$('article.finding');
  if (!first) return;
  const id = await first.getAttribute('id');
  await page.goto(`${page.url().split('#')[0]}#${encodeURIComponent(id)}`);
  const inView = await first.evaluate(node => node.getBoundingClientRect().top < innerHeight && node.getBoundingClientRect().bottom > 0);
  if (!inView) complain(file, `a link to ${id} does not land there`);
}

async function filterWorks(page, file) {
  if (!(await page.$('.filter'))) return;
  const visible = () => page.$$eval('[data-kind]', nodes => nodes.filter(n => n.checkVisibility()).map(n => ({ ...n.dataset })));
  const said = () => page.textContent('#filter-count');
  const all = (await visible()).length;
  const own = page.url().split('#')[0];

  // Each choice leaves what it says, counts it, and stands in the address; the address alone brings it back.
  const check = async (what, wanted) => {
    const left = await visible();
    if (left.length === 0 || !left.every(wanted)) complain(file, `${what} leaves ${left.length} checks, not all of them fit`);
    if (!(await said()).startsWith(`${left.length} of ${all} `)) complain(file, `${what}: the count says ${await said()}`);
    const address = page.url();
    await page.goto('about:blank');
    await page.goto(address);
    if ((await visible()).length !== left.length) complain(file, `${what}: ${address} does not bring it back`);
    await page.click('.filter button');
    if ((await visible()).length !== all || page.url() !== own) complain(file, `${what}: clearing leaves ${page.url()}`);
  };
  const status = await page.$eval('.filter input[name=status]', node => node.value);
  await page.check(`.filter input[value=${status}]`);
  await check(`status ${status}`, data => data.status === status);
  await page.selectOption('.filter select[name=severity]', 'high');
  await check('severity high', data => ['high', 'critical'].includes(data.severity));
  for (const [name, of] of [['stack', data => data.stack], ['user', data => data.user ?? 'HKLM']]) {
    if (!(await page.$(`.filter select[name=${name}]`))) continue;
    const value = await page.$eval(`.filter select[name=${name}] option:last-child`, node => node.value);
    await page.selectOption(`.filter select[name=${name}]`, value);
    await check(`${name} ${value}`, data => of(data) === value);
  }

  await page.fill('#filter', 'no such words anywhere in this page');
  if ((await visible()).length !== 0) complain(file, 'the filter hides nothing');
  if (!(await said()).startsWith('No matches')) complain(file, `no matches are called: ${await said()}`);
  await page.emulateMedia({ media: 'print' });
  await everythingShows(page, file, 'printed with a filter');
  const closed = await page.$$eval('details > :not(summary)', nodes => nodes.filter(n => n.getBoundingClientRect().height === 0).length);
  if (closed) complain(file, `${closed} details are not printed`);
  const unprinted = await page.$$eval('.tabs > div', nodes => nodes.filter(n => n.getBoundingClientRect().height === 0).length);
  if (unprinted) complain(file, `${unprinted} tabs are not printed`);
  await page.emulateMedia({ media: 'screen' });

  // A link to what is filtered out shows it.
  const id = await page.$eval('[data-kind]', node => node.id);
  await page.evaluate(place => { location.hash = encodeURIComponent(place); }, id);
  await page.waitForFunction(place => document.getElementById(place).checkVisibility(), id);
}

async function fits(page, file) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (wide > 0) complain(file, `a narrow window has to scroll sideways by ${wide} pixels`);
}

for (const file of pages) {
  const report = await htmlvalidate.validateFile(file);
  for (const message of report.results.flatMap(r => r.messages).slice(0, 10))
    complain(file, `html-validate ${message.line}:${message.column} ${message.ruleId}: ${message.message}`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});
let requests = 0;
try {
  for (const file of pages) {
    requests += await load(browser, file, { colorScheme: 'light' }, async page => {
      await everythingShows(page, file, 'light');
      await linksLand(page, file);
      await pagesLink(page, file);
      await tabsWork(page, file, 'with script');
      await filterWorks(page, file);
      await axe(page, file, 'light');
      await page.emulateMedia({ colorScheme: 'dark' });
      await axe(page, file, 'dark');
    });
    requests += await load(browser, file, { viewport: { width: 390, height: 800 } }, page => fits(page, file));
    requests += await load(browser, file, { javaScriptEnabled: false }, async page => {
      await everythingShows(page, file, 'without script');
      await tabsWork(page, file, 'without script');
    });
  }
} finally {
  await browser.close();
}
console.log(`html: ${pages.length} pages, ${requests} requests, ${failed} complaints`);
process.exit(failed ? 1 : 0);
