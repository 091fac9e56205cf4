/** Run once after installation: completes the embedded Postgres where npm did not run its install script. */
import { completeLinks, findBinaries } from './binaries.ts';

const binaries = findBinaries();
if (binaries !== undefined) completeLinks(binaries.folder);
