import { answersScript } from './script-answers';
import { diagramScript } from './script-diagram';
import { elementsScript } from './script-elements';
import { mainScript } from './script-main';
import { requestsScript } from './script-requests';

/** The script of the control page. It is served as it stands: plain JavaScript without a build. */
export const script = `
(() => {
'use strict';
${elementsScript}
${diagramScript}
${requestsScript}
${answersScript}
${mainScript}
})();
`;
