import * as fc from 'fast-check';

const KEYS = [
  'Ref',
  'Condition',
  'Fn::GetAtt',
  'Fn::Sub',
  'Fn::Join',
  'Fn::Split',
  'Fn::Select',
  'Fn::FindInMap',
  'Fn::If',
  'Fn::Equals',
  'Fn::And',
  'Fn::Or',
  'Fn::Not',
  'Fn::ImportValue',
  'unknown',
  'toString',
  'valueOf',
  'toJSON',
  'constructor',
  '__proto__',
  'length',
  'then',
  'Items',
  'Quantity',
  'Statement',
  'Principal',
];

const leaf = fc.oneof(
  fc.constantFrom(
    '',
    '*',
    'AWS::NoValue',
    'AWS::Region',
    'Parameter',
    'Condition',
    'constructor',
    '__proto__',
    '${Parameter}',
    '${',
    0,
    -1,
    404,
    true,
    false,
    null,
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

/**
 * What a parser could have made of a template that nobody checked: JSON of any shape, with names that mean something, to CloudFormation or
 * to JavaScript.
 */
export const garbage: fc.Arbitrary<unknown> = fc.letrec(again => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.array(again('value'), { maxLength: 3 }),
    fc
      .tuple(fc.constantFrom(...KEYS), again('value'))
      .map(([key, value]) => JSON.parse(`{${JSON.stringify(key)}:${JSON.stringify(value) ?? null}}`)),
    fc
      .array(fc.tuple(fc.constantFrom(...KEYS), again('value')), { maxLength: 3 })
      .map(entries => JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value) ?? null}`).join()}}`)),
  ),
})).value;
