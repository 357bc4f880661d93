import { accessSync, constants } from 'node:fs';
import { Browser, chromium } from 'playwright-core';

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

/**
 * Where this machine has Chromium.
 * @throws Error that says how to get one, when there is none: a browser test that does not run must not pass
 */
export function findChromium(environment: NodeJS.ProcessEnv = process.env, places: readonly string[] = USUAL_PLACES): string {
  const { CHROMIUM_PATH } = environment;
  const found = (CHROMIUM_PATH ? [CHROMIUM_PATH] : places).find(isExecutable);
  if (found !== undefined) return found;
  const looked = CHROMIUM_PATH ? `CHROMIUM_PATH is ${CHROMIUM_PATH}, and there is no program.` : `Looked for ${places.join(', ')}.`;
  throw new Error(
    `No Chromium for the browser tests. ${looked} Install one (Debian: apt-get install chromium), or set CHROMIUM_PATH to the program.`,
  );
}

/** Starts Chromium without a window. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath: findChromium(), args: ARGUMENTS });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
