import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CASES, templateOf } from './cases';
import { deployed, HANDLER_CASES } from './cases/handler';
import { REPORTED, UNTOLD } from './handler/reported';
import { modelIn, modelOf } from './models';
import { contradictions } from './one-verdict';
import { Assembly } from '../../lib/model/assembly';
import { EXAMPLES, exampleApp, runApp } from '../support/example-apps';

const codeOf = (ZipFile: string) => ({ function: { Code: { ZipFile } } });

test('check and matrix agree on the functions of the rules that run them', async () => {
  const models = Object.entries(HANDLER_CASES).flatMap(([id, { fails, passes, template, failingTemplate }]) => [
    { ...modelOf({ ...template, ...failingTemplate, ...codeOf(deployed(fails)) }), logicalId: `${id} fails` },
    { ...modelOf({ ...template, ...codeOf(deployed(passes)) }), logicalId: `${id} passes` },
  ]);
  expect(await contradictions(models)).toEqual([]);
});

test('check and matrix agree on the functions that were reported', async () => {
  const models = Object.entries({ ...REPORTED, ...UNTOLD }).map(([logicalId, { code, ...changes }]) =>
    ({ ...modelOf({ ...changes, ...codeOf(code) }), logicalId }));
  expect(await contradictions(models)).toEqual([]);
});

/** So many at once that they do not use up the time of a check. */
const AT_ONCE = 25;
const failing = Object.entries(CASES).map(([logicalId, { fails }]) => ({ logicalId, fails }));

test.each(Array.from({ length: Math.ceil(failing.length / AT_ONCE) }, (_, i) => i))(
  'check and matrix agree on the failing cases of the other rules, part %i',
  async part => {
    const models = failing.slice(part * AT_ONCE, (part + 1) * AT_ONCE)
      .map(({ logicalId, fails }) => ({ ...modelIn(templateOf(fails)), logicalId }));
    expect(await contradictions(models)).toEqual([]);
  },
);

test('check and matrix agree on the templates of others', async () => {
  const folders = [join(__dirname, 'clean'), join(__dirname, '..', 'fixtures')];
  const files = folders.flatMap(folder => readdirSync(folder).filter(name => /\.(yaml|json)$/.test(name)).map(name => join(folder, name)));
  expect(await contradictions(files.flatMap(file => Assembly.read(file).distributions()))).toEqual([]);
});

test.each(EXAMPLES)('check and matrix agree on the example %s', async name => {
  const app = await runApp(exampleApp(name));
  try {
    expect(await contradictions(Assembly.read(app.directory).distributions())).toEqual([]);
  } finally {
    app.remove();
  }
});
