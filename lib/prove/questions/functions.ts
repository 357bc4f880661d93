import { lastAnswer, Probe, Question } from '../question';

const masks: Probe = {
  id: 'masks',
  what: 'the primary responds with 503, and the function makes it 200',
  steps: [{ to: 'function', orders: { p: 503, pf: 'mask' } }],
  looks: ({ failoverSees }) => failoverSees === 'function-result' ? 'function 200 after 503' : 'secondary 200',
};

/** A function of the primary that fails with a status, on a response of the primary with another. */
const fails = (how: 'throw' | 'invalid', status: 502 | 503, primary: 200 | 503): Probe => ({
  id: `${how}-on-${primary}`,
  what: `the primary responds with ${primary}, and the function ${how === 'throw' ? 'throws' : 'returns an invalid result'}`,
  steps: [{ to: 'function', orders: { p: primary, pf: how } }],
  looks: ({ failoverSees, failedFunctionFailsOver }) => {
    const failsOver = failoverSees === 'origin-status' ? primary === 503 : failedFunctionFailsOver;
    return failsOver ? 'secondary 200' : `cloudfront ${status}`;
  },
});

export const FUNCTION_QUESTIONS: readonly Question[] = [
  {
    id: 'function',
    asks: 'Does the origin-response function run on successes and on errors, and does its change reach the viewer?',
    settles: [],
    certainty: 'documented',
    probes: [
      {
        id: 'function-on-success',
        what: 'no group, 200, and the function marks it',
        steps: [{ to: 'alone-function', orders: { pf: 'mark' } }],
        looks: () => 'function 200 after 200',
      },
      {
        id: 'function-on-error',
        what: 'no group, 503, and the function makes it 200',
        steps: [{ to: 'alone-function', orders: { p: 503, pf: 'mask' } }],
        looks: () => 'function 200 after 503',
      },
    ],
  },
  {
    id: 'failover-sees',
    asks: "Which status does failover look at: the origin's, or that of the origin-response function?",
    settles: ['failoverSees'],
    certainty: 'undocumented',
    needs: ['failover', 'function'],
    probes: [
      masks,
      {
        id: 'raises',
        what: 'the primary responds with 200, and the function makes it 503',
        steps: [{ to: 'function', orders: { pf: 'raise' } }],
        looks: ({ failoverSees }) => failoverSees === 'function-result' ? 'secondary 200' : 'function 503 after 200',
      },
    ],
  },
  {
    id: 'function-fails',
    asks: 'Does the 503 or 502 of a function that fails on the primary fail over?',
    settles: ['failedFunctionFailsOver', 'failoverSees'],
    certainty: 'undocumented',
    needs: ['failover', 'function'],
    probes: [
      fails('throw', 503, 200), fails('throw', 503, 503), fails('invalid', 502, 200), fails('invalid', 502, 503),
      {
        id: 'throw-before-request',
        what: 'the origin-request function throws before the primary is asked',
        steps: [{ to: 'request-function', orders: { pr: 'throw' } }],
        looks: ({ failedFunctionFailsOver }) => failedFunctionFailsOver ? 'secondary 200' : 'cloudfront 503',
      },
    ],
  },
  {
    id: 'function-fails-on-secondary',
    asks: 'What does the viewer get when the function fails on the secondary?',
    settles: [],
    certainty: 'inferred',
    needs: ['failover', 'function'],
    probes: [
      {
        id: 'throw-on-secondary',
        what: 'the primary responds with 503, and the function throws on the secondary',
        steps: [{ to: 'function', orders: { p: 503, sf: 'throw' } }],
        looks: () => 'cloudfront 503',
      },
      {
        id: 'invalid-on-secondary',
        what: 'the primary responds with 503, and the function returns an invalid result on the secondary',
        steps: [{ to: 'function', orders: { p: 503, sf: 'invalid' } }],
        looks: () => 'cloudfront 502',
      },
    ],
  },
  {
    id: 's3-custom-headers',
    asks: 'Does the event have the origin custom headers of a bucket with origin access control?',
    settles: [],
    certainty: 'inferred',
    needs: ['function'],
    probes: [{
      id: 's3-role',
      what: 'a bucket with origin access control, without objects',
      steps: [{ to: 'bucket' }],
      see: ([exchange]) => `role ${exchange!.headers['x-prove-role'] ?? 'not seen'}`,
      looks: () => 'role bucket',
    }],
  },
  {
    id: 'function-bodies',
    asks: 'What happens to bodies that a function sets for HEAD, that are shorter than before, or that are large in base64 only?',
    settles: [],
    certainty: 'undocumented',
    needs: ['function'],
    probes: [
      {
        id: 'body-on-head',
        what: 'HEAD, and the function sets a body',
        steps: [{ method: 'HEAD', to: 'alone-function', orders: { pf: 'body' } }],
        looks: () => 'function 200 after 200',
      },
      {
        id: 'shorter-body',
        what: 'the function sets a shorter body and leaves the Content-Length of the origin',
        steps: [{ to: 'alone-function', orders: { pf: 'short' } }],
        see: exchanges => `${lastAnswer(exchanges)}, ${exchanges[0]!.bytes} bytes`,
        looks: () => 'function 200 after 200, 5 bytes',
      },
      {
        id: 'large-in-base64',
        what: 'a body of 800 KB, which are 1,067 KB in base64',
        steps: [{ to: 'alone-function', orders: { pf: 'base64' } }],
        looks: () => 'cloudfront 502',
      },
    ],
  },
  {
    id: 'no-content',
    asks: 'Can the example respond with 204?',
    settles: [],
    certainty: 'control',
    probes: [{ id: 'no-content', what: '204, and no function', steps: [{ to: 'alone', orders: { p: 204 } }], looks: () => 'primary 204' }],
  },
  {
    id: 'body-on-204',
    asks: 'What happens to a body that a function sets for a 204?',
    settles: [],
    certainty: 'undocumented',
    needs: ['function', 'no-content'],
    probes: [{
      id: 'body-on-204',
      what: '204, and the function sets a body',
      steps: [{ to: 'alone-function', orders: { p: 204, pf: 'body' } }],
      looks: () => 'function 204 after 204',
    }],
  },
  {
    id: 'viewer-response-on-mask',
    asks: "Does viewer-response run for an origin's error that origin-response made a 200?",
    settles: [],
    certainty: 'inferred',
    needs: ['function'],
    probes: [
      {
        id: 'viewer-response-on-success',
        what: 'the origin responds with 200',
        steps: [{ to: 'alone-function' }],
        see: ([exchange]) => exchange!.headers['x-prove-viewer-response'] ?? 'did not run',
        looks: () => 'ran',
      },
      {
        id: 'viewer-response-on-mask',
        what: 'the origin responds with 503, and origin-response makes it 200',
        steps: [{ to: 'alone-function', orders: { p: 503, pf: 'mask' } }],
        see: ([exchange]) => exchange!.headers['x-prove-viewer-response'] ?? 'did not run',
        looks: () => 'did not run',
      },
    ],
  },
];
