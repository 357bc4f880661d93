import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Browser, chromium } from 'playwright-core';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Chromium for Linux x64, in the newest version for Node.js 20. Not a dependency: its 72 MB would be in every `npm ci`. */
const PACKAGE = '@sparticuz/chromium';
const PACKAGE_VERSION = '143.0.4';

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

type Load = (name: string) => any;

/**
 * Where this machine has Chromium.
 * @returns undefined when it has none
 */
export async function findChromium(environment: NodeJS.ProcessEnv = process.env, load: Load = require): Promise<string | undefined> {
  const { CHROMIUM_PATH, PATH = '' } = environment;
  if (!CHROMIUM_PATH) {
    const candidates = PATH.split(delimiter).flatMap(folder => PROGRAMS.map(program => join(folder, program)));
    return candidates.find(isExecutable) ?? await unpack(environment, load);
  }
  if (!isExecutable(CHROMIUM_PATH)) throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, which is not a program.`);
  return CHROMIUM_PATH;
}

/** How to get a Chromium. */
export const NO_CHROMIUM = `No Chromium: looked for ${PROGRAMS.join(', ')} in PATH. Install one (Debian: apt-get install chromium), `
  + `set CHROMIUM_PATH to the program, or, on Linux x64: npm install --no-save ${PACKAGE}@${PACKAGE_VERSION}`;

/** `test` where test/setup/e2e.ts found a browser. Elsewhere the tests are reported as skipped. */
export function browserTest(): jest.It {
  return process.env.CHROMIUM_PATH ? test : test.skip;
}

/** Starts Chromium without a window. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  return chromium.launch({ executablePath, args: ARGUMENTS });
}

/** Unpacks the Chromium of the package into the temporary folder, if the package is installed. */
async function unpack(environment: NodeJS.ProcessEnv, load: Load): Promise<string | undefined> {
  environment.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x'; // Then the package unpacks NSS, too, which a bare machine does not have.
  try {
    return await load(PACKAGE).executablePath();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
