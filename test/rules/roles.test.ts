import { Changes } from './cases';
import { functionWithArn } from './cases/associations';
import { rewriting } from './cases/rewrite';
import { Json, ON_RESPONSE, PARAMETER } from './cases/template';
import { said } from './said';

describe('member-role-wrong and member-role-missing', () => {
  const role = (HeaderValue: string): Json => ({ OriginCustomHeaders: [{ HeaderName: 'x-failover-role', HeaderValue }] });
  const table: Array<[string, Changes, wrong: string[], missing: string[]]> = [
    ['a primary that is called sole', { primary: role('sole') }, ['x-failover-role: sole'], []],
    ['a primary with an unknown role', { primary: role('mine') }, [], ['x-failover-role: mine']],
    ['a secondary that is called primary', { secondary: role('primary') }, [], ['x-failover-role: primary']],
    ['a secondary that is called sole', { secondary: role('sole') }, [], []],
    ['a role that is listed twice',
      { primary: { OriginCustomHeaders: [...role('primary').OriginCustomHeaders, ...role('mine').OriginCustomHeaders] } }, ['cannot tell'],
      []],
  ];

  test.each(table)('are checked when a generated function runs: %s', (_, changes, wrong, missing) => {
    expect(said('member-role-wrong', { function: rewriting(), ...changes })).toEqual(wrong);
    expect(said('member-role-missing', { function: rewriting(), ...changes })).toEqual(missing);
  });

  test.each(table)('are checked when a function reads them: %s', (_, changes, wrong, missing) => {
    const header = "event.Records[0].cf.request.origin.custom.customHeaders['x-failover-role']";
    const Code = { ZipFile: `exports.handler = async event => ${header};` };
    expect(said('member-role-wrong', { function: { Code }, ...changes })).toEqual(wrong);
    expect(said('member-role-missing', { function: { Code }, ...changes })).toEqual(missing);
  });

  test.each(table)('are not checked when a function does not read them: %s', (_, changes) => {
    expect(said('member-role-wrong', changes)).toEqual([]);
    expect(said('member-role-missing', changes)).toEqual([]);
  });

  test('are undetermined when the code of the function is not in the template', () => {
    const changes: Changes = { function: { Code: { S3Bucket: 'mine', S3Key: 'code.zip' } }, secondary: role('third') };
    expect(said('member-role-missing', changes)).toEqual(['cannot tell']);
    expect(said('member-role-missing', { ...changes, primary: { OriginCustomHeaders: [] }, secondary: { OriginCustomHeaders: [] } }))
      .toEqual([]);
  });

  test('are not checked for a function of another behavior', () => {
    const behaviors = [{ PathPattern: '/a', TargetOriginId: 'errors', LambdaFunctionAssociations: [ON_RESPONSE] }];
    const changes: Changes = { function: rewriting(), behavior: { LambdaFunctionAssociations: [] }, behaviors, secondary: role('third') };
    expect(said('member-role-missing', changes)).toEqual([]);
  });

  test('are undetermined when a header has a name that is unresolved', () => {
    const changes: Changes = { function: rewriting(), primary: { OriginCustomHeaders: [{ HeaderName: PARAMETER, HeaderValue: 'x' }] } };
    expect(said('member-role-wrong', changes)).toEqual(['cannot tell']);
    expect(said('member-role-missing', changes)).toEqual([]);
  });

  test('are not checked when the code of the function is unknown and no origin has a role', () => {
    const withoutRole = { OriginCustomHeaders: [] };
    expect(said('member-role-missing', { ...functionWithArn(PARAMETER), primary: withoutRole, secondary: withoutRole })).toEqual([]);
  });
});
