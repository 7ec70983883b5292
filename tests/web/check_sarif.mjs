// check_sarif.mjs SCHEMA REPORT.sarif...: every report follows the schema of OASIS and the rules by which GitHub refuses
// a whole file; schema and rules bite.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv-draft-04';
import addFormats from 'ajv-formats';

const [schemaFile, ...reports] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

let failed = 0;
const complain = (file, text) => {
  ++failed;
  console.error(`${file}: ${text}`);
};

// What the schema leaves open and GitHub does not.
function refusals(log) {
  const found = [];
  const wrong = (condition, text) => condition && found.push(text);
  wrong(!log.$schema, 'no $schema');
  wrong(log.runs.length === 0 || log.runs.length > 20, `${log.runs.length} runs`);
  const categories = log.runs.map(run => run.automationDetails?.id ?? '');
  wrong(new Set(categories).size !== categories.length, 'two runs of one category');
  for (const run of log.runs) {
    wrong(!run.automationDetails?.id?.endsWith('/'), 'a category without a slash at its end');
    wrong((run.results ?? []).length > 25000, 'too many results');
    const rules = run.tool.driver.rules ?? [];
    for (const rule of rules) {
      wrong(!rule.help?.text, `${rule.id} has no help`);
      wrong(!(rule.shortDescription?.text?.length <= 1024), `${rule.id}: short description`);
      wrong(!(rule.fullDescription?.text?.length <= 1024), `${rule.id}: full description`);
      wrong((rule.properties?.tags ?? []).length > 20, `${rule.id}: tags`);
      const severity = rule.properties?.['security-severity'];
      wrong(severity !== undefined && !(Number(severity) > 0 && Number(severity) <= 10), `${rule.id}: ${severity}`);
      wrong(severity !== undefined && !rule.properties.tags.includes('security'), `${rule.id}: severity without tag`);
    }
    for (const result of run.results ?? []) {
      const place = result.locations?.[0]?.physicalLocation;
      wrong(!place?.artifactLocation?.uri || !(place?.region?.startLine >= 1), `${result.ruleId}: no physical location`);
      wrong(/^([a-z]+:|\/|\.\.)/.test(place?.artifactLocation?.uri ?? ''), `${result.ruleId}: a path outside the repository`);
      wrong((result.locations ?? []).length > 10, `${result.ruleId}: too many locations`);
      wrong(!result.partialFingerprints?.primaryLocationLineHash, `${result.ruleId}: no fingerprint`);
      wrong(rules[result.ruleIndex]?.id !== result.ruleId, `${result.ruleId}: not the rule of its index`);
      wrong(!result.message?.text, `${result.ruleId}: no message`);
    }
  }
  return found;
}

for (const file of reports) {
  const log = JSON.parse(readFileSync(file, 'utf8'));
  if (!validate(log))
    for (const error of validate.errors.slice(0, 10)) complain(file, `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
  for (const refusal of refusals(log).slice(0, 10)) complain(file, refusal);

  const spoilers = {
    'an unknown field': l => { l.runs[0].extra = 1; },
    'a category without a slash': l => { l.runs[0].automationDetails.id = 'hiveaudit'; },
    'no run': l => { l.runs = []; },
  };
  if (log.runs[0].results.length > 0) {
    spoilers['an unknown level'] = l => { l.runs[0].results[0].level = 'high'; };
    spoilers['a logical location alone'] = l => { delete l.runs[0].results[0].locations[0].physicalLocation; };
    spoilers['a missing fingerprint'] = l => { delete l.runs[0].results[0].partialFingerprints; };
  }
  for (const [name, spoil] of Object.entries(spoilers)) {
    const copy = structuredClone(log);
    spoil(copy);
    if (validate(copy) && refusals(copy).length === 0) complain(file, `nothing notices ${name}`);
  }
}
console.log(`sarif: ${reports.length} reports, ${failed} complaints`);
process.exit(failed ? 1 : 0);
