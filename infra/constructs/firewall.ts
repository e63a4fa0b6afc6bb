import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { type House, nameOf } from './house.ts';
import { STAGE } from './service-api.ts';

export interface FirewallProps {
  house: House;
  stageArn: string;
}

/** The span over which the firewall counts what one address asks, seconds. */
const COUNTED_OVER = 300;

/** Requests of one address in that span: ten a second, which the people of a city hall behind one address stay below, and a flood does not. */
const RATE_LIMIT = 3_000;

/**
 * The paths on which systems call that sign what they send, behind the stage or a domain of the city's own. A platform calls from one address
 * for a whole city, and most in a storm, when 3,000 are a minute of it.
 */
const SIGNED_PATHS = `^(/${STAGE})?/(webhooks|partners)/`;

/** As the webhook's documentation has it, what comes too fast is to be sent again; a 403 would be given up as refused for good. */
const TOO_FAST = {
  block: {
    customResponse: {
      responseCode: 429,
      customResponseBodyKey: 'TooFast',
      responseHeaders: [{ name: 'Retry-After', value: '60' }],
    },
  },
};

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

const SIGNED: CfnWebACL.StatementProperty = {
  regexMatchStatement: {
    fieldToMatch: { uriPath: {} },
    regexString: SIGNED_PATHS,
    textTransformations: [{ priority: 0, type: 'NONE' }],
  },
};

/** What one address asks beyond a number, of that which a statement is true of. */
const fasterThan = (limit: number, scopeDownStatement: CfnWebACL.StatementProperty): CfnWebACL.StatementProperty => ({
  rateBasedStatement: { limit, evaluationWindowSec: COUNTED_OVER, aggregateKeyType: 'IP', scopeDownStatement },
});

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
      customResponseBodies: {
        TooFast: {
          contentType: 'APPLICATION_JSON',
          content: JSON.stringify({
            type: 'about:blank',
            status: 429,
            title: 'Too many requests',
            detail: 'Send it again in a minute.',
          }),
        },
      },
      rules: [
        {
          name: 'Flood',
          priority: 0,
          action: TOO_FAST,
          statement: fasterThan(RATE_LIMIT, { notStatement: { statement: SIGNED } }),
          visibilityConfig: seen('Flood'),
        },
        {
          // Half of what the API lets through: a storm's reports of a whole city, and never all that there is for everybody.
          name: 'SignedFlood',
          priority: 3,
          action: TOO_FAST,
          statement: fasterThan((house.config.throttle.rate / 2) * COUNTED_OVER, SIGNED),
          visibilityConfig: seen('SignedFlood'),
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
