import { existsSync } from 'node:fs';

const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Where this machine has a Chromium, or undefined, which is said in one line. */
export function findChromium(): string | undefined {
  const found = PLACES.find((path) => path !== undefined && existsSync(path));
  if (found === undefined)
    console.warn(
      'The tests in a browser are skipped: no Chromium was found. Install one, or name its path in CHROMIUM.',
    );
  return found;
}
