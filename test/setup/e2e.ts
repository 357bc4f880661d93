import { findChromium } from './find-chromium';
import setup from './jest';

/** For the tests that start programs: looks for a browser once, for all test files. */
export default async function setupEndToEnd(): Promise<void> {
  setup();
  const found = await findChromium();
  if ('path' in found) process.env.CHROMIUM_PATH = found.path;
  else process.once('exit', () => console.error(`\nThe tests that need a browser were skipped. ${found.missing}`));
}
