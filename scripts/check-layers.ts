import { globSync, readFileSync } from 'node:fs';
import { findLayerViolations } from './layers.ts';

/** `npm run check` runs this: fails when a file knows something above it. */
const files = globSync('{src,commands,sandbox,bench,scripts,test}/**/*.ts').map((path) => path.replaceAll('\\', '/'));
const violations = findLayerViolations(new Map(files.map((file) => [file, readFileSync(file, 'utf8')])));

/** A check that reads nothing would pass: the project has never had fewer files than this. */
const fewestFiles = 80;
if (files.length < fewestFiles)
  violations.push(`only ${files.length} files were found, expected at least ${fewestFiles}`);

for (const violation of violations) console.error(violation);
console.log(`layers: ${files.length} files read, ${violations.length} violations`);
process.exitCode = violations.length > 0 ? 1 : 0;
