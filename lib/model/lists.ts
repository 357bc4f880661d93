import { QuantityModel } from './distribution';
import { referencedId, ResourceSource } from './template';
import { isUnknown, listOf, number, Properties, recordOf, Value } from './value';

/** Whether an identifier or an ARN is given: a literal, or a reference to a resource of the same template. */
export function isGiven(value: unknown, raw: unknown, source: ResourceSource): Value<boolean> {
  if (!isUnknown(value)) return value !== undefined && value !== null && value !== '';
  const id = referencedId(raw);
  return id !== undefined && source.resource(id) ? true : value;
}

/** The length of a list below `Items`. */
export function countOf(list: unknown): Value<number> {
  const items = isUnknown(list) ? list : recordOf(list).Items;
  return isUnknown(items) ? items : listOf(items).find(isUnknown) ?? listOf(items).length;
}

/** The lists of origin groups, their members and their status codes, each with the length that it states. */
export function quantitiesOf(config: Properties): QuantityModel[] {
  const quantities: QuantityModel[] = [];
  const add = (property: string, list: unknown) => {
    const stated = number(recordOf(list).Quantity, undefined);
    const counted = countOf(list);
    if (stated !== undefined && !isUnknown(counted)) {
      quantities.push({ property: `DistributionConfig.OriginGroups${property}.Quantity`, stated, counted });
    }
  };
  add('', config.OriginGroups);
  listOf(recordOf(config.OriginGroups).Items).map(recordOf).forEach((group, i) => {
    add(`.Items.${i}.FailoverCriteria.StatusCodes`, recordOf(group.FailoverCriteria).StatusCodes);
    add(`.Items.${i}.Members`, group.Members);
  });
  return quantities;
}

const LISTS = ['Origins', 'OriginGroups', 'CacheBehaviors', 'CustomErrorResponses'];

/** The lists whose items are known only at deployment: they come from a parameter, a transform or a condition. */
export function undecidedLists(config: Properties): string[] {
  return LISTS.filter(name => {
    const list = name === 'OriginGroups' ? recordOf(config[name]).Items : config[name];
    return isUnknown(config[name]) || isUnknown(list) || listOf(list).some(isUnknown);
  });
}
