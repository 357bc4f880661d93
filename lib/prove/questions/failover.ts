import { lastAnswer, Question } from '../question';

/** Failover itself: when these do not look as documented, nothing that rests on them says anything. */
export const FAILOVER_QUESTIONS: readonly Question[] = [
  {
    id: 'failover',
    asks: 'Does a GET fail over on a status of the list?',
    settles: [],
    certainty: 'documented',
    probes: [
      { id: 'healthy', what: 'the primary is healthy', steps: [{ to: 'plain' }], looks: () => 'primary 200' },
      {
        id: 'fails-over',
        what: 'the primary responds with 503, the secondary with 200',
        steps: [{ to: 'plain', orders: { p: 503 } }],
        looks: () => 'secondary 200',
      },
      {
        id: 'not-on-the-list',
        what: 'the primary responds with 404, which is not on the list',
        steps: [{ to: 'plain', orders: { p: 404 } }],
        looks: () => 'primary 404',
      },
      {
        id: 'both-fail',
        what: 'the primary responds with 503, the secondary with 500',
        steps: [{ to: 'plain', orders: { p: 503, s: 500 } }],
        looks: () => 'secondary 500',
      },
    ],
  },
  {
    id: 'head',
    asks: 'Does a HEAD fail over?',
    settles: [],
    certainty: 'documented',
    probes: [{
      id: 'head-fails-over',
      what: 'HEAD, the primary responds with 503',
      steps: [{ method: 'HEAD', to: 'plain', orders: { p: 503 } }],
      looks: () => 'secondary 200',
    }],
  },
  {
    id: 'options',
    asks: 'Do OPTIONS requests fail over although OPTIONS is not cached?',
    settles: ['uncachedOptionsFailsOver'],
    certainty: 'inferred',
    needs: ['failover'],
    probes: [
      {
        id: 'get-beside-options',
        what: 'GET, where OPTIONS is allowed and not cached',
        steps: [{ to: 'options', orders: { p: 503 } }],
        looks: () => 'secondary 200',
      },
      {
        id: 'options-cached',
        what: 'OPTIONS, where OPTIONS is cached',
        steps: [{ method: 'OPTIONS', to: 'plain', orders: { p: 503 } }],
        looks: () => 'secondary 200',
      },
      {
        id: 'options-not-cached',
        what: 'OPTIONS, where OPTIONS is allowed and not cached',
        steps: [{ method: 'OPTIONS', to: 'options', orders: { p: 503 } }],
        looks: ({ uncachedOptionsFailsOver }) => uncachedOptionsFailsOver ? 'secondary 200' : 'primary 503',
      },
    ],
  },
  {
    id: 'slow',
    asks: 'Is a primary that is slow, but within its timeouts, waited for?',
    settles: [],
    certainty: 'documented',
    probes: [{
      id: 'slow-primary',
      what: 'the primary takes 1 s of its 2 s',
      steps: [{ to: 'plain', orders: { pd: 1000 }, takes: 1 }],
      looks: () => 'primary 200',
    }],
  },
  {
    id: 'read-timeout',
    asks: 'Does a primary that never responds fail over on 504?',
    settles: [],
    certainty: 'documented',
    probes: [{
      id: 'hangs',
      what: 'the primary takes the request and never responds',
      steps: [{ to: 'plain', orders: { p: 'hang' }, takes: 4 }],
      looks: () => 'secondary 200',
    }],
  },
  {
    id: 'broken-body',
    asks: 'Does a response that breaks off in the middle of its body stay with the primary?',
    settles: [],
    certainty: 'inferred',
    probes: [{
      id: 'breaks-off',
      what: 'the primary breaks off in its body',
      steps: [{ to: 'plain', orders: { p: 'break' } }],
      see: exchanges => {
        const seen = lastAnswer(exchanges);
        if (seen === 'primary 200') throw new Error('the function URL ended the body in order: nothing broke off');
        return seen;
      },
      looks: () => 'primary 200, broken off',
    }],
  },
  {
    id: 'completion-timeout',
    asks: 'Does a response completion timeout of the primary fail over on 504?',
    settles: ['completionTimeoutFailsOver'],
    certainty: 'undocumented',
    needs: ['failover'],
    probes: [{
      id: 'completion-timeout',
      what: 'the primary never responds; its completion timeout is 3 s, all attempts together would take 6 s; 504 is the list',
      steps: [{ to: 'budget', orders: { p: 'hang' }, takes: 3 }],
      see: exchanges => `${lastAnswer(exchanges)} ${exchanges[0]!.ms < 5500 ? 'after 3 s' : 'after 6 s'}`,
      looks: ({ completionTimeoutFailsOver }) => completionTimeoutFailsOver ? 'secondary 200 after 3 s' : 'cloudfront 504 after 3 s',
    }],
  },
  {
    id: 'own-function',
    asks: "Does FailoverDistribution's function let the primary's error fail over, and rewrite the secondary's?",
    settles: [],
    certainty: 'inferred',
    needs: ['failover'],
    probes: [
      {
        id: 'ours-fails-over',
        what: 'the primary responds with 503, and the construct\'s own function runs',
        steps: [{ to: 'ours', orders: { p: 503 } }],
        looks: () => 'secondary 200',
      },
      {
        id: 'ours-rewrites',
        what: 'both members respond with 503, and the construct\'s own function runs',
        steps: [{ to: 'ours', orders: { p: 503, s: 503 } }],
        see: exchanges => `${lastAnswer(exchanges)}, was ${exchanges[0]!.headers['x-failover-original-status'] ?? 'not rewritten'}`,
        looks: () => 'secondary 503, was 503',
      },
    ],
  },
];
