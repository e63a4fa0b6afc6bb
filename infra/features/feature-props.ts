import type { House } from '../constructs/house.ts';
import type { ServiceApi } from '../constructs/service-api.ts';
import type { ServiceFunction } from '../constructs/service-function.ts';
import type { DataStack } from '../stacks/data-stack.ts';

/** What every feature is given. */
export interface FeatureProps {
  house: House;
  data: DataStack;
}

/** What a feature with pages or webhooks is given. */
export interface PublicFeatureProps extends FeatureProps {
  api: ServiceApi;
}

/** Variables of every function that loads or changes requests. */
export const storeEnvironment = (data: DataStack) => ({
  REQUESTS_TABLE: data.requests.tableName,
  NOTICES_TABLE: data.notices.tableName,
});

/** Variables of every function that signs or opens links. */
export const linkEnvironment = ({ data, api }: Pick<PublicFeatureProps, 'data' | 'api'>) => ({
  PUBLIC_URL: api.publicUrl,
  LINK_KEYS_SECRET: data.linkKeys.secretArn,
});

/** Variables of every function that shows a queue or takes its form. */
export const queueEnvironment = (props: PublicFeatureProps) => ({
  ...storeEnvironment(props.data),
  ...linkEnvironment(props),
  CITY: props.house.config.city,
});

/** Variables of every function that shows a page of one request or takes its form. */
export const pageEnvironment = (props: PublicFeatureProps) => ({
  ...queueEnvironment(props),
  PHOTOS_BUCKET: props.data.photos.bucketName,
});

/** Variable of every function that writes to the 311 office. */
export const officeEnvironment = (house: House) => ({ OFFICE: JSON.stringify(house.config.office) });

/** Variables of every function that takes a page's form. */
export const formEnvironment = (props: PublicFeatureProps) => ({
  ...pageEnvironment(props),
  ...officeEnvironment(props.house),
});

/** Variable of every function that resolves requests. */
export const windowEnvironment = (house: House) => ({ SURVEY_WINDOW_DAYS: String(house.config.surveyWindowDays) });

/** Lets a function that asks the catalogue see what was published at run time. */
export const allowCatalogue = (data: DataStack, to: ServiceFunction): void =>
  data.requests.allow(to, ['GetItem'], ['CATALOGUE#*']);

/** Lets a function that opens partners' links see which were taken back. */
export const allowLinkCuts = (data: DataStack, to: ServiceFunction): void =>
  data.requests.allow(to, ['GetItem'], ['LINKS#*']);

/** Variable of every function that asks what is known of an address. */
export const recipientEnvironment = (data: DataStack) => ({ ADDRESS_KEY_SECRET: data.addressKey.secretArn });

/** The items of the notices table that say what is known of an address. */
const RECIPIENTS = ['#recipient#*'];

/** Lets a function read what is known of an address. */
export const allowRecipientsRead = (data: DataStack, to: ServiceFunction): void => {
  data.addressKey.allowRead(to);
  data.notices.allow(to, ['GetItem'], RECIPIENTS);
};

/** Lets a function that reads it change what is known of an address. */
export const allowRecipientsChange = (data: DataStack, to: ServiceFunction): void =>
  data.notices.allow(to, ['UpdateItem'], RECIPIENTS);

/** Grants of a command that tells nobody: read the file, and write the record, its events and its work orders in one transaction. */
export const allowQuietCommand = (data: DataStack, to: ServiceFunction): void =>
  data.requests.allow(to, ['Query', 'PutItem'], ['REQUEST#*']);

/** The same of a command that writes notices with it. */
export const allowCommand = (data: DataStack, to: ServiceFunction): void => {
  allowQuietCommand(data, to);
  data.notices.allow(to, ['PutItem']);
};

/** Grants of taking a request in: known by its delivery, and the first of its kind. */
export const allowFiling = (data: DataStack, to: ServiceFunction): void => {
  data.requests.allow(to, ['GetItem'], ['DELIVERY#*']);
  data.requests.allow(to, ['Query'], ['REQUEST#*']);
  data.requests.allow(to, ['PutItem'], ['REQUEST#*', 'DELIVERY#*']);
};

/** Lets a function write down, beside its command, that work had gone to the wrong partner. */
export const allowMisroutes = (data: DataStack, to: ServiceFunction): void =>
  data.requests.allow(to, ['PutItem'], ['MISROUTES#*']);

/** Lets a function write down, beside its command, by which number a partner knows its work. */
export const allowReferences = (data: DataStack, to: ServiceFunction): void =>
  data.requests.allow(to, ['PutItem'], ['REFERENCE#*']);
