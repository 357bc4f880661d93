import { lastOrCached, Question } from '../question';

/** What is inferred about origins that a CloudFront Function chooses: the breaker, and groups that are made for a request. */
export const CHOSEN_ORIGIN_QUESTIONS: readonly Question[] = [
  {
    id: 'group-by-function',
    asks: 'May a behavior on a plain origin that allows POST get an origin group for its GETs, from a CloudFront Function?',
    settles: [],
    certainty: 'undocumented',
    needs: ['failover'],
    probes: [
      {
        id: 'made-group',
        what: 'GET, the function makes a group, the primary responds with 503',
        steps: [{ to: 'chosen', orders: { choose: 'group', p: 503 } }],
        looks: () => 'secondary 200',
      },
      {
        id: 'made-group-healthy',
        what: 'GET, the function makes a group, the primary is healthy',
        steps: [{ to: 'chosen', orders: { choose: 'group' } }],
        looks: () => 'primary 200',
      },
      {
        id: 'no-group',
        what: 'GET, the function makes no group, the origin responds with 503',
        steps: [{ to: 'chosen', orders: { p: 503 } }],
        looks: () => 'primary 503',
      },
    ],
  },
  {
    id: 'post',
    asks: 'Can the example take a POST?',
    settles: [],
    certainty: 'control',
    probes: [
      { id: 'post', what: 'POST, the function makes no group', steps: [{ method: 'POST', to: 'chosen' }], looks: () => 'primary 200' },
    ],
  },
  {
    id: 'post-in-made-group',
    asks: 'Does a POST stay with the primary where a CloudFront Function makes an origin group?',
    settles: [],
    certainty: 'inferred',
    needs: ['group-by-function', 'post'],
    probes: [
      {
        id: 'post-in-made-group',
        what: 'POST, the function makes a group, the primary responds with 503',
        steps: [{ method: 'POST', to: 'chosen', orders: { choose: 'group', p: 503 } }],
        looks: () => 'primary 503',
      },
    ],
  },
  {
    id: 'selected-origin',
    asks: 'Is an origin that a function selects in a behavior on a group asked alone?',
    settles: [],
    certainty: 'inferred',
    needs: ['failover'],
    probes: [
      {
        id: 'selected',
        what: 'the function selects the secondary, both members are healthy',
        steps: [{ to: 'chosen-member', orders: { choose: 'secondary' } }],
        looks: () => 'secondary 200',
      },
      {
        id: 'selected-fails',
        what: 'the function selects the secondary, which responds with 503, and the primary is healthy',
        steps: [{ to: 'chosen-member', orders: { choose: 'secondary', s: 503 } }],
        looks: () => 'secondary 503',
      },
    ],
  },
  {
    id: 'selected-custom-headers',
    asks: 'Does the origin-response function see the custom headers of the selected origin?',
    settles: [],
    certainty: 'inferred',
    needs: ['function', 'selected-origin'],
    probes: [{
      id: 'selected-role',
      what: 'the function selects the secondary, which is healthy',
      steps: [{ to: 'chosen-member', orders: { choose: 'secondary' } }],
      see: ([exchange]) => `role ${exchange!.headers['x-prove-role'] ?? 'not seen'}`,
      looks: () => 'role secondary',
    }],
  },
  {
    id: 'selected-cache-key',
    asks: 'Do copies of a selected origin have the cache key of the behavior?',
    settles: [],
    certainty: 'inferred',
    needs: ['cache', 'selected-origin'],
    probes: [{
      id: 'selected-key',
      what: "the primary's response is fresh in the cache, and then the function selects the secondary",
      steps: [{ to: 'chosen-member', orders: { pa: 60 } }, { to: 'chosen-member', orders: { choose: 'secondary' } }],
      see: lastOrCached,
      looks: () => 'the first answer',
    }],
  },
  {
    id: 'key-value-store',
    asks: 'Does a key that is missing from the key-value store throw, and does a function that reads the store choose by it?',
    settles: [],
    certainty: 'documented',
    needs: ['selected-origin'],
    probes: [
      {
        id: 'missing-key',
        what: 'the function reads a key that is not in the store',
        steps: [{ to: 'chosen-member', orders: { choose: 'missing-key' } }],
        see: ([exchange]) => exchange!.headers['x-prove-store'] ?? 'not seen',
        looks: () => 'throws',
      },
      {
        id: 'open-breaker',
        what: "the store says down-until, as for the construct's breaker, and the function obeys it",
        steps: [{ to: 'chosen-member', orders: { choose: 'breaker' } }],
        looks: () => 'secondary 200',
      },
    ],
  },
];
