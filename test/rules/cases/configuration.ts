import { Changes, OUTAGE_CODES, PARAMETER, RuleCases } from './template';

/** An additional behavior. */
function path(PathPattern: unknown, TargetOriginId: unknown = 'second'): object {
  return { PathPattern, TargetOriginId, ViewerProtocolPolicy: 'redirect-to-https', CachePolicyId: { Ref: 'Policy' } };
}

function quantity(Quantity: unknown): Changes {
  return { group: { FailoverCriteria: { StatusCodes: { Items: OUTAGE_CODES, Quantity } } } };
}

function copies(count: number, make: (i: number) => object): object[] {
  return Array.from({ length: count }, (_, i) => make(i));
}

export const CONFIGURATION_CASES: RuleCases = {
  'group-unused': {
    fails: { behavior: { TargetOriginId: 'first' } },
    passes: { behavior: { TargetOriginId: 'group' } },
    got: 'a behavior that targets errors, a behavior that targets first',
    cannotTell: { behavior: { TargetOriginId: PARAMETER } },
  },
  'origin-path-without-slash': {
    fails: { secondary: { OriginPath: 'site' } },
    passes: { secondary: { OriginPath: '/site' } },
    got: 'site',
  },
  'root-object-with-slash': {
    fails: { config: { DefaultRootObject: '/index.html' } },
    passes: { config: { DefaultRootObject: 'index.html' } },
    got: '/index.html',
  },
  'group-member-not-an-origin': {
    fails: { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: 'sceond' }], Quantity: 2 } } },
    passes: { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: 'second' }], Quantity: 2 } } },
    got: 'sceond',
    cannotTell: { group: { Members: { Items: [{ OriginId: 'first' }, { OriginId: PARAMETER }], Quantity: 2 } } },
  },
  'behavior-target-not-an-origin': {
    fails: { behaviors: [path('/api/*', 'api')] },
    passes: { behaviors: [path('/api/*', 'second')] },
    got: 'api',
    cannotTell: { behaviors: [path('/api/*', PARAMETER)] },
  },
  'behavior-path-repeated': {
    fails: { behaviors: [path('/images/*'), path('images/*', 'first')] },
    passes: { behaviors: [path('/images/*'), path('/photos/*', 'first')] },
    got: 'images/* again',
  },
  'behavior-path-covered': {
    fails: { behaviors: [path('api/*'), path('/api/write/*', 'first')] },
    passes: { behaviors: [path('/api/write/*'), path('api/*', 'first')] },
    got: '/api/write/* after api/*',
  },
  'quantity-mismatch': {
    fails: quantity(3),
    passes: quantity(4),
    got: '3 for 4 items',
    cannotTell: quantity(PARAMETER),
  },
  'origin-domain-invalid': {
    fails: { primary: { DomainName: 'https://www.example.com' } },
    passes: { primary: { DomainName: 'www.example.com' } },
    got: 'https://www.example.com',
  },
  'origins-over-quota': {
    fails: { config: { Origins: origins(99) } },
    passes: { config: { Origins: origins(98) } },
    got: '101',
  },
  'origin-groups-over-quota': {
    fails: groups(11),
    passes: groups(10),
    got: '11',
  },
  'behaviors-over-quota': {
    fails: { behaviors: copies(75, i => path(`/${i}/*`)) },
    passes: { behaviors: copies(74, i => path(`/${i}/*`)) },
    got: '76',
  },
};

/** The members of the group and this many more origins. */
function origins(count: number): object[] {
  const CustomOriginConfig = { OriginProtocolPolicy: 'https-only', OriginReadTimeout: 5 };
  const made = (Id: string) => ({ Id, DomainName: `${Id}.example.com`, ConnectionAttempts: 1, CustomOriginConfig });
  return [made('first'), made('second'), ...copies(count - 1, i => made(`other${i}`)), made('errors')];
}

function groups(count: number): Changes {
  const Items = copies(count, i => ({
    Id: i ? `group${i}` : 'group',
    FailoverCriteria: { StatusCodes: { Items: OUTAGE_CODES, Quantity: 4 } },
    Members: { Items: [{ OriginId: 'first' }, { OriginId: 'second' }], Quantity: 2 },
  }));
  return { config: { OriginGroups: { Items, Quantity: count } }, behaviors: copies(count - 1, i => path(`/${i + 1}/*`, `group${i + 1}`)) };
}
