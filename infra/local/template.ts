import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_VALUE, TemplateError, resolveValue } from './intrinsics.ts';
import type { Scope } from './intrinsics.ts';
import { identify, nameProperty } from './resource-names.ts';
import type { Identity, Place } from './resource-names.ts';

/** One resource of the synthesised stacks. */
export interface Resource extends Identity {
  stack: string;
  logicalId: string;
  type: string;
  /** The construct's path in the app, `Service/Intake/AcceptRequest/Resource`; empty when the app writes none. */
  path: string;
  /** What the app says about it besides. */
  metadata: Readonly<Record<string, unknown>>;
  /** With every intrinsic resolved, at the first reading; throws TemplateError for one that is not known. */
  readonly properties: Record<string, unknown>;
}

/** The synthesised stacks, all in one. */
export interface Template {
  place: Place;
  resources: Resource[];
  ofType(...types: string[]): Resource[];
  /**
   * A resource by what people and calls name it: logical id with or without its hash, physical name, ARN, `Ref` value, or
   * the end of its construct path (`AcceptRequest`, `Intake/AcceptRequest`). Throws when none or several answer to it.
   */
  find(nameOrArn: string, ...types: string[]): Resource;
  /** Where an asset of `cdk.out` lies, by its object key: a folder for zipped code, a file for a state machine. */
  asset(objectKey: string): string;
}

interface StackFile {
  Parameters?: Record<string, { Default?: string }>;
  Resources?: Record<string, { Type: string; Properties?: object; Metadata?: Record<string, unknown> }>;
  Outputs?: Record<string, { Value: unknown; Export?: { Name: unknown } }>;
}

interface Manifest {
  artifacts: Record<
    string,
    { type: string; environment?: string; properties?: { templateFile?: string; stackName?: string; file?: string } }
  >;
}

/** The environment of stacks that name none. */
const SOMEWHERE: Place = { region: 'us-east-1', account: '000000000000', partition: 'aws', urlSuffix: 'amazonaws.com' };

const readJson = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;

/** Reads what `cdk synth` wrote. Nested assemblies and nested stacks are not read. */
export function loadTemplate(cdkOut: string): Template {
  const manifestFile = join(cdkOut, 'manifest.json');
  if (!existsSync(manifestFile)) throw new TemplateError(`${manifestFile} is missing: run \`npm run synth\` first.`);
  const artifacts = Object.entries(readJson<Manifest>(manifestFile).artifacts);
  const resources: Resource[] = [];
  const exports = new Map<string, () => unknown>();
  const assets = new Map<string, string>();
  let place = SOMEWHERE;

  for (const [id, artifact] of artifacts) {
    if (artifact.type === 'cdk:asset-manifest') addAssets(cdkOut, artifact.properties!.file!, assets);
    if (artifact.type !== 'aws:cloudformation:stack') continue;
    place = placeOf(artifact.environment);
    const stack = artifact.properties?.stackName ?? id;
    addStack(stack, place, readJson<StackFile>(join(cdkOut, artifact.properties!.templateFile!)), resources, exports);
  }

  return {
    place,
    resources,
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
    find: (wanted, ...types) => findResource(resources, wanted, types),
    asset(objectKey) {
      const path = assets.get(objectKey);
      if (path === undefined) throw new TemplateError(`No asset manifest of ${cdkOut} lists ${objectKey}.`);
      return join(cdkOut, path);
    },
  };
}

function addStack(
  stack: string,
  place: Place,
  file: StackFile,
  resources: Resource[],
  exports: Map<string, () => unknown>,
): void {
  const mine = new Map<string, Resource>();
  const pseudo: Record<string, string | typeof NO_VALUE> = {
    'AWS::Region': place.region,
    'AWS::AccountId': place.account,
    'AWS::Partition': place.partition,
    'AWS::URLSuffix': place.urlSuffix,
    'AWS::StackName': stack,
    'AWS::StackId': `arn:${place.partition}:cloudformation:${place.region}:${place.account}:stack/${stack}/local`,
    'AWS::NoValue': NO_VALUE,
  };
  const scope: Scope = {
    stack,
    ref: (name) => pseudo[name] ?? mine.get(name)?.ref ?? file.Parameters?.[name]?.Default,
    attribute: (logicalId, attribute) => mine.get(logicalId)?.attributes[attribute],
    imported: (name) => exports.get(name)?.(),
  };
  for (const [logicalId, resource] of Object.entries(file.Resources ?? {})) {
    const made = aResource(stack, place, logicalId, resource, scope);
    mine.set(logicalId, made);
    resources.push(made);
  }
  for (const [outputId, output] of Object.entries(file.Outputs ?? {})) {
    if (output.Export === undefined) continue;
    const name = String(resolveValue(output.Export.Name, scope, `Outputs.${outputId}.Export`));
    exports.set(name, () => resolveValue(output.Value, scope, `Outputs.${outputId}`));
  }
}

function aResource(
  stack: string,
  place: Place,
  logicalId: string,
  { Type: type, Properties = {}, Metadata: metadata = {} }: NonNullable<StackFile['Resources']>[string],
  scope: Scope,
): Resource {
  const raw = Properties as Record<string, unknown>;
  const property = nameProperty(type);
  // A name may be made of other names, so it waits until all resources are there.
  let identity: Identity | undefined;
  let properties: Record<string, unknown> | undefined;
  const self = () => {
    const given = property && raw[property] !== undefined ? raw[property] : undefined;
    return (identity ??= identify(
      place,
      type,
      stack,
      logicalId,
      given === undefined ? undefined : String(resolveValue(given, scope, `${logicalId}.${property}`)),
    ));
  };
  return {
    stack,
    logicalId,
    type,
    metadata,
    path: String(metadata['aws:cdk:path'] ?? ''),
    get name() {
      return self().name;
    },
    get ref() {
      return self().ref;
    },
    get arn() {
      return self().arn;
    },
    get attributes() {
      return self().attributes;
    },
    get properties() {
      return (properties ??= resolveValue(raw, scope, logicalId) as Record<string, unknown>);
    },
  };
}

function findResource(resources: Resource[], wanted: string, types: string[]): Resource {
  const candidates = types.length > 0 ? resources.filter(({ type }) => types.includes(type)) : resources;
  const exact = candidates.filter((r) => [r.logicalId, unhashed(r), r.name, r.arn, r.ref].includes(wanted));
  const found = exact.length > 0 ? exact : candidates.filter((r) => isAtPath(r, wanted));
  if (found.length === 1) return found[0]!;
  const many = found.map(({ path, logicalId }) => path || logicalId).join(', ');
  throw new TemplateError(
    found.length === 0 ? `No resource of the template is called ${wanted}.` : `${wanted} may be any of ${many}.`,
  );
}

/** CDK ends a logical id in eight hex digits of its path's hash. */
const unhashed = ({ logicalId }: Resource): string => logicalId.replace(/[0-9A-F]{8}$/, '');

const isAtPath = ({ path }: Resource, wanted: string): boolean =>
  `/${path.replace(/\/(Resource|Default)$/, '')}`.endsWith(`/${wanted}`);

function addAssets(cdkOut: string, file: string, assets: Map<string, string>): void {
  const { files = {} } = readJson<{
    files?: Record<string, { source: { path: string }; destinations: Record<string, { objectKey: string }> }>;
  }>(join(cdkOut, file));
  for (const { source, destinations } of Object.values(files)) {
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, source.path);
  }
}

function placeOf(environment = ''): Place {
  const [, account = '', region = ''] = /^aws:\/\/([^/]+)\/(.+)$/.exec(environment) ?? [];
  return {
    ...SOMEWHERE,
    ...(account === '' || account.startsWith('unknown') ? {} : { account }),
    ...(region === '' || region.startsWith('unknown') ? {} : { region }),
  };
}
