import { Assumptions } from '../../simulator/journey/assumptions';
import { answerInTime, AT_ONCE, ConnectFailure, FailingOrigins, LATE, Probe, Question } from '../question';

/** Origins that fail before they respond. Each has behaviors of its own, since no switch in a request can make them. */
type Failing = 'dns' | 'tls' | keyof FailingOrigins;

const WORDS: Readonly<Record<Failing, string>> = {
  dns: 'a name that does not resolve',
  tls: 'a TLS handshake that fails',
  closed: 'a port that nobody listens on',
  silent: 'a port that drops what comes',
};

/** Undefined while it is not known how the origin fails. */
function timesOut(origin: Failing, origins: FailingOrigins): boolean | undefined {
  if (origin === 'dns' || origin === 'tls') return false;
  const failure: ConnectFailure | undefined = origins[origin];
  return failure && failure === 'connect-timeout';
}

function statusOf(origin: Failing, world: Assumptions, origins: FailingOrigins): number | undefined {
  const late = timesOut(origin, origins);
  return late === undefined ? undefined : late ? 504 : world.connectFailureIs;
}

const alone = (origin: Failing): Probe => ({
  id: `${origin}-alone`,
  what: `${WORDS[origin]}, in a behavior without a group`,
  steps: [{ to: origin, takes: origin === 'silent' ? 3 : 0 }],
  ...(origin === 'closed' || origin === 'silent') && { see: answerInTime },
  looks: (world, origins) => {
    const status = statusOf(origin, world, origins);
    if (status === undefined) return undefined;
    const time = origin === 'closed' || origin === 'silent' ? ` ${timesOut(origin, origins) ? LATE : AT_ONCE}` : '';
    return `cloudfront ${status}${time}`;
  },
});

const inGroup = (origin: Failing, code: 502 | 503): Probe => ({
  id: `${origin}-on-${code}`,
  what: `${WORDS[origin]}, and ${code} is the list`,
  steps: [{ to: `${origin}-${code}`, takes: origin === 'silent' ? 3 : 0 }],
  looks: (world, origins) => {
    const status = statusOf(origin, world, origins);
    if (status === undefined) return undefined;
    const either = timesOut(origin, origins) ? code === 503 : true;
    const failsOver = world.connectFailureFailsOverOn === 'either' ? either : code === status;
    return failsOver ? 'secondary 200' : `cloudfront ${status}`;
  },
});

const withFunction = (origin: Failing): Probe => ({
  id: `${origin}-function`,
  what: `${WORDS[origin]}, and an origin-response function that puts its mark on the response`,
  steps: [{ to: `${origin}-function`, takes: origin === 'silent' ? 3 : 0 }],
  looks: (world, origins) => {
    const status = statusOf(origin, world, origins);
    if (status === undefined) return undefined;
    return world.originResponseOnConnectFailure ? `function 200 after ${status}` : `cloudfront ${status}`;
  },
});

const ALL: readonly Failing[] = ['dns', 'tls', 'closed', 'silent'];

export const CONNECTION_QUESTIONS: readonly Question[] = [
  {
    id: 'connect-failure-status',
    asks: 'Which status has a refused, TLS or DNS failure?',
    settles: ['connectFailureIs'],
    certainty: 'undocumented',
    probes: ALL.map(alone),
  },
  {
    id: 'connect-failure-criteria',
    asks: 'On which failover criteria does a connection that fails go to the secondary?',
    settles: ['connectFailureFailsOverOn', 'connectFailureIs'],
    certainty: 'undocumented',
    needs: ['failover'],
    probes: [
      ...(['dns', 'tls', 'closed'] as const).flatMap(origin => [inGroup(origin, 502), inGroup(origin, 503)]),
      inGroup('silent', 503),
    ],
  },
  {
    id: 'function-without-response',
    asks: 'Does the origin-response function run when no origin responded, and which status does it see?',
    settles: ['originResponseOnConnectFailure', 'connectFailureIs', 'failoverSees'],
    certainty: 'undocumented',
    needs: ['failover', 'function'],
    probes: [
      ...ALL.map(withFunction),
      {
        id: 'hang-function',
        what: 'an origin that never responds, and an origin-response function that puts its mark on the response',
        steps: [{ to: 'alone-function', orders: { p: 'hang' }, takes: 4 }],
        looks: ({ originResponseOnConnectFailure }) => originResponseOnConnectFailure ? 'function 200 after 504' : 'cloudfront 504',
      },
      {
        id: 'hang-function-primary',
        what: 'the same as the primary of a group, with 504 on the list',
        steps: [{ to: 'function', orders: { p: 'hang' }, takes: 4 }],
        looks: ({ originResponseOnConnectFailure, failoverSees }) =>
          originResponseOnConnectFailure && failoverSees === 'function-result' ? 'function 200 after 504' : 'secondary 200',
      },
      {
        id: 'hang-function-secondary',
        what: 'the same as the secondary of a group',
        steps: [{ to: 'function', orders: { p: 503, s: 'hang' }, takes: 4 }],
        looks: ({ originResponseOnConnectFailure }) => originResponseOnConnectFailure ? 'function 200 after 504' : 'cloudfront 504',
      },
    ],
  },
];
