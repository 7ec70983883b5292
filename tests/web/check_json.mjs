// check_json.mjs SCHEMA REPORT.json...: every report follows the schema; the schema bites.
import { readFileSync } from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

const [schemaFile, ...reports] = process.argv.slice(2);
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));

let failed = 0;
const complain = (file, text) => {
  ++failed;
  console.error(`${file}: ${text}`);
};

for (const file of reports) {
  const report = JSON.parse(readFileSync(file, 'utf8'));
  if (!validate(report))
    for (const error of validate.errors.slice(0, 10)) complain(file, `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);

  if (report.schema !== 'hiveaudit-report/1') {
    if (validate({ ...report, extra: 1 }) || validate({ ...report, exit_code: 7 })) complain(file, 'the schema notices nothing');
    continue;
  }
  // A schema that accepts everything proves nothing: each of these changes must be noticed.
  const spoilers = {
    'a renamed field': r => { r.target = r.targets; delete r.targets; },
    'a field of another name': r => { r.extra = 1; },
    'an unknown verb': r => { r.verb = 'scan'; },
    'a local time': r => { r.now = r.now.replace('Z', ''); },
    'an unknown kind': r => { r.targets[0].kind = 'zip'; },
  };
  const finding = r => r.targets.flatMap(t => t.installations).flatMap(i => i.findings)[0];
  if (finding(report)) {
    spoilers['an unknown verdict'] = r => { finding(r).verdict = 'passed'; };
    spoilers['a missing fingerprint'] = r => { delete finding(r).fingerprint; };
    spoilers['findings of inspect'] = r => { r.verb = 'inspect'; };
  }
  for (const [name, spoil] of Object.entries(spoilers)) {
    const copy = structuredClone(report);
    spoil(copy);
    if (validate(copy)) complain(file, `the schema does not notice ${name}`);
  }
}
console.log(`json: ${reports.length} reports, ${failed} complaints`);
process.exit(failed ? 1 : 0);
