import setup from './jest';
import { findChromium, NO_CHROMIUM } from '../support/chromium';

/** For the tests that start programs: looks for a browser once, for all test files. */
export default async function setupEndToEnd(): Promise<void> {
  setup();
  const found = await findChromium();
  if (found) process.env.CHROMIUM_PATH = found;
  else process.once('exit', () => console.error(`\nThe tests that need a browser were skipped. ${NO_CHROMIUM}`));
}
