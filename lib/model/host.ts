import { evaluate } from './intrinsics';
import { TemplateScope } from './template';
import { listOf, recordOf, show } from './value';

const MAX_HOPS = 5;

/** The host that a domain name leads to, as far as the DNS records of the template say. Two names of one host give the same text. */
export function hostOf(domainName: unknown, scope: TemplateScope, hops = 0): string {
  const name = plainName(show(domainName));
  const target = hops < MAX_HOPS ? recordTarget(name, scope) : undefined;
  return target === undefined ? name : hostOf(target, scope, hops + 1);
}

/** Domain names are the same in upper and lower case, with a dot at the end, and with the prefix of a load balancer's second name. */
function plainName(text: string): string {
  const known = text.replace(/\$\{[^}]*\}|[^$]+/g, part => (part.startsWith('${') ? part : part.toLowerCase()));
  return known.replace(/\.$/, '').replace(/^dualstack\./, '');
}

/** Where the only record of a name points to. Records that share a name (weights, failover) may lead anywhere. */
function recordTarget(name: string, { source, environment }: TemplateScope): unknown {
  if (name === '') return undefined;
  for (const [, { Properties }] of source.resourcesOfType('AWS::Route53::RecordSet')) {
    const { Name, Type, SetIdentifier, AliasTarget, ResourceRecords } = recordOf(evaluate(Properties, environment));
    if (plainName(show(Name)) !== name || SetIdentifier !== undefined || !['A', 'AAAA', 'CNAME'].includes(show(Type))) continue;
    const target = recordOf(AliasTarget).DNSName ?? (Type === 'CNAME' ? listOf(ResourceRecords)[0] : undefined);
    if (target !== undefined) return target;
  }
  return undefined;
}
