import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exact, Row, Skipped } from './measure';
import { bundle, inFolder, nodeOf, outputOf } from './programs';
import { functionCode } from '../lib/construct/edge-function';
import { ErrorRewrite } from '../lib/construct/error-rewrite';

export const OURS = functionCode({ failover: [500, 502, 503, 504], ...ErrorRewrite.keepStatus()._policyFor([]) });

export const NO_OP = 'exports.handler = async (event) => event.Records[0].cf.response;';

/**
 * AWS's status-200 sample, said in other words.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/lambda-examples.html#lambda-examples-custom-error-static-body
 */
export const SAMPLE = `
exports.handler = (event, context, callback) => {
    const answer = event.Records[0].cf.response;

    // Errors of the origin become a page that the function makes.
    if (answer.status >= 400 && answer.status <= 599) {
        answer.status = 200;
        answer.statusDescription = 'OK';
        answer.body = 'A page that was generated at the edge';
    }

    callback(null, answer);
};
`;

const NODES = [20, 22, 24];

/** The function in each Node.js that Lambda has. */
export async function edgeFunction(): Promise<Array<Row | Skipped>> {
  return inFolder(folder => {
    bundle(folder, ['one-function']);
    const texts = join(folder, 'functions.json');
    writeFileSync(texts, JSON.stringify({ ours: OURS, sample: SAMPLE, noOp: NO_OP }));
    return [
      exact("function: code / AWS's sample", 'bytes', Buffer.byteLength(OURS), Buffer.byteLength(SAMPLE)),
      ...NODES.flatMap((major): Array<Row | Skipped> => {
        const node = nodeOf(major);
        if (!node) return [{ name: `function on Node.js ${major}`, skipped: 'npx does not find it' }];
        const rows = outputOf<Row[]>(node, [join(folder, 'one-function.js'), texts]);
        return rows.map(row => ({ ...row, name: `function on Node.js ${major}: ${row.name}` }));
      }),
    ];
  });
}
