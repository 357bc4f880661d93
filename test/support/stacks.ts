import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, CfnElement, Environment, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { HttpOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { Construct, IConstruct } from 'constructs';
import { ErrorPage, ErrorRewrite, ErrorRewriteOptions, FailoverDistribution, FailoverDistributionProps } from '../../lib';

/** What, `Got:`, `Allowed:`, what to change. */
export const FOUR_PARTS = /^\S.+[.)]"? Got: .+\. Allowed: .+\. \S.+/s;

/** The message of what is thrown, in its four parts. */
export function partsOf(attempt: () => unknown) {
  let message = 'nothing is thrown';
  try {
    attempt();
  } catch (error) {
    ({ message } = error as Error);
  }
  const [, what = message, got, allowed, fix] = /^(\S.*?[.)]) Got: (.+?)\. Allowed: (.+?)\. (\S.+)$/s.exec(message) ?? [];
  return { what, got, allowed, fix };
}

export interface StackOptions {
  readonly scope?: Construct;
  readonly id?: string;
  readonly account?: string;
  readonly context?: Record<string, unknown>;
}

/** A stack in a Region, of an app of its own unless it is given a scope. */
export function stackIn(region: string, { scope, id = 'Stack', account, context }: StackOptions = {}): Stack {
  return stackWith({ region, account }, { scope, id, context });
}

/** A stack that can be deployed to any environment. */
export function agnosticStack(options: StackOptions = {}): Stack {
  return stackWith(undefined, options);
}

function stackWith(env: Environment | undefined, { scope, id = 'Stack', context }: StackOptions): Stack {
  return new Stack(scope ?? new App({ context }), id, { env });
}

/** Two origins that nothing is wrong with, fresh at each call. */
export function plainOrigins(): Pick<FailoverDistributionProps, 'primaryOrigin' | 'secondaryOrigin'> {
  return { primaryOrigin: new HttpOrigin('www.example.com'), secondaryOrigin: new HttpOrigin('standby.example.com') };
}

/** A FailoverDistribution with {@link plainOrigins}, unless the props say otherwise. */
export function siteIn(scope: Construct, props: Partial<FailoverDistributionProps> = {}, id = 'Site'): FailoverDistribution {
  return new FailoverDistribution(scope, id, { ...plainOrigins(), ...props });
}

/** Server errors become 200 with a page: easy to distinguish from what passed. */
export function toOkOnServerErrors(page?: ErrorPage, options: ErrorRewriteOptions = {}): ErrorRewrite {
  return ErrorRewrite.toOk(page, { statusCodes: Array.from({ length: 100 }, (_, i) => 500 + i), ...options });
}

/** The description of a function that the construct makes. */
export const OUR_FUNCTION = /^Origin-response function of cdk-failover-distribution$/;

/** A function of the user's, with the settings that Lambda@Edge supports unless the props say otherwise. */
export function userFunction(scope: Construct, props: Partial<lambda.FunctionProps> = {}, id = 'Mine'): lambda.Function {
  return new lambda.Function(scope, id, {
    runtime: lambda.Runtime.NODEJS_22_X,
    handler: 'index.handler',
    code: lambda.Code.fromInline('exports.handler = async ({ Records: [{ cf }] }) => cf.response ?? cf.request;'),
    ...props,
  });
}

/** The configuration of the one distribution of a stack, or of the one below a construct. */
export function distributionConfig(scope: Construct): any {
  const found = Template.fromStack(Stack.of(scope)).findResources('AWS::CloudFront::Distribution');
  const own = scope instanceof FailoverDistribution
    ? found[Stack.of(scope).getLogicalId(scope.node.defaultChild as CfnElement)]
    : Object.values(found)[0];
  return own!.Properties.DistributionConfig;
}

export interface Told {
  /** Construct path. */
  readonly path: string;
  /** Rule id; the id of a warning without the library's name in front. */
  readonly rule: string;
  readonly text: string;
}

export interface Verdict {
  readonly errors: readonly Told[];
  readonly warnings: readonly Told[];
  readonly infos: readonly Told[];
}

/** Synthesizes the app of a construct, and sorts what it has to say. An error that is not from validation is thrown on. */
export function verdictOf(construct: IConstruct): Verdict {
  const root = construct.node.root as App;
  try {
    const messages = root.synth({ force: true }).stacksRecursively.flatMap(stack => stack.messages);
    const told = (level: string) => messages.filter(message => String(message.level) === level).map(({ id, entry }) => {
      const [, text, rule] = /^(.*) \[ack: (?:cdk-failover-distribution:)?([^\]]+)\]$/s.exec(String(entry.data)) ?? [
        undefined,
        String(entry.data),
        '',
      ];
      return { path: id.slice(1), rule: rule!, text: text! };
    });
    return { errors: [], warnings: told('warning'), infos: told('info') };
  } catch (error) {
    const { message } = error as Error;
    if (!/^Validation failed with the following errors:/.test(message)) throw error;
    const errors = [...message.matchAll(/^ {2}\[([^\]]+)\] (.*) \[([\w-]+)\]$/gm)].map(([, path, text, rule]) => ({
      path: path!,
      rule: rule!,
      text: text!,
    }));
    return { errors, warnings: [], infos: [] };
  }
}

/** The ids of what was reported, each once. */
export function rulesOf(told: readonly Told[]): string[] {
  return [...new Set(told.map(({ rule }) => rule))];
}

/** The templates of an app by the id of their stack, those of nested stages included. */
export function templatesIn(scope: IConstruct): Record<string, any> {
  const { stacksRecursively } = (scope.node.root as Stage).synth();
  return Object.fromEntries(stacksRecursively.map(({ id, template }) => [id, template]));
}

/** The resources of a type in a template, as `[logical id, resource]`. */
export function resourcesOf(template: any, type: string): Array<[string, any]> {
  return Object.entries<any>(template.Resources).filter(([, { Type }]) => Type === type);
}

/** The code of the one function of ours in an app, whether it is in a template or in an asset, in this stack or in the edge stack. */
export function edgeCodeIn(scope: IConstruct): string {
  return codeIn((scope.node.root as Stage).synth());
}

function codeIn(assembly: CloudAssembly): string {
  const functions = assembly.stacksRecursively
    .flatMap(({ template }) => Object.values<any>(template.Resources ?? {}))
    .filter(({ Type, Properties }) => Type === 'AWS::Lambda::Function' && OUR_FUNCTION.test(Properties.Description));
  if (functions.length !== 1) throw new Error(`one function expected, ${functions.length} found`);
  const { ZipFile, S3Key } = functions[0].Properties.Code;
  return ZipFile ?? readFileSync(join(assembly.directory, `asset.${S3Key.replace('.zip', '')}`, 'index.js'), 'utf8');
}

/** The handler in the code of a function. */
export function handlerIn(code: string): (event: unknown) => Promise<any> {
  const module: { handler?: (event: unknown) => Promise<any> } = {};
  new Function('exports', code)(module);
  return module.handler!;
}
