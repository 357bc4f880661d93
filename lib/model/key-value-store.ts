import { evaluate } from './intrinsics';
import { FunctionContext } from './lambda-function';
import { referencedId, TemplateScope } from './template';
import { readJsonFile } from './template-file';
import { listOf, recordOf, show, Value } from './value';

/**
 * The data of the key-value store of a CloudFront function, as far as it is an asset of the assembly; undefined without a store.
 * @param arn of the function, as the template writes it
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/kvs-with-functions-create-s3-kvp.html
 */
export function readKeyValues(
  arn: unknown, { source, environment, assetOf }: TemplateScope & Pick<FunctionContext, 'assetOf'>,
): Value<Readonly<Record<string, string>>> | undefined {
  const properties = (logicalId: string | undefined) =>
    recordOf(logicalId === undefined ? undefined : recordOf(source.resource(logicalId)).Properties);
  const [association] = listOf(recordOf(properties(referencedId(arn)).FunctionConfig).KeyValueStoreAssociations);
  if (association === undefined) return undefined;

  const storeArn = recordOf(association).KeyValueStoreARN;
  const store = referencedId(storeArn);
  const unknown = { unknown: `the data of the key-value store ${show(evaluate(storeArn, environment))}` };
  const from = store === undefined ? undefined : recordOf(properties(store).ImportSource).SourceArn;
  if (from === undefined) return unknown;
  const where = show(evaluate(from, environment));
  const { assetPath } = assetOf?.({ Type: 'AWS::CloudFront::KeyValueStore', Properties: { Code: { S3Key: where } } }, environment) ?? {};
  if (assetPath === undefined) return unknown;
  try {
    const { data } = recordOf(readJsonFile(assetPath));
    return Object.fromEntries(listOf(data).map(recordOf).map(({ key, value }) => [show(key), show(value)]));
  } catch {
    return unknown;
  }
}
