import { CfnParameter, Duration, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as origins from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { ErrorPage, ErrorRewrite, FailoverDistribution, FailoverDistributionProps, OriginFailover } from '../../lib';
import { partsOf, plainOrigins, siteIn, stackIn, userFunction, verdictOf } from '../support/stacks';

/** What the compiler would not let through, as JavaScript does. */
type Hostile = any;

interface Refusal {
  readonly when: string;
  readonly attempt: (stack: Stack) => unknown;
  /** With where it is, in front. */
  readonly what: string;
  readonly got: string | RegExp;
  readonly allowed: string;
  readonly fix: string;
}

const CODES = '400, 403, 404, 416, 429, 500, 502, 503, 504';
const ALLOW_ALL = cloudfront.AllowedMethods.ALLOW_ALL;

const site = (props: Partial<Record<keyof FailoverDistributionProps, Hostile>>) => (stack: Stack) => siteIn(stack, props);
const withHeader = (name: string, value: string) =>
  site({ primaryOrigin: new origins.HttpOrigin('a.example.com', { customHeaders: { [name]: value } }) });
const group = () =>
  new origins.OriginGroup({
    primaryOrigin: new origins.HttpOrigin('a.example.com'),
    fallbackOrigin: new origins.HttpOrigin('b.example.com'),
  });
const originResponse = (stack: Stack) => [
  {
    functionVersion: userFunction(stack).currentVersion,
    eventType: cloudfront.LambdaEdgeEventType.ORIGIN_RESPONSE,
  },
];

const codes = (when: string, failoverStatusCodes: Hostile, got: string): Refusal => ({
  when: `failoverStatusCodes: ${when}`,
  attempt: site({ failoverStatusCodes }),
  what: 'Stack/Site: failoverStatusCodes has to be a list of codes on which CloudFront fails over.',
  got,
  allowed: CODES,
  fix: 'Change failoverStatusCodes.',
});

const unknownCodes = (when: string, of: (stack: Stack) => Hostile, got: string): Refusal => ({
  when: `failoverStatusCodes: ${when}`,
  attempt: stack => siteIn(stack, { failoverStatusCodes: of(stack) }),
  what: 'Stack/Site: failoverStatusCodes has to be known at synthesis, because it is part of the function.',
  got,
  allowed: 'literal numbers',
  fix: 'Write the numbers out.',
});

const writes = (when: string, attempt: Refusal['attempt'], name: string): Refusal => ({
  when: `methods that write, ${when}`,
  attempt,
  what: `Stack/Site: The behavior ${name} is on the origin group and allows methods that write, which CloudFront does not accept there.`,
  got: 'PUT, PATCH, POST, DELETE',
  allowed: 'GET and HEAD, or GET, HEAD and OPTIONS',
  fix: 'Move the path to directBehaviors, or take the methods out of allowedMethods.',
});

const outOfRange = (
  option: string,
  value: Hostile,
  attempt: Refusal['attempt'],
  where: string,
  range: string,
  got = String(value),
): Refusal => ({
  when: `${option}: ${got}`,
  attempt,
  what: `${where}: ${option} is out of range.`,
  got,
  allowed: `a whole number from ${range}`,
  fix: `Change ${option}.`,
});

const pattern = (when: string, name: Hostile, got: string): Refusal[] =>
  [
    ['additionalBehaviors', site({ additionalBehaviors: { [name]: {} } })],
    ['directBehaviors', site({ directBehaviors: { [name]: {} } })],
    ['addFailoverBehavior', (stack: Stack) => siteIn(stack).addFailoverBehavior(name)],
    ['addDirectBehavior', (stack: Stack) => siteIn(stack).addDirectBehavior(name)],
  ].map(([door, attempt]) => ({
    when: `a path pattern in ${door as string}: ${when}`,
    attempt: attempt as Refusal['attempt'],
    what: 'Stack/Site: A path pattern is not one that CloudFront accepts.',
    got,
    allowed: '1 to 255 printable ASCII characters, no spaces',
    fix: 'Change the pattern.',
  }));

const noOrigin = (name: 'primaryOrigin' | 'secondaryOrigin', value: Hostile, got: string): Refusal => ({
  when: `${name}: ${got}`,
  attempt: site({ [name]: value }),
  what: `Stack/Site: ${name} is not an origin.`,
  got,
  allowed: 'an origin of aws-cdk-lib/aws-cloudfront-origins, such as HttpOrigin',
  fix: `Change ${name}.`,
});

const noPage = (page: Hostile, got: string): Refusal[] =>
  (['toOk', 'keepStatus'] as const).map(kind => ({
    when: `a page of ${kind}: ${got}`,
    attempt: () => ErrorRewrite[kind](page),
    what: `ErrorRewrite.${kind}: The page is not an ErrorPage.`,
    got,
    allowed: 'ErrorPage.fromString(…) or ErrorPage.fromFile(…)',
    fix: 'Wrap the page.',
  }));

const noOptions = (when: string, attempt: Refusal['attempt'], what: string, got: string): Refusal => ({
  when,
  attempt,
  what: `${what} is not an object of options.`,
  got,
  allowed: 'an object, or nothing',
  fix: 'Change ',
});

const noTarget = (when: string, url: Hostile, got: string): Refusal => ({
  when: `the target of a redirect: ${when}`,
  attempt: () => ErrorRewrite.redirect(url),
  what: 'ErrorRewrite.redirect: The target cannot be used.',
  got,
  allowed: 'a literal http or https URL, or a path that starts with one slash, percent-encoded',
  fix: 'Change the url.',
});

const tooLarge = (when: string, what: string, got: RegExp, max: number, attempt: Refusal['attempt']): Refusal => ({
  when,
  attempt,
  what: `ErrorRewrite: The ${what} are larger than CloudFront accepts from a function.`,
  got,
  allowed: `${max} bytes`,
  fix:
    what === 'headers'
      ? 'Shorten the headers, or the url of a redirect.'
      : 'Make the page smaller, for example by linking to pictures elsewhere.',
});

const REFUSALS: readonly Refusal[] = [
  ...[0, 200, 301, 401, 405, 408, 410, 418, 451, 501, 505, 520, 503.5, -503, NaN, Infinity].map(code =>
    codes(String(code), [502, 503, code], String(code)),
  ),
  codes('text', ['500', '503'], '"500", "503"'),
  codes('null', [503, null], 'null'),
  codes('an empty list', [], 'an empty list'),
  unknownCodes('a token among them', stack => [503, new CfnParameter(stack, 'Code', { type: 'Number' }).valueAsNumber], '503, a token'),
  unknownCodes('a token in their place', () => Token.asAny({ Ref: 'Codes' }), 'a token'),
  unknownCodes('a list that is a token', () => Lazy.list({ produce: () => ['503'] }), 'a token'),
  ...[503, '503', { code: 503 }].map((value): Refusal => ({
    ...codes(typeof value, value, typeof value === 'string' ? '"503"' : typeof value === 'number' ? '503' : 'an object with code'),
    what: 'Stack/Site: failoverStatusCodes is not a list.',
    allowed: 'a list of numbers',
    fix: 'Put the code into a list.',
  })),
  ...[['failoverStatusCode', 'failoverStatusCodes'], ['defaultBehaviour', 'defaultBehavior'], ['braker', 'breaker']].map(
    ([name, meant]): Refusal => ({
      when: `the misspelled option ${name}`,
      attempt: site({ [name!]: {} }),
      what: `Stack/Site: There is no option ${name}, so it would be ignored.`,
      got: name!,
      allowed: meant!,
      fix: `Rename it to ${meant}, or remove it.`,
    })),
  ...[5, '5 s'].map((value): Refusal => ({
    when: `a Duration that is ${typeof value}`,
    attempt: site({ failoverWithin: value }),
    what: 'Stack/Site: failoverWithin is not a Duration.',
    got: typeof value === 'string' ? '"5 s"' : '5',
    allowed: 'a Duration, such as Duration.seconds(5)',
    fix: 'Change failoverWithin.',
  })),

  writes('in defaultBehavior', site({ defaultBehavior: { allowedMethods: ALLOW_ALL } }), 'defaultBehavior'),
  writes('in additionalBehaviors', site({ additionalBehaviors: { 'api/*': { allowedMethods: ALLOW_ALL } } }), 'api/*'),
  writes('in addFailoverBehavior', stack => siteIn(stack).addFailoverBehavior('api/*', { allowedMethods: ALLOW_ALL }), 'api/*'),
  ...[
    { door: 'defaultBehavior', name: 'defaultBehavior', props: { defaultBehavior: { enableGrpc: true } } },
    {
      door: 'additionalBehaviors',
      name: 'rpc/*',
      props: { additionalBehaviors: { 'rpc/*': { enableGrpc: true, allowedMethods: ALLOW_ALL } } },
    },
  ].map(({ door, name, props }): Refusal => ({
    when: `gRPC in ${door}`,
    attempt: site(props),
    what: `Stack/Site: The behavior ${name} is on the origin group and has gRPC on, for which CloudFront never fails over.`,
    got: 'enableGrpc: true',
    allowed: 'no gRPC',
    fix: 'Move the path to directBehaviors.',
  })),
  ...[
    {
      door: 'on the group',
      name: 'defaultBehavior',
      attempt: (stack: Stack) => siteIn(stack, { defaultBehavior: { edgeLambdas: originResponse(stack) } }),
    },
    {
      door: 'on a direct behavior that rewrites errors',
      name: 'api/*',
      attempt: (stack: Stack) =>
        siteIn(stack, { directBehaviors: { 'api/*': { rewriteErrors: true, edgeLambdas: originResponse(stack) } } }),
    },
  ].map(({ door, name, attempt }): Refusal => ({
    when: `a second origin-response function ${door}`,
    attempt,
    what: `Stack/Site: The behavior ${name} has an origin-response function already, and CloudFront accepts one for each event.`,
    got: 'an origin-response function in edgeLambdas',
    allowed: 'functions on the other events',
    fix: 'Pass yours as originResponseFunction, with its handler wrapped in failoverAware, or set errorRewrite to ErrorRewrite.none().',
  })),
  ...(['primary', 'secondary'] as const).map((role): Refusal => ({
    when: `an origin group as the ${role}`,
    attempt: site({ [`${role}Origin`]: group() }),
    what: `Stack/Site/Origin${role === 'primary' ? 1 : 2}: The ${role} origin is an origin group.`,
    got: 'an origin group',
    allowed: 'an origin that is not a group: a group has exactly two members',
    fix: 'Pass one of its two origins instead.',
  })),
  noOrigin('primaryOrigin', 'www.example.com', 'www.example.com'),
  noOrigin('secondaryOrigin', {}, 'an object with nothing in it'),
  noOrigin('secondaryOrigin', undefined, 'nothing'),
  ...[undefined, null].map(props => ({
    when: `${props} for the properties`,
    attempt: (stack: Stack) => new FailoverDistribution(stack, 'Site', props as Hostile),
    what: 'Stack/Site: The properties are missing.',
    got: props === undefined ? 'nothing' : String(props),
    allowed: 'an object of properties',
    fix: 'Pass an object.',
  })),
  {
    ...noOrigin('primaryOrigin', undefined, 'nothing'),
    when: 'empty properties',
    attempt: stack => new FailoverDistribution(stack, 'Site', {} as Hostile),
  },
  {
    ...noOrigin('secondaryOrigin', undefined, 'an object of class Bucket'),
    when: 'a bucket in the place of an origin',
    attempt: stack => siteIn(stack, { secondaryOrigin: new s3.Bucket(stack, 'B') as Hostile }),
  },
  {
    ...outOfRange(
      'memorySize of edgeFunctionOptions',
      64,
      () => new OriginFailover({ ...plainOrigins(), edgeFunctionOptions: { memorySize: 64 } }),
      'OriginFailover',
      '128 to 10240 MiB',
    ),
    when: 'an option of OriginFailover, before it is added to anything',
  },

  ...[64, 127, 128.5, 10_241, 20_000, NaN, Infinity].map(memorySize =>
    outOfRange(
      'memorySize of edgeFunctionOptions', memorySize, site({ edgeFunctionOptions: { memorySize } }), 'Stack/Site', '128 to 10240 MiB',
    ),
  ),
  outOfRange(
    'memorySize of edgeFunctionOptions',
    '256',
    site({ edgeFunctionOptions: { memorySize: '256' } }),
    'Stack/Site',
    '128 to 10240 MiB',
    '"256"',
  ),
  outOfRange(
    'memorySize of edgeFunctionOptions',
    0,
    site({ edgeFunctionOptions: { memorySize: Token.asNumber({ Ref: 'Memory' }) } }),
    'Stack/Site',
    '128 to 10240 MiB',
    'a token',
  ),
  ...[lambda.Runtime.PYTHON_3_13, lambda.Runtime.JAVA_21, 'nodejs22.x'].map((runtime): Refusal => ({
    when: `the runtime ${typeof runtime === 'string' ? 'as text' : runtime.name}`,
    attempt: site({ edgeFunctionOptions: { runtime } }),
    what: 'Stack/Site: The runtime cannot run the function that is made.',
    got: typeof runtime === 'string' ? runtime : runtime.name,
    allowed: 'lambda.Runtime.NODEJS_22_X or NODEJS_24_X',
    fix: 'Change runtime of edgeFunctionOptions.',
  })),
  ...[0, 0.5, 31].map(seconds =>
    outOfRange(
      'timeout of edgeFunctionOptions',
      seconds,
      site({ edgeFunctionOptions: { timeout: Duration.millis(seconds * 1000) } }),
      'Stack/Site',
      '1 to 30 seconds',
    ),
  ),
  ...['', 'my function', 'f'.repeat(65)].map((functionName): Refusal => ({
    when: `functionName: ${JSON.stringify(functionName)}`,
    attempt: site({ edgeFunctionOptions: { functionName } }),
    what: 'Stack/Site: functionName is not a name that Lambda accepts.',
    got: functionName || '""',
    allowed: '1 to 64 letters, digits, hyphens and underscores',
    fix: 'Change functionName.',
  })),
  ...[0, 0.5, 121].map(seconds =>
    outOfRange('s3ReadTimeout', seconds, site({ s3ReadTimeout: Duration.millis(seconds * 1000) }), 'Stack/Site', '1 to 120 seconds'),
  ),
  ...[0, 1, 2.5, 124].map(seconds =>
    outOfRange('failoverWithin', seconds, site({ failoverWithin: Duration.millis(seconds * 1000) }), 'Stack/Site', '2 to 123 seconds'),
  ),

  ...pattern('empty', '', '""'),
  ...pattern('256 characters', 'a'.repeat(256), 'a'.repeat(256)),
  ...pattern('CR LF', 'a\r\nb', '"a\\r\\nb"'),
  ...pattern('a space', 'a b', 'a b'),
  ...pattern('a letter that is not ASCII', '/größe/*', '"/größe/*"'),
  ...pattern('undefined', undefined, 'nothing').slice(2),
  ...pattern('a list', ['api/*'], 'api/*').slice(2),

  {
    when: 'a space in the name of a custom origin header',
    attempt: withHeader('X Mine', 'one'),
    what: 'Stack/Site/Origin1: A custom header of this origin has a name that HTTP does not allow.',
    got: 'X Mine',
    allowed: 'letters, digits and hyphens, no spaces',
    fix: 'Change customHeaders of the origin.',
  },
  {
    when: 'CR LF in the value of a custom origin header',
    attempt: withHeader('X-Mine', 'one\r\nx-failover-role: secondary'),
    what: 'Stack/Site/Origin1: The custom header X-Mine of this origin has a value that HTTP does not allow.',
    got: '"one\\r\\nx-failover-role: secondary"',
    allowed: 'printable ASCII, no line breaks',
    fix: 'Change customHeaders of the origin.',
  },

  ...[1.5, 31_536_001, 1e21].flatMap(seconds => [
    outOfRange(
      'ttl',
      seconds,
      () => ErrorRewrite.toOk(undefined, { ttl: Duration.millis(seconds * 1000) }),
      'ErrorRewrite',
      '0 to 31536000 seconds',
    ),
    outOfRange(
      'retryAfter',
      seconds,
      () => ErrorRewrite.keepStatus(undefined, { retryAfter: Duration.millis(seconds * 1000) }),
      'ErrorRewrite',
      '0 to 31536000 seconds',
    ),
  ]),
  tooLarge('a header of 50,000 characters', 'headers', /^50\d\d\d bytes$/, 32_768, () =>
    ErrorRewrite.keepStatus(undefined, { headers: { 'x-mine': 'v'.repeat(50_000) } }),
  ),
  tooLarge('a redirect of 50,000 characters', 'headers', /^50\d\d\d bytes$/, 32_768, () => ErrorRewrite.redirect(`/${'v'.repeat(50_000)}`)),
  tooLarge('a page of 1 MB', 'page and headers', /^1000\d\d\d bytes$/, 1_000_000, () =>
    ErrorRewrite.toOk(ErrorPage.fromString('v'.repeat(1_000_000))),
  ),
  noTarget('a backslash, which browsers take for a slash', '/\\evil.example', '/\\evil.example'),
  noTarget('a backslash after a scheme', 'https:/\\evil.example', 'https:/\\evil.example'),
  noTarget('a URL object', new URL('https://example.com/'), 'an object of class URL'),
  ...noPage('<h1>Back soon</h1>', '<h1>Back soon</h1>'),
  ...noPage(Buffer.from('<h1>Back soon</h1>'), 'a Buffer'),
  ...noPage(null, 'null'),
  ...noPage({ content: 'x', contentType: 'text/html' }, 'an object with content, contentType'),
  ...[Buffer.from('page'), null, 7].map((content): Refusal => ({
    when: `a page made from ${String(content)}`,
    attempt: () => ErrorPage.fromString(content as Hostile),
    what: 'ErrorPage.fromString: The page has to be text that is known at synthesis, because it is part of the function.',
    got: content === null ? 'null' : content === 7 ? '7' : 'a Buffer',
    allowed: 'literal text',
    fix: 'Write the value out, or redirect to a page that has it (ErrorRewrite.redirect).',
  })),
  {
    when: 'a Buffer for the path of a page',
    attempt: () => ErrorPage.fromFile(Buffer.from('page.html') as Hostile),
    what: 'ErrorPage.fromFile: The path of the page is not text.',
    got: 'a Buffer',
    allowed: 'the path of a file',
    fix: 'Change the path.',
  },
  ...['keepStatus', ErrorPage.fromString('page')].map((errorRewrite): Refusal => ({
    when: `errorRewrite: ${typeof errorRewrite}`,
    attempt: site({ errorRewrite }),
    what: 'Stack/Site: errorRewrite is not an ErrorRewrite.',
    got: typeof errorRewrite === 'string' ? 'keepStatus' : 'an object of class ErrorPage',
    allowed: 'ErrorRewrite.keepStatus(…), toOk(…), redirect(…) or none()',
    fix: 'Change errorRewrite.',
  })),
  ...(['arn:aws:lambda:us-east-1:111111111111:function:mine:3', undefined] as const).map((version): Refusal => ({
    when: `originResponseFunction: ${version ?? 'a function, not a version'}`,
    attempt: stack => siteIn(stack, { originResponseFunction: (version ?? userFunction(stack)) as Hostile }),
    what: 'Stack/Site: originResponseFunction is not a version of a function.',
    got: version ? version : 'an object of class Function',
    allowed: 'a version, such as myFunction.currentVersion',
    fix: 'Change originResponseFunction.',
  })),
  ...['servedByHeader', 'rewriteErrors'].map((name): Refusal => ({
    when: `${name}: text`,
    attempt: site(
      name === 'servedByHeader' ? { servedByHeader: 'x-served-by' } : { directBehaviors: { 'api/*': { rewriteErrors: 'no' } } },
    ),
    what: `Stack/Site: ${name} is neither on nor off.`,
    got: name === 'servedByHeader' ? 'x-served-by' : 'no',
    allowed: 'true or false',
    fix: `Change ${name}.`,
  })),
  ...['additionalBehaviors', 'directBehaviors', 'edgeFunctionOptions'].flatMap(name => [
    noOptions(`${name}: text`, site({ [name]: 'images/*' }), `Stack/Site: ${name}`, 'images/*'),
    noOptions(`${name}: a list`, site({ [name]: ['images/*'] }), `Stack/Site: ${name}`, 'a list: images/*'),
  ]),
  noOptions(
    'text for the options of a behavior',
    site({ additionalBehaviors: { 'images/*': 'on' } }),
    'Stack/Site: The behavior images/*',
    'on',
  ),
  noOptions('text for the default behavior', site({ defaultBehavior: 'on' }), 'Stack/Site: The behavior defaultBehavior', 'on'),
  noOptions(
    'null for the options of a method',
    stack => siteIn(stack).addDirectBehavior('api/*', null as Hostile),
    'Stack/Site: The behavior api/*',
    'null',
  ),
  noOptions(
    'text for the headers of a rewrite',
    () => ErrorRewrite.toOk(undefined, { headers: 'DENY' as Hostile }),
    'ErrorRewrite: headers',
    'DENY',
  ),
];

describe('what cannot work is thrown at once, in four parts:', () => {
  test.each(REFUSALS)('$when', ({ attempt, what, got, allowed, fix }) => {
    const stack = stackIn('us-east-1');
    expect(partsOf(() => attempt(stack))).toEqual({
      what,
      got: typeof got === 'string' ? got : expect.stringMatching(got),
      allowed: expect.stringContaining(allowed),
      fix: expect.stringContaining(fix),
    });
  });

  test('the message quotes no more than the beginning of a value', () => {
    expect(partsOf(() => ErrorRewrite.toOk('x'.repeat(50_000) as Hostile)).got).toMatch(/^x{300}… \(50000 characters\)$/);
  });
});

describe('what can work passes:', () => {
  const PASSES: ReadonlyArray<readonly [string, (stack: Stack) => FailoverDistribution]> = [
    ['a path pattern of 255 characters', site({ additionalBehaviors: { ['a'.repeat(255)]: {} } })],
    [
      'a path pattern that is a token',
      stack => siteIn(stack, { additionalBehaviors: { [new CfnParameter(stack, 'Path').valueAsString]: {} } }),
    ],
    [
      'the least and the most memory',
      stack => {
        siteIn(stack, { edgeFunctionOptions: { memorySize: 128 } }, 'Least');
        return siteIn(stack, { edgeFunctionOptions: { memorySize: 10_240 } });
      },
    ],
    ['a year', site({ errorRewrite: ErrorRewrite.keepStatus(undefined, { ttl: Duration.days(365), retryAfter: Duration.days(365) }) })],
    ['gRPC and writes straight to the primary', site({ directBehaviors: { 'rpc/*': { enableGrpc: true, allowedMethods: ALLOW_ALL } } })],
    [
      "an origin-response function of the user's beside none of ours",
      stack => siteIn(stack, { errorRewrite: ErrorRewrite.none(), defaultBehavior: { edgeLambdas: originResponse(stack) } }),
    ],
    [
      'every option of the function',
      site({
        edgeFunctionOptions: {
          memorySize: 256,
          runtime: lambda.Runtime.NODEJS_24_X,
          removalPolicy: RemovalPolicy.RETAIN,
          logRetention: logs.RetentionDays.ONE_DAY,
        },
      }),
    ],
    [
      'properties without a prototype',
      stack => new FailoverDistribution(stack, 'Site', Object.assign(Object.create(null), plainOrigins())),
    ],
  ];

  test.each(PASSES)('%s', (_, make) => {
    expect(verdictOf(make(stackIn('us-east-1'))).errors).toEqual([]);
  });
});
