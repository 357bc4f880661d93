import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { CfnDistribution, FunctionEventType, RealtimeLogConfig } from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { checkFailoverAlarm } from './alarms';
import { Breaker, checkBreaker } from './breaker';
import { CleanUp } from './clean-up';
import { checkEdgeFunctionOptions, checkRegion, checkRole, edgeStackFor, functionCode, makeEdgeFunction } from './edge-function';
import { ErrorRewrite } from './error-rewrite';
import { FailoverOptions } from './failover-options';
import { FailoverSignal } from './failover-signal';
import { LastResort } from './last-resort';
import { checkOptions, checkSeconds, checkSwitch, pathOf, quoted, refusal } from './options';
import { checkRealtimeLogs, makeRealtimeLogs } from './realtime-logs';
import { budgetWords, TimeBudget, timeBudget } from './time-budget';
import { ViewerFunction } from './viewer-functions';
import { FAILOVER_STATUS_CODES, STATUS_CODES_HEADER } from '../../lambda/policy';

/** The codes of an origin that is down. */
const DEFAULT_STATUS_CODES = [500, 502, 503, 504] as const;

/** Response header of `servedByHeader`. */
const SERVED_BY_HEADER = 'x-failover-served-by';

/** What the criteria depend on: whether each member is the REST endpoint of an S3 bucket. */
export interface MemberKinds {
  /** The id of the secondary; it may be a token. */
  readonly secondaryId: string;
  readonly primaryIsBucket: boolean;
  readonly secondaryIsBucket: boolean;
}

/** The failover of one distribution, however that was created: its criteria, and the function that knows them. */
export class Failover {
  readonly statusCodes: number[];

  /** Undefined where a function has nothing to do. */
  readonly edgeFunction?: lambda.IVersion;

  /** Undefined without an alarm. */
  readonly signal?: FailoverSignal;

  /** Undefined unless it is asked for. */
  readonly breaker?: Breaker;

  /** Undefined unless they are asked for. */
  readonly realtimeLogs?: RealtimeLogConfig;

  /** The stack in us-east-1 for what opens the breaker. */
  private readonly edgeStack?: Stack;

  /** To be deleted after the distribution, which still uses the function. */
  private readonly cleanUp?: CleanUp;

  /** A function of the user's learns the list from the primary, so that it is kept in one place. */
  readonly primaryHeaders?: Readonly<Record<string, string>>;

  /** Of the primary. */
  readonly timeBudget?: TimeBudget;

  /** Codes that are rewritten on the secondary only, by default. */
  private readonly missingOnStandby: readonly number[];

  /**
   * @param scope where the function is made: beside the distribution, which may not exist yet
   * @param id of the distribution
   */
  constructor(scope: Construct, id: string, options: FailoverOptions, kinds: MemberKinds) {
    const where = pathOf(scope, id);
    checkFailoverOptions(where, options);
    const {
      failoverStatusCodes = [...DEFAULT_STATUS_CODES],
      errorRewrite,
      servedByHeader,
      originResponseFunction,
      edgeFunctionOptions,
      failoverWithin,
      failoverAlarm,
      failoverLog,
      breaker,
      realtimeLogs,
    } = options;
    this.statusCodes = [...failoverStatusCodes];
    this.timeBudget = failoverWithin && timeBudget(where, failoverWithin);
    this.missingOnStandby = [];
    this.breaker = breaker && new Breaker(scope, id, breaker, kinds.secondaryId);
    this.realtimeLogs = realtimeLogs && makeRealtimeLogs(scope, id, realtimeLogs);
    if (breaker?.openedBy) {
      checkRegion(where, Stack.of(scope).region);
      this.edgeStack = edgeStackFor(where, Stack.of(scope), edgeFunctionOptions);
    }
    if (originResponseFunction) {
      const { lambda: edgeFunction } = originResponseFunction;
      if (Stack.of(edgeFunction) !== Stack.of(scope)) checkRole(where, edgeFunction.role, Stack.of(scope));
      this.edgeFunction = originResponseFunction;
      this.primaryHeaders = { [STATUS_CODES_HEADER]: failoverStatusCodes.join(',') };
      return;
    }
    const rewrite = errorRewrite ?? ErrorRewrite.keepStatus();
    // On a list with 403 or 404 the secondary is also asked for what is merely missing, so its 403 and 404 are genuine.
    const isStandby = kinds.secondaryIsBucket && !kinds.primaryIsBucket && !failoverStatusCodes.some(code => MISSING.includes(code));
    const missing = isStandby ? MISSING : [];
    this.missingOnStandby = rewrite._addedOnSecondary(missing);
    const policy = rewrite._policyFor(missing);
    const namesMember = servedByHeader || failoverAlarm;
    if (!policy.rewrite.length && !namesMember && !failoverLog) return;
    const hint = namesMember ? SERVED_BY_HEADER : undefined;
    const code = functionCode(
      { failover: failoverStatusCodes, ...policy, hint, logPath: failoverLog?.includePath || undefined },
      failoverLog !== undefined,
    );
    const edgeFunction = makeEdgeFunction(scope, id, code, edgeFunctionOptions);
    this.edgeFunction = edgeFunction;
    // Loaded only where an option asks for it.
    /* eslint-disable @typescript-eslint/no-require-imports */
    if (edgeFunctionOptions?.cleanUp) {
      const module = require('./clean-up') as typeof import('./clean-up');
      this.cleanUp = new module.CleanUp(edgeFunction.lambda);
    }
    if (failoverAlarm) {
      const module = require('./failover-signal') as typeof import('./failover-signal');
      this.signal = new module.FailoverSignal(scope, id, failoverAlarm, edgeStackFor(where, Stack.of(scope), edgeFunctionOptions));
    }
    /* eslint-enable @typescript-eslint/no-require-imports */
  }

  get viewerFunctions(): ViewerFunction[] {
    const { breaker, signal } = this;
    const found: ViewerFunction[] = [];
    if (breaker) found.push({ option: 'breaker', eventType: FunctionEventType.VIEWER_REQUEST, viewerFunction: breaker.viewerRequest });
    if (signal) {
      found.push({ option: 'failoverAlarm', eventType: FunctionEventType.VIEWER_RESPONSE, viewerFunction: signal.viewerResponse });
    }
    return found;
  }

  /** Makes what is about the distribution, and says what was chosen on the user's behalf. */
  attachTo(distribution: IConstruct, secondary: CfnDistribution.OriginProperty): void {
    const resource = (distribution.node.defaultChild ?? distribution) as CfnDistribution;
    this.signal?.watchOutages(resource.ref);
    if (this.edgeStack) this.breaker?.makeOpener(this.edgeStack, this.signal);
    if (this.cleanUp) resource.node.addDependency(this.cleanUp);
    if (this.timeBudget) {
      Annotations.of(distribution).addInfoV2('cdk-failover-distribution:failover-within', budgetWords(this.timeBudget, secondary));
    }
    if (!this.missingOnStandby.length) return;
    Annotations.of(distribution).addInfoV2(
      'cdk-failover-distribution:standby-lacks-objects',
      `The secondary is an S3 bucket and the primary is not, so ${this.missingOnStandby.join(' and ')} from the secondary ` +
        'count as part of the outage and are rewritten. Set secondaryStatusCodes of the error rewrite to choose for yourself.',
    );
  }
}

/** @throws when an option cannot work, whichever distribution it is for */
export function checkFailoverOptions(where: string, options: FailoverOptions): void {
  const { failoverStatusCodes, errorRewrite, servedByHeader, originResponseFunction, edgeFunctionOptions, s3ReadTimeout } = options;
  const { breaker, failoverAlarm, failoverLog, failoverWithin, lastResort } = options;
  if (failoverStatusCodes !== undefined) checkStatusCodes(where, failoverStatusCodes);
  checkEdgeFunctionOptions(where, edgeFunctionOptions);
  checkSwitch(where, 'servedByHeader', servedByHeader);
  checkFailoverAlarm(where, failoverAlarm);
  checkBreaker(where, breaker, failoverAlarm !== undefined);
  checkRealtimeLogs(where, options.realtimeLogs);
  checkOptions(where, 'failoverLog', failoverLog);
  checkSwitch(where, 'includePath of failoverLog', failoverLog?.includePath);
  if (failoverAlarm && servedByHeader === false) {
    throw refusal(
      where,
      'failoverAlarm counts responses by the header of servedByHeader, which is off.',
      'servedByHeader: false',
      'servedByHeader: true, or nothing',
      'Leave servedByHeader out.',
    );
  }
  if (s3ReadTimeout !== undefined) checkSeconds(where, 's3ReadTimeout', s3ReadTimeout, READ_TIMEOUT_SECONDS);
  if (failoverWithin !== undefined) timeBudget(where, failoverWithin);
  const isVersion = typeof originResponseFunction === 'object' && 'edgeArn' in originResponseFunction && 'lambda' in originResponseFunction;
  if (originResponseFunction && !isVersion) {
    throw refusal(
      where,
      'originResponseFunction is not a version of a function.',
      originResponseFunction,
      'a version, such as myFunction.currentVersion',
      'Change originResponseFunction.',
    );
  }
  if (originResponseFunction?.version === '$LATEST') {
    throw refusal(
      where,
      'originResponseFunction is $LATEST, which CloudFront does not accept.',
      '$LATEST',
      'a numbered version, such as myFunction.currentVersion',
      'Change originResponseFunction.',
    );
  }
  if (originResponseFunction && (errorRewrite || servedByHeader || failoverAlarm || failoverLog || edgeFunctionOptions)) {
    const given = { errorRewrite, servedByHeader, failoverAlarm, failoverLog, edgeFunctionOptions };
    const replaced = Object.entries(given).flatMap(([name, value]) => (value ? name : []));
    throw refusal(
      where,
      'originResponseFunction replaces the function that these options are for.',
      ['originResponseFunction', ...replaced],
      'one or the other',
      'Do the rewrite in your function, or leave originResponseFunction out.',
    );
  }
  if (errorRewrite !== undefined && !(errorRewrite instanceof ErrorRewrite)) {
    throw refusal(
      where,
      'errorRewrite is not an ErrorRewrite.',
      errorRewrite,
      'ErrorRewrite.keepStatus(…), toOk(…), redirect(…) or none()',
      'Change errorRewrite.',
    );
  }
  if (lastResort !== undefined && !(lastResort instanceof LastResort)) {
    throw refusal(
      where,
      'lastResort is not a LastResort.',
      lastResort,
      'LastResort.fromFile(…), fromFolder(…) or fromBucket(…)',
      'Change lastResort.',
    );
  }
  const twice = lastResort && errorRewrite ? errorRewrite._withPageOfTheirOwn(lastResort._statusCodes) : [];
  if (twice.length) {
    throw refusal(
      where,
      'Two pages are for the same status codes, and CloudFront would show that of lastResort.',
      `${twice.join(', ')} with a page of errorRewrite and of lastResort`,
      'one page for each status code',
      'Leave the page of errorRewrite out, or change statusCodes of one of the two.',
    );
  }
}

const NAMES: Readonly<Record<keyof FailoverOptions, true>> = {
  failoverStatusCodes: true,
  errorRewrite: true,
  servedByHeader: true,
  failoverAlarm: true,
  failoverLog: true,
  realtimeLogs: true,
  originResponseFunction: true,
  edgeFunctionOptions: true,
  lastResort: true,
  failoverWithin: true,
  breaker: true,
  s3ReadTimeout: true,
};

/** The names of all options, which TypeScript forgets. */
export const FAILOVER_OPTIONS = Object.keys(NAMES);

/** What an S3 bucket responds for an object that it does not have: 403, or 404 where CloudFront may list the bucket. */
const MISSING = [403, 404];

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/DownloadDistValuesOrigin.html#DownloadDistValuesOriginResponseTimeout */
const READ_TIMEOUT_SECONDS = [1, 120] as const;

/** The codes are part of the edge function, which is made before any token is known. */
function checkStatusCodes(where: string, codes: number[]): void {
  if (!Array.isArray(codes) && !Token.isUnresolved(codes)) {
    throw refusal(where, 'failoverStatusCodes is not a list.', quoted(codes), 'a list of numbers', 'Put the code into a list.');
  }
  if (Token.isUnresolved(codes) || Array.from(codes).some(code => Token.isUnresolved(code))) {
    throw refusal(
      where,
      'failoverStatusCodes has to be known at synthesis, because it is part of the function.',
      codes,
      'literal numbers',
      'Write the numbers out.',
    );
  }
  const wrong = Array.from(codes).filter(code => !FAILOVER_STATUS_CODES.includes(code));
  if (wrong.length || !codes.length) {
    throw refusal(
      where,
      'failoverStatusCodes has to be a list of codes on which CloudFront fails over.',
      codes.length ? quoted(wrong) : codes,
      FAILOVER_STATUS_CODES.join(', '),
      'Change failoverStatusCodes.',
    );
  }
}
