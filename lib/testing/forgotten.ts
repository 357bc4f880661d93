import { closeForgottenEdges } from './simulated-edge';
import { removeTemporaryFolders } from './synthesis';

/** Lets go of what the tests of a file left behind: edges that nobody closed, and the temporary folders of apps that were made without an `outdir`. */
export async function tidyUp(): Promise<void> {
  await closeForgottenEdges();
  removeTemporaryFolders();
}
