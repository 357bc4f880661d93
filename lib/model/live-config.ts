import { TemplateBody } from './template';
import { isUnknown, listOf, recordOf, show } from './value';

/**
 * The template of distributions that are deployed, from the output of `aws cloudfront get-distribution-config`, `get-distribution` or
 * `list-distributions`, or the configuration in it. Undefined for anything else.
 *
 * @see https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_DistributionConfig.html
 */
export function templateOfLive(answer: object): TemplateBody | undefined {
  const { Distribution, DistributionConfig, DistributionList } = recordOf(answer);
  const listed = listOf(recordOf(DistributionList).Items).map(item =>
    templateOfLive({ Distribution: { ...recordOf(item), DistributionConfig: item } }));
  if (listed.length) return { Resources: Object.assign({}, ...listed.map(template => template?.Resources)) };
  const { Id = 'Distribution', DistributionConfig: inside } = recordOf(Distribution);
  const config = DistributionConfig ?? inside ?? answer;
  const { Origins, DefaultCacheBehavior } = recordOf(config);
  if (!Array.isArray(recordOf(Origins).Items) || Object.keys(recordOf(DefaultCacheBehavior)).length === 0) return undefined;
  const Properties = { DistributionConfig: asTemplate(recordOf(config)) };
  return { Resources: { [show(Id)]: { Type: 'AWS::CloudFront::Distribution', Properties } } };
}

/** Lists that CloudFormation writes with their Quantity, as the API does. */
const WITH_QUANTITY = ['OriginGroups', 'StatusCodes', 'Members'];

/** Names that CloudFormation has for settings of the API. */
const NAMES: Readonly<Record<string, string>> = { CustomHeaders: 'OriginCustomHeaders', SslProtocols: 'OriginSSLProtocols' };

function asTemplate(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(config).flatMap(([name, value]): Array<[string, unknown]> => {
    const { CachedMethods } = recordOf(value);
    const inTemplate = Object.hasOwn(NAMES, name) ? NAMES[name]! : name;
    const entry: [string, unknown] = [inTemplate, WITH_QUANTITY.includes(name) ? withItems(value) : settingOf(value)];
    // The API has the cached methods inside of the allowed ones.
    return CachedMethods === undefined ? [entry] : [entry, ['CachedMethods', settingOf(CachedMethods)]];
  }));
}

function withItems(value: unknown): unknown {
  const { Quantity, Items } = recordOf(value);
  return { Quantity, Items: listOf(Items).map(settingOf) };
}

/** A list is written `{ Quantity, Items }`, without Items if it is empty. An empty text means that something is not set. */
function settingOf(value: unknown): unknown {
  if (value === '') return undefined;
  if (typeof value !== 'object' || value === null || isUnknown(value)) return value;
  if (Array.isArray(value)) return value.map(settingOf);
  const { Quantity, Items } = recordOf(value);
  return Quantity === undefined ? asTemplate(recordOf(value)) : listOf(Items).map(settingOf);
}
