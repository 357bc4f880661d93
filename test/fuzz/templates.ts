import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { AS_IT_IS, asTheyAre, choices } from './door';
import { readTemplateFile } from '../../lib/model/template-file';
import { garbage } from '../model/garbage';
import { CASES, templateOf } from '../rules/cases';

const FIXTURES = join(process.env.FUZZ_ROOT!, 'test/fixtures');
const files = ['', 'conditions', 'forms', 'forms/site'].flatMap(folder => readdirSync(join(FIXTURES, folder))
  .filter(name => /\.(ya?ml|json)$/.test(name)).map(name => join(FIXTURES, folder, name)));

/** Templates of every form. */
export const TEMPLATES: readonly unknown[] = [
  ...Object.values(CASES).flatMap(({ fails, passes, cannotTell = {} }) => [fails, passes, cannotTell].map(templateOf)),
  ...files.flatMap(file => {
    const text = readFileSync(file, 'utf8');
    return [readTemplateFile(file).body, ...text.startsWith('{') ? [JSON.parse(text)] : []];
  }),
];

export const TEMPLATE_SEEDS = [...choices(TEMPLATES), ...files.map(file => AS_IT_IS + readFileSync(file, 'utf8'))];

const change = fc.tuple(fc.nat(65_535), fc.nat(255), fc.nat(255));

const someTemplate = fc.tuple(fc.nat(TEMPLATES.length - 1), fc.array(change, { minLength: 1, maxLength: 8 }))
  .map(([seed, changes]) => {
    const bytes = Buffer.alloc(2 + 4 * changes.length);
    bytes.writeUInt16LE(seed);
    changes.forEach(([place, operation, operand], i) => {
      bytes.writeUInt16LE(place, 2 + 4 * i);
      bytes.set([operation, operand], 4 + 4 * i);
    });
    return bytes;
  });

export const anyTemplate: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 4, arbitrary: someTemplate },
  {
    weight: 1,
    arbitrary: asTheyAre(fc.record({
      Resources: fc.dictionary(fc.string(), garbage), Parameters: garbage, Mappings: garbage, Conditions: garbage,
    })),
  },
);
