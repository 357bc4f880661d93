import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Chromium for Linux x64. Not a dependency: its 72 MB would be in every `npm ci`. */
const PACKAGE = '@sparticuz/chromium';

/** The newest version for Node.js 20. */
const VERSION = '143.0.4';

/** Where this machine has Chromium, or how to get one. */
export type Found = { readonly path: string } | { readonly missing: string };

export async function findChromium(environment: NodeJS.ProcessEnv = process.env, load: (name: string) => any = require): Promise<Found> {
  const { CHROMIUM_PATH, PATH = '' } = environment;
  if (CHROMIUM_PATH) {
    if (!isExecutable(CHROMIUM_PATH)) throw new Error(`CHROMIUM_PATH is ${CHROMIUM_PATH}, which is not a program.`);
    return { path: CHROMIUM_PATH };
  }
  const path = PATH.split(delimiter).flatMap(folder => PROGRAMS.map(program => join(folder, program))).find(isExecutable) ?? await unpack(environment, load);
  return path ? { path } : {
    missing: `No Chromium: looked for ${PROGRAMS.join(', ')} in PATH. Install one (Debian: apt-get install chromium), set CHROMIUM_PATH to the program, `
      + `or, on Linux x64: npm install --no-save ${PACKAGE}@${VERSION}`,
  };
}

/** Unpacks the Chromium of the package into the temporary folder, if the package is installed. */
async function unpack(environment: NodeJS.ProcessEnv, load: (name: string) => any): Promise<string | undefined> {
  environment.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x'; // makes the package unpack NSS, too, which a bare machine does not have
  try {
    return await load(PACKAGE).default.executablePath();
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
