import { templateOf } from './cases';
import { BUCKET, bucketAllowing, OWN_BUCKET } from './cases/template';
import { modelIn, modelOf } from './models';
import { bucketNameIn } from '../../lib/model/backend';
import { printable } from '../../lib/model/printable';
import { templateOfPlan } from '../../lib/model/terraform-plan';
import { RULES } from '../../lib/rules';
import { evaluate } from '../../lib/rules/finding';

/** A megabyte, which a regular expression that goes back for each character needs minutes for. */
const LENGTH = 1_000_000;
const long = (text: string) => text.repeat(LENGTH / text.length);
const rulesWith = (ZipFile: string) => evaluate(modelOf({ function: { Code: { ZipFile } } }), RULES);

const grantedBy = (action: string) => evaluate(modelOf({ primary: OWN_BUCKET, resources: bucketAllowing(action) }), RULES);
const planWith = (address: string) => ({ format_version: '1.2', planned_values: { root_module: { child_modules: [{ address }] } } });

test.each<[string, () => unknown]>([
  ['the domain name of an origin', () => bucketNameIn(long('.s3.'))],
  ['an action of a bucket policy', () => grantedBy(`${long('*')}!`)],
  ['an action of a bucket policy that no regular expression can be made of', () => grantedBy(long('*?'))],
  ['the address of a module', () => templateOfPlan(planWith(long('.module.a[')))],
  ['code that may change the origin', () => rulesWith(long('origin['))],
  ['code that may take a callback', () => rulesWith(`exports.handler${long(' ')}`)],
  ['a name', () => printable(`${long(' ')}x`)],
])('a text of a megabyte takes no longer than reading it: %s', (_, read) => {
  const start = process.cpuUsage().user;
  read();
  expect((process.cpuUsage().user - start) / 1e6).toBeLessThan(5);
});

test('a logical id may be what a regular expression may not', () => {
  const body = templateOf({ primary: BUCKET, resources: { 'Bucket(': { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'mine' } } } });
  const Outputs = { Out: { Value: 'x', Export: { Name: 'other' } } };
  expect(modelIn({ ...body, Outputs }).origins[0]).toMatchObject({ kind: 's3' });
});

test('line breaks and the blanks around them are one blank', () => {
  expect(printable(' a \r\n \n b\rc ')).toBe('a b c');
  expect(printable(' a ')).toBe(' a ');
});
