// The schema of the report, as the documentation publishes it.
import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';

const schemaFile = new URL('../../../../../docs/load-generator.schema.json', import.meta.url);

/** Tells whether a report fulfils it; `errors` tell why not. */
export const isReport = new Ajv2020({ strict: true, formats: { 'date-time': true } }).compile(
  JSON.parse(readFileSync(schemaFile, 'utf8')) as object,
);
