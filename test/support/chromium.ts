import { Browser, chromium } from 'playwright-core';

const ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--disable-dev-shm-usage',
];

/** Found by test/setup/e2e.ts, which says how to get one where there is none. */
const { CHROMIUM_PATH } = process.env;

/** `test` where there is a browser. Elsewhere the tests are reported as skipped. */
export const browserTest: jest.It = CHROMIUM_PATH ? test : test.skip;

/** Starts Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM_PATH, args: ARGUMENTS });
}
