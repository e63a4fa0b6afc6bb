import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type House, nameOf } from './house.ts';

export interface FirewallProps {
  house: House;
  stageArn: string;
}

/** Requests of one address in five minutes: a city's platform at 5 a second stays below, a flood does not. */
const RATE_LIMIT = 3_000;

/**
 * Rules of the managed set that read a body or its length. A resident may write `<script>` or `../` into a report and must not be
 * turned away: bodies are counted, and the functions treat every word as text. Clients of Open311 ask for many requests by their ids, which
 * is more than the 2,048 bytes that the set lets a query have. A link's signature follows a point and may begin with any letters, `log` or `ini`
 * among them, and would be shut for good as a file of the system. A platform's caller may also name no browser.
 */
const COUNTED = [
  'SizeRestrictions_QUERYSTRING',
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
  'RestrictedExtensions_URIPATH',
  'NoUserAgent_HEADER',
];

/** The web application firewall before the API: floods, oversize bodies, and what AWS knows as attacks outside of bodies. */
export class Firewall extends Construct {
  constructor(scope: Construct, id: string, { house, stageArn }: FirewallProps) {
    super(scope, id);
    const seen = (metricName: string) => ({
      cloudWatchMetricsEnabled: true,
      metricName,
      sampledRequestsEnabled: false, // a sample would keep signed links
    });
    const name = nameOf(house.environment, 'Firewall');
    const acl = new CfnWebACL(this, 'Acl', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: seen(name),
      rules: [
        {
          name: 'Flood',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: RATE_LIMIT, evaluationWindowSec: 300, aggregateKeyType: 'IP' } },
          visibilityConfig: seen('Flood'),
        },
        {
          // A length of seven digits is a megabyte or more; the function refuses what is over 256 KB and says so.
          name: 'Oversize',
          priority: 1,
          action: { block: {} },
          statement: {
            sizeConstraintStatement: {
              fieldToMatch: { singleHeader: { Name: 'content-length' } },
              comparisonOperator: 'GE',
              size: 7,
              textTransformations: [{ priority: 0, type: 'NONE' }],
            },
          },
          visibilityConfig: seen('Oversize'),
        },
        {
          name: 'Common',
          priority: 2,
          overrideAction: { none: {} },
          statement: {
            managedRuleGroupStatement: {
              vendorName: 'AWS',
              name: 'AWSManagedRulesCommonRuleSet',
              ruleActionOverrides: COUNTED.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
            },
          },
          visibilityConfig: seen('Common'),
        },
      ],
    });
    acknowledge(
      acl,
      'NIST.800.53.R5-WAFv2LoggingEnabled',
      'A log would keep the addresses of residents beside their signed links; each rule has a metric, and the access log each answer.',
    );
    new CfnWebACLAssociation(this, 'Association', { webAclArn: acl.attrArn, resourceArn: stageArn });
  }
}
