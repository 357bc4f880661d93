import { templateLines } from '../../lib/model/template-lines';

const YAML = `# A comment
Resources:
  Other: &other
    Type: T
  Site: # first line of it
    Type: AWS::CloudFront::Distribution
    Metadata:
      cdk-failover:
        acknowledge:
          - id: a
          - {id: b}
    Properties:
      DistributionConfig:
        Comment: |
          Origins:
            - Id: not this one
        Origins:
          - Id: first
            DomainName: !Sub "\${AWS::Region}.example.com"
          -
            Id: second
          - !If
            - C
            - Id: third
        OriginGroups: {Items: [{Id: group,
          Members: *other}]}
        ? [a, key, nobody, names]
        : value
        DefaultCacheBehavior:
          TargetOriginId: group
`;

const JSON_TEXT = JSON.stringify(
  {
    Description: '"Resources": { "Site": {',
    Resources: {
      Other: { Type: 'T', Properties: { DistributionConfig: {} } },
      Site: {
        Type: 'T',
        Properties: {
          DistributionConfig: { 'Origins': [{ Id: 'first' }, { Id: 'sec\\"}]ond', DomainName: 'x' }], 'Com"ment': 1, 'Enabled': true },
        },
      },
    },
  },
  null,
  2,
);

/** The text of the line on which the property is found. */
function lineIn(text: string, resource: string, property: string): string | undefined {
  const line = templateLines(text, new Set([resource]))(resource, property);
  return line === undefined ? undefined : text.split(/\r?\n/)[line - 1]!.trim();
}

describe.each([['with LF', YAML], ['with CRLF', YAML.replace(/\n/g, '\r\n')]])('in YAML %s', (_, text) => {
  test.each([
    ['DistributionConfig', 'DistributionConfig:'],
    ['DistributionConfig.Origins.0', '- Id: first'],
    ['DistributionConfig.Origins.0.DomainName', 'DomainName: !Sub "${AWS::Region}.example.com"'],
    ['DistributionConfig.Origins.1.Id', 'Id: second'],
    ['DistributionConfig.OriginGroups.Items.0.Id', 'OriginGroups: {Items: [{Id: group,'],
    ['DistributionConfig.OriginGroups.Items.0.Members', 'Members: *other}]}'],
    ['DistributionConfig.DefaultCacheBehavior.TargetOriginId', 'TargetOriginId: group'],
    ['Metadata.cdk-failover.acknowledge.1', '- {id: b}'],
  ])('finds %s', (property, line) => {
    expect(lineIn(text, 'Site', property)).toBe(line);
  });

  test.each([
    ['a function', 'DistributionConfig.Origins.2.Id', '- C'],
    ['a property that is not there', 'DistributionConfig.DefaultCacheBehavior.CachedMethods', 'DefaultCacheBehavior:'],
    ['what an alias stands for', 'DistributionConfig.OriginGroups.Items.0.Members.Type', 'Members: *other}]}'],
    ['no properties at all', 'Nothing.Like.This', 'Properties:'],
  ])('falls back to what is around %s', (_name, property, line) => {
    expect(lineIn(text, 'Site', property)).toBe(line);
  });
});

describe('in JSON', () => {
  test.each([
    ['DistributionConfig.Origins.0', '{'],
    ['DistributionConfig.Origins.1.DomainName', '"DomainName": "x"'],
    ['DistributionConfig.Enabled', '"Enabled": true'],
    ['DistributionConfig.Com"ment', '"Com\\"ment": 1,'],
  ])('finds %s', (property, line) => {
    expect(lineIn(JSON_TEXT, 'Site', property)).toBe(line);
  });

  test('counts from 1, also in one line', () => {
    expect(templateLines(JSON.stringify(JSON.parse(JSON_TEXT)), new Set(['Site']))('Site', 'DistributionConfig.Enabled')).toBe(1);
  });
});

test.each([YAML, JSON_TEXT])('knows nothing of a resource that was not asked for', text => {
  expect(lineIn(text, 'Missing', 'DistributionConfig')).toBeUndefined();
  expect(templateLines(text, new Set(['Site']))('Other', 'DistributionConfig')).toBeUndefined();
});

test('fails on text that is no YAML', () => {
  expect(() => templateLines('a: [', new Set())).toThrow(/unexpected end of the stream/);
});
