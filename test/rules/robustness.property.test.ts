import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import * as fc from 'fast-check';
import { CASES, templateOf } from './cases';
import { PARAMETER } from './cases/template';
import { Assembly } from '../../lib/model/assembly';
import { TemplateBody } from '../../lib/model/template';
import { readTemplateFile } from '../../lib/model/template-file';
import { RULES } from '../../lib/rules';
import { evaluate } from '../../lib/rules/finding';
import { garbage } from '../model/garbage';
import { siteIn, stackIn } from '../support/stacks';

const TYPES = [
  'AWS::CloudFront::Distribution', 'AWS::CloudFront::CachePolicy', 'AWS::CloudFront::Function',
  'AWS::Lambda::Version', 'AWS::Lambda::Function', 'AWS::Lambda::Alias',
  'AWS::IAM::Role', 'AWS::S3::BucketPolicy', 'Custom::CrossRegionStringParameterReader',
];

/** What the rules report about every distribution of a template. */
function checked(body: unknown) {
  return Assembly.of(body as TemplateBody).distributions().map(distribution => evaluate(distribution, RULES));
}

function filesOf(folder: string): unknown[] {
  const path = join(__dirname, folder);
  return readdirSync(path).filter(file => file.endsWith('.yaml')).map(file => readTemplateFile(join(path, file)).body);
}

function synthesized(): unknown[] {
  const [plain, busy] = [stackIn('us-east-1'), stackIn('us-east-1')];
  siteIn(plain);
  siteIn(busy, { additionalBehaviors: { 'images/*': {} }, directBehaviors: { 'api/*': { rewriteErrors: true } }, servedByHeader: true });
  return [plain, busy].map(stack => Template.fromStack(stack).toJSON());
}

const TEMPLATES: readonly unknown[] = [
  ...Object.values(CASES).flatMap(({ fails, passes, cannotTell = {} }) => [fails, passes, cannotTell].map(templateOf)),
  ...filesOf('clean'),
  ...filesOf('../fixtures'),
  ...synthesized(),
];

type Place = readonly [parent: any, key: string];

/** Every place in a template that has a value. */
function placesIn(value: unknown): Place[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]): Place[] => [[value, key], ...placesIn(item)]);
}

const change = fc.oneof(
  garbage.map(value => ([parent, key]: Place) => { parent[key] = structuredClone(value); }),
  fc.constant(([parent, key]: Place) => { parent[key] = { ...PARAMETER }; }),
  fc.constant(([parent, key]: Place) => { delete parent[key]; }),
  fc.constant(([parent, key]: Place) => { if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)])); }),
);

const changes = fc.array(fc.tuple(fc.nat(), change), { minLength: 1, maxLength: 4 });
/** A realistic template with a few values replaced, removed, repeated or left to the deployment. */
const mutated = fc.tuple(fc.constantFrom(...TEMPLATES), changes).map(([template, made]) => {
  const body = structuredClone(template);
  for (const [nat, apply] of made) {
    const places = placesIn(body);
    if (places.length) apply(places[nat % places.length]!);
  }
  return body;
});

const resource = fc.record({ Type: fc.constantFrom(...TYPES), Properties: garbage });
const arbitrary = fc.record({
  Resources: fc.dictionary(fc.constantFrom('Site', 'Bucket', 'Function', 'Version', 'Role'), resource),
  Parameters: garbage,
  Mappings: garbage,
  Conditions: garbage,
}, { requiredKeys: [] });

describe('the rules', () => {
  test('report readable messages, or nothing, for any template', () => {
    fc.assert(fc.property(fc.oneof(arbitrary, mutated), body => {
      for (const { findings, cannotTell } of checked(body)) {
        for (const { property, message } of findings) expect(`${property} ${message}`).toMatch(/^\S+ .+ Got: .+\. Allowed: .+\.$/s);
        for (const { property, reason } of cannotTell) expect(`${property} ${reason}`).toMatch(/^\S+ \S/);
      }
    }), { numRuns: 400 });
  });

  test('report the same for the same template', () => {
    fc.assert(fc.property(mutated, body => {
      expect(checked(structuredClone(body))).toEqual(checked(body));
    }), { numRuns: 100 });
  });

  test('report the same in any order of the resources', () => {
    const shuffled = mutated.chain(body => {
      const entries = Object.entries((body as any).Resources ?? {});
      return fc.tuple(fc.constant(body), fc.shuffledSubarray(entries, { minLength: entries.length }));
    });
    // Distributions are checked in the order of the template.
    const sorted = (body: unknown) => checked(body)
      .flatMap(({ findings, cannotTell }) => [...findings, ...cannotTell])
      .map(reported => JSON.stringify(reported)).sort();
    fc.assert(fc.property(shuffled, ([body, entries]) => {
      expect(sorted({ ...body as object, Resources: Object.fromEntries(entries) })).toEqual(sorted(body));
    }), { numRuns: 100 });
  });
});
