import { writeFileSync } from 'node:fs';
import { ask, post } from './fixtures';
import { serve } from '../../../lib/cli/serve';
import { serveArguments } from '../../../lib/cli/serve-arguments';
import { recorders, removeFolders, templateOf, writeTemplate } from '../../cli/serve-fixtures';

afterEach(removeFolders);

test('the command serves the page, and follows the assembly with what was switched', async () => {
  const path = writeTemplate();
  const { stdout, stderr } = recorders();
  const { url, close } = await serve(serveArguments([path, '--port=0']), { stdout, stderr });
  try {
    expect((await ask(`${url}/__edge/`)).text).toMatch(/^<!doctype html>/);
    await post(url, 'origin', { origin: 'primary', action: '503' });
    await post(url, 'request', { path: '/from-page' });
    await ask(`${url}/from-outside`);
    expect(stdout.text).toMatch(
      /^GET \/from-page 200 primary 503 -> secondary 200 .+\nGET \/from-outside 200 primary 503 -> secondary 200 .+\n$/,
    );

    writeFileSync(path, templateOf({ Site: { codes: [500] } }));
    await stderr.has('reloaded');
    const { edges: [edge], traces } = (await ask(`${url}/__edge/state`)).json;
    expect(edge).toMatchObject({
      name: 'Site',
      origins: [{ action: '503' }, { action: 'normal' }, ...edge.origins.slice(2)],
      distribution: { groups: [{ statusCodes: '500' }] },
    });
    expect(traces.map(({ trace }: any) => trace.path)).toEqual(['/from-page', '/from-outside']);
    expect((await post(url, 'request', { path: '/' })).json.trace).toMatchObject({ status: 503, failedOver: false });
  } finally {
    await close();
  }
});
