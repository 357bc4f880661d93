import { Viewer } from './viewer';

/** The version of examples/prove that these questions are for. */
const VERSION = '1';

const ATTEMPTS = 3;

/** Why the distribution is not the one of examples/prove; undefined if it is. */
export async function whyNotTheExample(viewer: Viewer): Promise<string | undefined> {
  let why = '';
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const { status, headers } = await viewer.send({ method: 'GET', target: `/alone/?k=version-${viewer.now()}-${attempt}`, headers: {} });
      const version = headers['x-prove-version'];
      if (version === VERSION) return undefined;
      if (version !== undefined) return `it is version ${version} of examples/prove, and this command asks version ${VERSION}`;
      why = `not the distribution of examples/prove, for it responded ${status} without the header x-prove-version`;
    } catch (error) {
      why = `no answer (${(error as Error).message})`;
    }
  }
  return why;
}
